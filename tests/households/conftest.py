import pytest

from tests.factories.accounts import DepartmentFactory, OfficerFactory


@pytest.fixture
def here(client):
    """Sign in an officer of Bắc Giang."""
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


@pytest.fixture
def elsewhere(client):
    """Sign in an officer of Đắk Lắk."""
    officer = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    client.force_login(officer)
    return officer
