import random

import pytest
from django.db import transaction

from tests.security.matrix import world as worlds


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Built once a process and never changed: every request in it is undone, and so is it in the end."""
    state = random.getstate()
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)
    random.setstate(state)
