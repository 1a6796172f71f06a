import pytest
from django.contrib.auth.models import AnonymousUser

from portal1034.accounts import perms
from portal1034.accounts.enums import Role
from portal1034.regions.models import Province
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db

PREDICATES = {
    perms.can_enter_admin: {Role.OFFICER, Role.EDITOR, Role.ADMINISTRATOR},
    perms.is_household: {Role.HOUSEHOLD},
    perms.is_trader: {Role.TRADER},
    perms.is_officer: {Role.OFFICER},
    perms.is_editor: {Role.EDITOR},
    perms.is_administrator: {Role.ADMINISTRATOR},
}


def person(role, **more):
    return OfficerFactory(**more) if role == Role.OFFICER else UserFactory(role=role, **more)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("predicate", PREDICATES)
def test_each_predicate_is_true_for_its_roles_only(predicate, role):
    assert predicate(person(role)) is (role in PREDICATES[predicate])


@pytest.mark.parametrize("predicate", PREDICATES)
def test_nobody_without_an_account_and_no_closed_account_passes(predicate):
    assert not predicate(AnonymousUser())
    for role in PREDICATES[predicate]:
        assert not predicate(person(role, is_active=False))


def test_an_officer_works_for_the_departments_provinces_and_no_others():
    officer = OfficerFactory(department=DepartmentFactory(codes=["24", "27"]))
    assert set(perms.provinces_of(officer).values_list("code", flat=True)) == {"24", "27"}
    here, there = Province.objects.get(code="24"), Province.objects.get(code="66")
    assert perms.in_scope(officer, here.pk)
    assert not perms.in_scope(officer, there.pk)
    assert not perms.in_scope(officer, None)


def test_an_administrator_works_for_the_whole_country():
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    assert perms.provinces_of(administrator).count() == 63
    assert perms.in_scope(administrator, 1)


@pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
def test_other_roles_work_for_no_province_even_in_a_department(role):
    user = UserFactory(role=role, department=DepartmentFactory())
    assert not perms.provinces_of(user).exists()


def test_a_department_of_yesterday_gives_nothing_to_a_closed_account():
    assert not perms.provinces_of(OfficerFactory(is_active=False)).exists()
    assert not perms.provinces_of(AnonymousUser()).exists()


def test_the_scope_is_asked_of_the_database_once(django_assert_num_queries):
    officer = OfficerFactory()
    with django_assert_num_queries(1):
        perms.scope_of(officer)
        perms.in_scope(officer, 1)
        perms.scope_of(officer)
