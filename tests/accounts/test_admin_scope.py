"""The scope that every officer's desk is built on, tried on a desk with more doors than any real one."""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from households.models import Household, HouseholdCrop
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.models import User
from portal1034.core.admin import AdminQueue, QueueItem
from portal1034.regions.models import Commune, Province
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


class OpenDesk(ScopedModelAdmin):
    fields = ("owner", "commune", "province", "name")


@pytest.fixture
def desk():
    return OpenDesk(Household, admin.site)


def asked_by(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def choices(desk, user, name):
    return desk.formfield_for_dbfield(Household._meta.get_field(name), asked_by(user)).queryset


def test_an_officer_chooses_among_their_own_places(desk):
    officer = OfficerFactory()
    assert set(choices(desk, officer, "province").values_list("code", flat=True)) == {"24"}
    assert set(choices(desk, officer, "commune").values_list("province__code", flat=True)) == {"24"}


def test_an_administrator_chooses_among_all(desk):
    administrator = UserFactory(role=Role.ADMINISTRATOR)
    assert choices(desk, administrator, "province").count() == 63
    assert choices(desk, administrator, "commune").count() == Commune.objects.count()
    assert choices(desk, administrator, "owner").count() == User.objects.count()


def test_people_are_no_choices_for_who_may_not_see_people(desk):
    UserFactory()
    assert not choices(desk, OfficerFactory(), "owner").exists()


def test_what_belongs_to_no_province_is_a_choice_for_all(desk):
    crop = HouseholdCrop._meta.get_field("commodity")
    assert desk.formfield_for_dbfield(crop, asked_by(OfficerFactory())).queryset.exists()


def test_a_row_moved_out_of_the_province_is_not_saved(desk):
    officer, household = OfficerFactory(), HouseholdFactory()
    household.province = Province.objects.get(code="66")
    with pytest.raises(PermissionDenied):
        desk.save_model(asked_by(officer), household, None, True)
    household.refresh_from_db()
    assert household.province.code == "24"


def test_each_right_is_for_the_roles_it_names(desk):
    desk.add_roles = frozenset({Role.ADMINISTRATOR})
    officer, administrator = asked_by(OfficerFactory()), asked_by(UserFactory(role=Role.ADMINISTRATOR))
    mine, other = HouseholdFactory(), HouseholdFactory(commune=commune_of("66"))
    assert desk.has_module_permission(officer)
    assert not desk.has_add_permission(officer)
    assert desk.has_add_permission(administrator)
    assert desk.has_view_permission(officer, mine)
    assert not desk.has_view_permission(officer, other)
    assert not desk.has_change_permission(officer, other)
    assert not desk.has_delete_permission(officer, mine)
    assert desk.has_delete_permission(administrator, other)


@pytest.mark.parametrize(
    ("field", "model", "row"),
    [
        ("household__province", User, lambda household: household.owner),
        ("commune__province", Household, lambda household: household),
        ("pk", Province, lambda household: household.province),
    ],
)
def test_the_way_to_the_province_may_be_long(field, model, row):
    longer = type("Longer", (ScopedModelAdmin,), {"province_field": field})(model, admin.site)
    officer = asked_by(OfficerFactory())
    here, there = row(HouseholdFactory()), row(HouseholdFactory(commune=commune_of("66")))
    assert longer.is_in_scope(officer, here)
    assert not longer.is_in_scope(officer, there)
    assert here in longer.get_queryset(officer)
    assert there not in longer.get_queryset(officer)


def test_a_row_without_a_province_is_out_of_everyones_scope_but_the_administrators():
    people = type("People", (ScopedModelAdmin,), {"province_field": "household__province"})(User, admin.site)
    homeless = UserFactory()
    assert not people.is_in_scope(asked_by(OfficerFactory()), homeless)
    assert people.is_in_scope(asked_by(UserFactory(role=Role.ADMINISTRATOR)), homeless)


def test_the_filter_disappears_where_there_is_one_province(desk):
    request = asked_by(OfficerFactory())
    assert not ProvinceFilter(request, {}, Household, desk).has_output()


class TestQueue:
    def test_what_waits_comes_before_what_is_done_and_others_work_is_left_out(self):
        queue = AdminQueue()
        for title, count in (("xong", 0), ("chờ", 3)):
            queue.register(lambda request, title=title, count=count: QueueItem(title, count, "/"))
        queue.register(lambda request: None)
        assert [item.title for item in queue.items(None)] == ["chờ", "xong"]

    def test_an_app_registered_twice_is_asked_once(self):
        queue = AdminQueue()

        def work(request):
            return QueueItem("chờ", 1, "/")

        assert queue.register(queue.register(work)) is work
        assert len(queue.items(None)) == 1

    @pytest.mark.parametrize(("count", "text"), [(0, "0"), (999, "999"), (1000, "hơn 999")])
    def test_a_long_backlog_is_not_counted_out(self, count, text):
        assert QueueItem("chờ", count, "/").count_text == text
