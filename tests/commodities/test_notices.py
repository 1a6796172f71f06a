"""Season notices: written by whom, shown when and where, at the price of at most one query."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal1034.accounts.enums import Role
from portal1034.commodities.models import SeasonNotice
from portal1034.commodities.notices import notices_about, notices_for
from portal1034.core import pagecache
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import HarvestFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db
CROP = "vai-thieu"
LIST = "admin:commodities_seasonnotice_changelist"


def told(title: str, **values) -> SeasonNotice:
    today = timezone.localdate()
    given = {
        "commodity": commodity_of(CROP), "province": commune_of("24").province, "kind": "peak", "title": title,
        "starts_on": today - dt.timedelta(3), "ends_on": today + dt.timedelta(3),
        "published_at": timezone.now() - dt.timedelta(hours=1),
    }  # fmt: skip
    return SeasonNotice.objects.create(**{**given, **values})


def read(client, url: str) -> str:
    pagecache.forget_everything()
    return client.get(f"{url}?lan={uuid.uuid4()}").content.decode()


def act(client, name: str, *notices: SeasonNotice):
    chosen = {"action": name, "_selected_action": [notice.pk for notice in notices]}
    return client.post(reverse(LIST), chosen)


@pytest.fixture
def household():
    return VerifiedHouseholdFactory(commune=commune_of("24"))


# ---- shown ----


def test_only_published_ones_in_force_are_shown_and_national_ones_everywhere():
    today, now = timezone.localdate(), timezone.now()
    mine = told("Rộ")
    national = told("Cả nước", province=None)
    told("Nháp", published_at=None)
    told("Hẹn giờ", published_at=now + dt.timedelta(hours=1))
    told("Đã qua", ends_on=today - dt.timedelta(1))
    far = told("Nơi khác", province=commune_of("66").province)
    coffee = told("Cà phê", commodity=commodity_of("ca-phe-robusta"))
    here = commune_of("24").province_id
    assert set(notices_for()) == {mine, national, far, coffee}
    assert set(notices_for(provinces={here})) == {mine, national, coffee}
    assert set(notices_for(commodity=commodity_of(CROP).pk, provinces={here})) == {mine, national}
    assert set(notices_about([(commodity_of(CROP).pk, here)])) == {mine, national}
    assert notices_about([]) == []


def test_every_page_of_the_crop_and_the_province_shows_it_fakes_in_terracotta(client, household):
    crop = commodity_of(CROP)
    told("Cẩn thận vải giả", kind="counterfeit")
    shown = ProductFactory(household=household, commodity=crop)
    today = timezone.localdate()
    HarvestFactory(household=household, commodity=crop, starts_on=today, ends_on=today + dt.timedelta(5))
    public = ["/", "/mua-vu/", "/mua-vu/vai-thieu/", reverse("pages:province", args=["bac-giang"])]
    for url in public:
        assert "Cẩn thận vải giả" in read(client, url), url
    assert "notice--error" in read(client, "/mua-vu/vai-thieu/")
    assert "season-told__warn" in read(client, "/mua-vu/")
    assert "notice-list__item--warn" in read(client, "/")
    client.force_login(household.owner)
    desks = [reverse("products:mine"), reverse("products:publish", args=[shown.pk]), reverse("harvests:mine")]
    for url in desks:
        assert "Cẩn thận vải giả" in read(client, url), url
    elsewhere = VerifiedHouseholdFactory(commune=commune_of("66"))
    ProductFactory(household=elsewhere, commodity=crop)
    client.force_login(elsewhere.owner)
    assert "Cẩn thận vải giả" not in read(client, reverse("products:mine"))


def test_a_page_asks_once_for_any_number_of_them(client):
    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, url)
        return sum('FROM "commodities_seasonnotice"' in query["sql"] for query in captured)

    urls = ["/", "/mua-vu/vai-thieu/", reverse("pages:province", args=["bac-giang"])]
    told("Một")
    one = [count(url) for url in urls]
    told("Hai"), told("Ba")
    assert [count(url) for url in urls] == one
    assert max(one) <= 2  # the calendar's own question names it inside, and then this one


# ---- written ----


def test_an_officer_publishes_and_withdraws_only_at_home(client):
    mine, far = told("Rộ", published_at=None), told("Xa", published_at=None, province=commune_of("66").province)
    national = told("Cả nước", province=None, published_at=None)
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24"])))
    assert "Xa" not in client.get(reverse(LIST)).content.decode()
    act(client, "publish", mine, far, national)
    shown = set(SeasonNotice.objects.published())
    assert shown == {mine}
    act(client, "withdraw", mine)
    assert not SeasonNotice.objects.published().exists()
    for other in (far, national):
        change = reverse("admin:commodities_seasonnotice_change", args=[other.pk])
        assert client.get(change).status_code in (302, 403, 404)


def test_publishing_again_keeps_the_first_day_and_an_editor_speaks_for_all(client):
    old, draft = told("Cũ", province=None), told("Mới", province=None, published_at=None)
    moment = old.published_at
    client.force_login(UserFactory(role=Role.EDITOR))
    act(client, "publish", old, draft)
    old.refresh_from_db()
    draft.refresh_from_db()
    assert old.published_at == moment
    assert draft.published_at <= timezone.now()


@pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER])
def test_nobody_else_writes(client, role):
    notice = told("Rộ", published_at=None)
    client.force_login(UserFactory(role=role))
    act(client, "publish", notice)
    assert not SeasonNotice.objects.published().exists()
