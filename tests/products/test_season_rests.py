"""Warned, taken down, invited again: each once, in time, by operations, and never against what the household said."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal1034.accounts.models import Consent, TextMessage
from portal1034.commodities.models import Commodity
from products import operations, sync, wording
from products.enums import Delivery, Intent
from products.models import Listing, Product, SeasonRest
from products.tasks import follow_seasons
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory, agree, picture, publish, sellable_product

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 7, 20)
AFTER = LAST + dt.timedelta(days=1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def long_ago():
    """Let the days of grace pass."""
    SeasonRest.objects.update(warned_at=timezone.now() - dt.timedelta(days=4))


@pytest.fixture
def lychee(market):
    product = sellable_product()
    publish(product)
    sync.drain("postmart")
    sync.drain("voso")
    return product


def rested(product) -> SeasonRest:
    operations.warn_of_season_end(today=LAST)
    long_ago()
    assert operations.rest_after_season(today=AFTER) == 1
    return product.season_rests.get()


def intents() -> list[str]:
    return list(Listing.objects.order_by("pk").values_list("intent", flat=True))


# ---- the warning ----


@pytest.mark.parametrize(
    ("today", "count"), [("2026-07-09", 0), ("2026-07-10", 1), ("2026-07-20", 1), ("2026-07-21", 1), ("2026-12-31", 1)]
)
def test_the_warning_comes_ten_days_before_the_end_or_later(lychee, today, count):
    assert operations.warn_of_season_end(today=day(today)) == count
    assert [rest.ended_on for rest in SeasonRest.objects.all()] == [LAST] * count


def test_the_warning_is_one_text_a_household_and_comes_once(market):
    household = VerifiedHouseholdFactory()
    for _n in range(3):
        publish(sellable_product(household=household))
    publish(sellable_product())
    assert operations.warn_of_season_end(today=LAST) == 4
    bodies = sorted(TextMessage.objects.values_list("body", flat=True))
    assert len(bodies) == 2
    assert sum("và 2 nông sản khác hết vụ ngày 20/07" in body for body in bodies) == 1
    assert all("/ho-cua-toi/nong-san/" in body for body in bodies)
    assert operations.warn_of_season_end(today=AFTER) == 0
    assert TextMessage.objects.count() == 2


@pytest.mark.parametrize("why", ["not on sale", "all year", "put away", "own season", "withdrawn"])
def test_what_has_no_season_to_end_is_not_warned_of(lychee, why):
    if why == "not on sale":
        Listing.objects.update(intent=Intent.DRAFT)
    if why == "all year":
        operations.keep_selling(product=lychee)
    if why == "put away":
        Product.objects.update(is_archived=True)
    if why == "own season":
        Product.objects.update(sells_from=1, sells_until=30)
    if why == "withdrawn":
        operations.withdraw(product=lychee, marketplaces=["postmart", "voso"])
    assert operations.warn_of_season_end(today=LAST) == 0
    assert not TextMessage.objects.exists()


def test_a_season_of_its_own_ends_when_the_household_said(lychee):
    operations.set_season(product=lychee, sells_all_year=False, sells_from=34, sells_until=2)
    assert operations.warn_of_season_end(today=day("2027-01-09")) == 0 or SeasonRest.objects.get().ended_on == day(
        "2027-01-20"
    )
    operations.warn_of_season_end(today=day("2027-01-20"))
    assert SeasonRest.objects.get().ended_on == day("2027-01-20")
    long_ago()
    assert operations.rest_after_season(today=day("2027-01-20")) == 0
    assert operations.rest_after_season(today=day("2027-01-21")) == 1


def test_a_season_over_new_year_ends_in_january(market):
    household = VerifiedHouseholdFactory(commune=commune_of("40"))
    orange = sellable_product(household=household, commodity=Commodity.objects.get(slug="cam-vinh"))
    publish(orange)
    assert operations.warn_of_season_end(today=day("2026-12-31")) == 0
    assert operations.warn_of_season_end(today=day("2027-01-25")) == 1
    long_ago()
    assert operations.rest_after_season(today=day("2027-01-31")) == 0
    assert operations.rest_after_season(today=day("2027-02-01")) == 1
    assert operations.propose_revival(today=day("2027-09-30")) == 0
    assert operations.propose_revival(today=day("2027-10-01")) == 1


# ---- taking down ----


def test_the_day_after_the_end_the_listings_come_off_both_marketplaces(lychee, market):
    operations.warn_of_season_end(today=day("2026-07-12"))
    long_ago()
    assert operations.rest_after_season(today=LAST) == 0
    assert operations.rest_after_season(today=AFTER) == 1
    assert intents() == [Intent.WITHDRAW, Intent.WITHDRAW]
    sync.drain("postmart")
    sync.drain("voso")
    assert market.products("postmart")[lychee.external_id]["status"] == "deleted"
    assert market.products("voso")[lychee.external_id]["status"] == "unlisted"
    rest = lychee.season_rests.get()
    assert rest.marketplaces == ["postmart", "voso"]
    assert operations.rest_after_season(today=AFTER) == 0


def test_nothing_comes_down_before_days_of_grace_have_passed_since_the_warning(lychee):
    operations.warn_of_season_end(today=day("2026-12-01"))
    assert operations.rest_after_season(today=day("2026-12-02")) == 0
    long_ago()
    assert operations.rest_after_season(today=day("2026-12-04")) == 1


def test_the_history_says_why_a_listing_came_down(lychee):
    rested(lychee)
    event = Listing.objects.first().events.order_by("-pk").first()
    assert event.intent == Intent.WITHDRAW
    assert event.pgh_context.metadata["operation"] == "rest_after_season"


def test_many_come_down_in_batches_each_its_own_commit(market, monkeypatch):
    monkeypatch.setattr("products.operations.seasons.BATCH", 2)
    household = VerifiedHouseholdFactory()
    for _n in range(5):
        publish(sellable_product(household=household))
    assert operations.warn_of_season_end(today=LAST) == 5
    assert TextMessage.objects.count() == 1
    long_ago()
    assert operations.rest_after_season(today=AFTER) == 5
    assert operations.propose_revival(today=day("2027-05-11")) == 5
    assert TextMessage.objects.count() == 2


def test_still_selling_keeps_everything_up(lychee):
    operations.warn_of_season_end(today=LAST)
    operations.keep_selling(product=lychee)
    long_ago()
    assert operations.rest_after_season(today=AFTER) == 0
    assert operations.warn_of_season_end(today=AFTER) == 0
    assert intents() == [Intent.PUBLISH, Intent.PUBLISH]
    assert SeasonRest.objects.get().closed_at


def test_taken_down_by_hand_after_the_warning_is_not_the_seasons_doing(lychee):
    operations.warn_of_season_end(today=LAST)
    operations.withdraw(product=lychee, marketplaces=["postmart", "voso"])
    long_ago()
    assert operations.rest_after_season(today=AFTER) == 0
    assert operations.propose_revival(today=day("2027-05-15")) == 0


def test_put_back_by_hand_out_of_season_it_stays_until_the_next_end(lychee):
    rested(lychee)
    publish(lychee)
    assert operations.warn_of_season_end(today=day("2026-08-01")) == 0
    long_ago()
    assert operations.rest_after_season(today=day("2026-08-05")) == 0
    assert intents() == [Intent.PUBLISH, Intent.PUBLISH]
    assert operations.warn_of_season_end(today=day("2027-07-15")) == 1


def test_the_desk_says_since_when_and_why_it_is_down(lychee):
    rest = rested(lychee)
    Listing.objects.update(delivery=Delivery.DELIVERED)
    rows = wording.rows_of(Product.objects.for_desk().get())
    told = f"vì hết vụ, ngày {timezone.localdate(rest.taken_down_at):%d/%m/%Y}"
    assert [(row.text, row.note) for row in rows] == [("Đã tạm gỡ", told)] * 2


# ---- the next season ----


@pytest.mark.parametrize(("today", "count"), [("2027-05-10", 0), ("2027-05-11", 1), ("2027-06-15", 1)])
def test_the_invitation_comes_ten_days_before_the_next_season(lychee, today, count):
    rested(lychee)
    TextMessage.objects.all().delete()
    assert operations.propose_revival(today=day(today)) == count
    assert operations.propose_revival(today=day(today)) == 0
    assert TextMessage.objects.count() == count


def test_one_button_puts_it_back_where_it_was(client, market):
    product = sellable_product()
    publish(product, "voso")
    operations.warn_of_season_end(today=LAST)
    long_ago()
    operations.rest_after_season(today=AFTER)
    operations.propose_revival(today=day("2027-05-11"))
    client.force_login(product.household.owner)
    assert "Vụ mới sắp đến: đăng lại?" in client.get(reverse("products:mine")).content.decode()
    assert "Vụ mới sắp đến" in client.get("/ho-cua-toi/").content.decode()
    for _click in range(2):
        assert client.post(reverse("products:revive", args=[product.pk])).url.startswith(reverse("products:mine"))
    assert list(Listing.objects.values_list("marketplace", "intent")) == [("voso", Intent.PUBLISH)]
    assert "Vụ mới sắp đến" not in client.get(reverse("products:mine")).content.decode()


def test_consent_is_asked_anew_and_one_marketplace_does_not_keep_the_other(lychee, client):
    rested(lychee)
    operations.propose_revival(today=day("2027-05-11"))
    Consent.objects.filter(purpose__contains="voso").delete()
    refused = operations.revive(product=lychee, by=lychee.household.owner)
    assert [problem.code for problem in refused["voso"]] == ["no_consent"]
    wanted = Listing.objects.wanted().values_list("marketplace", flat=True)
    assert list(wanted) == ["postmart"]


def test_what_no_marketplace_takes_stays_proposed_and_leads_to_what_to_mend(lychee, client):
    rested(lychee)
    operations.propose_revival(today=day("2027-05-11"))
    Consent.objects.all().delete()
    client.force_login(lychee.household.owner)
    response = client.post(reverse("products:revive", args=[lychee.pk]))
    assert response.url == reverse("products:publish", args=[lychee.pk])
    assert SeasonRest.objects.proposed().exists()
    agree(lychee, "postmart")
    operations.revive(product=lychee, by=lychee.household.owner)
    assert not SeasonRest.objects.proposed().exists()


def test_letting_it_rest_takes_the_invitation_away_and_nothing_else(lychee, client):
    rested(lychee)
    operations.propose_revival(today=day("2027-05-11"))
    client.force_login(lychee.household.owner)
    client.post(reverse("products:let_rest", args=[lychee.pk]))
    assert intents() == [Intent.WITHDRAW, Intent.WITHDRAW]
    assert operations.propose_revival(today=day("2027-05-12")) == 0
    assert operations.revive(product=lychee, by=lychee.household.owner) == {}


def test_what_was_put_away_is_not_proposed(lychee):
    rested(lychee)
    operations.archive_product(product=lychee)
    assert operations.propose_revival(today=day("2027-05-15")) == 0


def test_the_daily_task_does_all_three_and_again_does_nothing(lychee, monkeypatch, settings):
    monkeypatch.setattr("products.operations.seasons.timezone.localdate", lambda *_value: AFTER)
    assert follow_seasons() == (1, 0, 0)
    long_ago()
    assert follow_seasons() == (0, 1, 0)
    assert follow_seasons() == (0, 0, 0)
    entry = settings.CELERY_BEAT_SCHEDULE["products-seasons"]
    assert entry["task"] == follow_seasons.name
    assert entry["schedule"].hour == {8}


# ---- the desk ----


def test_the_button_on_the_desk_keeps_it_selling(lychee, client):
    operations.warn_of_season_end(today=timezone.localdate().replace(month=7, day=20))
    client.force_login(lychee.household.owner)
    body = client.get(reverse("products:mine")).content.decode()
    assert "Vẫn bán, hàng kho hoặc chế biến" in body
    client.post(reverse("products:keep_selling", args=[lychee.pk]))
    assert "Vẫn bán, hàng kho hoặc chế biến" not in client.get(reverse("products:mine")).content.decode()
    lychee.refresh_from_db()
    assert lychee.sells_all_year


def test_the_desk_costs_the_same_with_one_rest_and_three(client, market):
    household = VerifiedHouseholdFactory()
    client.force_login(household.owner)

    def add() -> None:
        publish(sellable_product(household=household))
        operations.warn_of_season_end(today=LAST)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("products:mine")).status_code == 200
        return len(captured)

    add()
    cost()  # what is kept in memory for everyone is read once
    one = cost()
    add()
    add()
    assert cost() == one


def test_publishing_out_of_season_is_warned_of_first(client, monkeypatch):
    monkeypatch.setattr("products.views.selling.timezone.localdate", lambda *_value: day("2026-12-01"))
    product = ProductFactory()
    operations.add_photo(product=product, picture=picture(1))
    client.force_login(product.household.owner)
    body = client.get(reverse("products:publish", args=[product.pk])).content.decode()
    assert "Đang trái mùa" in body
    assert "Vụ sau từ cuối tháng 5" in body
