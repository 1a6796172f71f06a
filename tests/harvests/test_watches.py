"""Being told: watches of any signed-in person, one text a day, letters to a confirmed address, and their stop."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests import operations
from harvests.errors import ExchangeError
from harvests.models import Watch, WatchAddress
from harvests.operations import watching
from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province
from tests.factories.accounts import UserFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trader():
    return TraderFactory()


@pytest.fixture
def bac_giang():
    return Province.objects.get(code="24")


def coming() -> dict:
    today = timezone.localdate()
    return {"starts_on": today, "ends_on": today + dt.timedelta(9)}


def watched(user, province=None, commodity="vai-thieu") -> Watch:
    watch = operations.watch(user=user, commodity=commodity and commodity_of(commodity), province=province)
    Watch.objects.update(told_at=timezone.now() - dt.timedelta(days=1))
    watch.refresh_from_db()
    return watch


def texts_to(user) -> list[str]:
    return list(TextMessage.objects.filter(phone=user.phone).values_list("body", flat=True))


def test_watching_twice_is_once_and_needs_something_to_watch(trader, bac_giang):
    first = operations.watch(user=trader.user, province=bac_giang)
    assert operations.watch(user=trader.user, province=bac_giang) == first
    with pytest.raises(ExchangeError, match="Chọn nông sản hoặc tỉnh"):
        operations.watch(user=trader.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Watch.objects.create(user=trader.user, province=bac_giang, told_at=timezone.now())


def test_there_is_an_end_to_watching(trader):
    for commodity in Commodity.objects.active()[: watching.WATCHES_AT_MOST]:
        operations.watch(user=trader.user, commodity=commodity)
    with pytest.raises(ExchangeError, match="nhiều nhất"):
        operations.watch(user=trader.user, province=Province.objects.first())


def test_a_trader_is_texted_about_new_harvests_once_a_day(trader, bac_giang):
    watched(trader.user, bac_giang)
    for _time in range(3):
        HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    assert operations.tell_watchers() == 1
    assert "Vải thiều, Bắc Giang: 3 đợt thu hoạch mới" in texts_to(trader.user)[0]
    assert operations.tell_watchers() == 0
    later = timezone.now() + dt.timedelta(days=1)
    assert operations.tell_watchers(now=later) == 0
    assert len(texts_to(trader.user)) == 1


def test_a_household_is_texted_about_new_requests_and_not_about_what_it_knows(bac_giang):
    household = VerifiedHouseholdFactory()
    watched(household.owner, bac_giang)
    BuyRequestFactory(**coming())
    BuyRequestFactory(province=Province.objects.get(code="66"), **coming())
    HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    operations.tell_watchers()
    assert "Vải thiều, Bắc Giang: 1 nhu cầu mua mới" in texts_to(household.owner)[0]


def test_several_watches_are_one_text(trader, bac_giang):
    watched(trader.user, bac_giang)
    watched(trader.user, commodity="vai-thieu")
    HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    operations.tell_watchers()
    assert len(texts_to(trader.user)) == 1


def test_letters_go_only_to_a_confirmed_address_and_one_click_stops_them(
    client, trader, bac_giang, mailoutbox, django_capture_on_commit_callbacks
):
    watch = watched(trader.user, bac_giang)
    operations.change_watch(watch=watch, by_sms=False, by_email=True)
    client.force_login(trader.user)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/theo-doi/thu/", {"address": "nhầm"}).status_code == 422
        client.post("/theo-doi/thu/", {"address": "vua@vi-du.vn"})
    HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    client.logout()
    link = re.search(r"https?://[^/]+(/theo-doi/xac-nhan/\S+)", mailoutbox[0].body)[1]
    assert client.get(link).status_code == 200
    assert WatchAddress.objects.get().confirmed_at is None, "looking confirms nothing"
    assert client.post("/theo-doi/xac-nhan/gia:mao:x/").status_code == 410
    assert client.post(link).status_code == 200
    assert WatchAddress.objects.get().confirmed_at
    with django_capture_on_commit_callbacks(execute=True):
        operations.tell_watchers()
    letter = mailoutbox[1]
    assert (letter.to, texts_to(trader.user)) == (["vua@vi-du.vn"], [])
    assert "1 đợt thu hoạch mới" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.search(r"<https?://[^/]+(/[^>]+)>", letter.extra_headers["List-Unsubscribe"])[1]
    assert client.get(stop).status_code == 200
    watch.refresh_from_db()
    assert watch.by_email, "looking stops nothing"
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    watch.refresh_from_db()
    assert not watch.by_email
    assert client.post("/theo-doi/thoi-thu/gia:mao/").status_code == 404


def test_an_address_nobody_confirmed_gets_no_news(trader, bac_giang, mailoutbox, django_capture_on_commit_callbacks):
    watch = watched(trader.user, bac_giang)
    operations.change_watch(watch=watch, by_sms=False, by_email=True)
    WatchAddress.objects.create(user=trader.user, address="la@vi-du.vn", asked_at=timezone.now())
    HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    with django_capture_on_commit_callbacks(execute=True):
        operations.tell_watchers()
    assert mailoutbox == []


@pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
def test_any_signed_in_person_watches_and_changes_only_what_is_theirs(client, trader, bac_giang, role):
    other = operations.watch(user=trader.user, province=bac_giang)
    client.force_login(UserFactory(role=role))
    assert "selected" in client.get("/theo-doi/?loai=vai-thieu").content.decode()
    assert client.post("/theo-doi/", {"commodity": "", "province": ""}).status_code == 422
    client.post("/thuong-lai/theo-doi/", {"commodity": "vai-thieu", "province": ""})
    mine = Watch.objects.exclude(pk=other.pk).get()
    page = client.get("/thuong-lai/theo-doi/").content.decode()
    assert mine.token in page
    assert other.token not in page
    for said in ({"bo": "1"}, {"doi": "1"}, {"thu": "on"}):
        assert client.post(f"/theo-doi/{other.pk}/", said).status_code == 404
    client.post(f"/theo-doi/{mine.pk}/", {"thu": "on"})
    mine.refresh_from_db()
    assert (mine.by_sms, mine.by_email) == (False, True)
    before = mine.token
    client.post(f"/theo-doi/{mine.pk}/", {"doi": "1"})
    mine.refresh_from_db()
    assert mine.token != before
    client.post(f"/theo-doi/{mine.pk}/", {"bo": "1"})
    assert not Watch.objects.filter(pk=mine.pk).exists()


def test_the_news_of_all_watches_are_one_query_each_with_its_own_since(trader, bac_giang, django_assert_num_queries):
    for _time in range(3):
        HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    both, crop, nothing = (
        watched(trader.user, bac_giang),
        watched(trader.user),
        watched(trader.user, Province.objects.get(code="66")),
    )
    crop.told_at = timezone.now()
    with django_assert_num_queries(1):
        counts = watching.count_news([both, crop, nothing], buys=True)
    assert [counts[watch.pk] for watch in (both, crop, nothing)] == [3, 0, 0]
    assert watching.count_news([both], buys=True) == {both.pk: 3}
    assert watching.count_news([], buys=True) == {}


def test_more_than_can_be_counted_is_counted_to_the_end(trader, bac_giang, monkeypatch):
    monkeypatch.setattr(watching, "COUNTED_TO", 2)
    for _time in range(3):
        HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
    watch = watched(trader.user, bac_giang)
    assert watching.count_news([watch], buys=True) == {watch.pk: 2}
    assert "2+ đợt" in watching.news_line(watch, 2, buys=True)


@pytest.mark.parametrize("buys", [True, False])
def test_the_page_of_watches_takes_as_many_queries_with_one_as_with_three(client, trader, bac_giang, buys):
    user = trader.user if buys else VerifiedHouseholdFactory().owner
    client.force_login(user)
    counts = []
    for watch in ({"province": bac_giang}, {"commodity": "ca-phe-robusta"}, {"commodity": "vai-thieu"}):
        watched(user, **{"commodity": None} | watch)
        HarvestFactory(household=VerifiedHouseholdFactory(), **coming())
        BuyRequestFactory(**coming())
        with CaptureQueriesContext(connection) as captured:
            assert "mới</span>" in client.get("/theo-doi/").content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[2] <= 8


def test_a_visitor_signs_in_first(client):
    assert client.get("/theo-doi/").url.startswith("/dang-nhap/")
