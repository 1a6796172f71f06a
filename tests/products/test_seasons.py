"""In season or not: dekads, over New Year, at both edges."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal1034.commodities.dekads import parse_dekad, season_indices
from portal1034.commodities.models import Commodity, ReferenceSeason
from products import operations
from products.cards import dress
from products.models import Product
from products.seasons import Phase, Window, season_on
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory
from tests.products.test_pages import shown

LYCHEE = [Window(parse_dekad("05-3"), parse_dekad("07-2"))]
ORANGE = [Window(parse_dekad("10-2"), parse_dekad("01-3"))]


def on(text: str, windows):
    return season_on(dt.date.fromisoformat(text), windows)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2026-04-20", Phase.OVER),
        ("2026-04-21", Phase.SOON),
        ("2026-05-20", Phase.SOON),
        ("2026-05-21", Phase.IN),
        ("2026-07-20", Phase.IN),
        ("2026-07-21", Phase.OVER),
    ],
)
def test_a_season_within_a_year_at_its_edges(day, phase):
    assert on(day, LYCHEE).phase == phase


@pytest.mark.parametrize(
    ("day", "phase", "ends", "ended", "starts"),
    [
        ("2026-12-31", Phase.IN, "2027-01-31", None, "2027-10-11"),
        ("2027-01-01", Phase.IN, "2027-01-31", None, "2027-10-11"),
        ("2027-01-31", Phase.IN, "2027-01-31", None, "2027-10-11"),
        ("2027-02-01", Phase.OVER, None, "2027-01-31", "2027-10-11"),
        ("2027-10-10", Phase.SOON, None, "2027-01-31", "2027-10-11"),
        ("2027-10-11", Phase.IN, "2028-01-31", None, "2028-10-11"),
    ],
)
def test_a_season_over_new_year(day, phase, ends, ended, starts):
    found = on(day, ORANGE)
    assert found.phase == phase
    assert [str(x) if x else None for x in (found.ends_on, found.ended_on, found.starts_on)] == [ends, ended, starts]


def test_touching_windows_are_one_season_and_the_lesser_one_says_so():
    windows = [Window(10, 15), Window(16, 20, is_main=False)]
    assert on("2026-05-01", windows).ends_on == dt.date(2026, 7, 20)
    assert on("2026-07-20", windows).phase == Phase.OFF
    assert on("2026-01-01", [Window(1, 18), Window(19, 36)]).phase == Phase.ALL_YEAR
    assert on("2026-01-01", []).phase == Phase.UNKNOWN


@given(
    start=st.integers(1, 36),
    length=st.integers(1, 35),
    day=st.dates(dt.date(2024, 1, 1), dt.date(2031, 12, 31)),
)
def test_every_day_is_in_season_or_between_two(start, length, day):
    end = (start + length - 2) % 36 + 1
    found = season_on(day, [Window(start, end)])
    ripe = season_indices(start, end)
    assert found.starts_on > day
    if found.is_ripe:
        assert found.ends_on >= day
        assert season_on(found.ends_on + dt.timedelta(days=1), [Window(start, end)]).is_out
    else:
        assert found.ended_on < day < found.starts_on
        assert len(ripe) < 36
    assert season_on(found.starts_on, [Window(start, end)]).is_ripe


# ---- of products ----


@pytest.fixture
def today(monkeypatch):
    """Set the day of pages."""

    def be(text: str) -> None:
        day = dt.date.fromisoformat(text)
        for name in (
            "products.cards",
            "products.operations.seasons",
            "products.views.season",
            "products.views.selling",
        ):
            monkeypatch.setattr(f"{name}.timezone.localdate", lambda *_value: day)

    return be


@pytest.mark.django_db
def test_what_the_household_says_comes_before_the_reference_season(today):
    today("2026-12-01")
    lychee = ProductFactory()
    stored = ProductFactory(sells_all_year=True)
    own = ProductFactory(sells_from=33, sells_until=36)
    dress([lychee, stored, own])
    assert [p.season.phase for p in (lychee, stored, own)] == [Phase.OVER, Phase.ALL_YEAR, Phase.IN]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "all_year"), [("vai-thieu", False), ("ca-phe-robusta", True), ("gao-st25", True), ("ca-rot", False)]
)
def test_what_keeps_sells_all_year_from_the_beginning(slug, all_year):
    assert ProductFactory(commodity=Commodity.objects.get(slug=slug)).sells_all_year == all_year


@pytest.mark.django_db
def test_the_public_sees_the_season_and_when_the_next_begins(client, today):
    today("2026-12-01")
    product = shown(stock=0)
    for page in ("/nong-san/", product.get_absolute_url()):
        assert "Tạm hết hàng, vụ sau từ cuối tháng 5" in client.get(page).content.decode()
    Product.objects.update(stock=5)
    today("2026-06-10")
    from portal1034.core import pagecache

    pagecache.forget_everything()
    from django.core.cache import cache

    cache.clear()
    body = client.get(product.get_absolute_url()).content.decode()
    assert "Đang vụ" in body
    assert "đến giữa tháng 7" in body


@pytest.mark.django_db
def test_the_page_of_the_season_keeps_what_was_typed_and_says_what_is_missing(client):
    household = VerifiedHouseholdFactory()
    client.force_login(household.owner)
    product = ProductFactory(household=household)
    address = reverse("products:season", args=[product.pk])
    assert "Bắc Giang: cuối tháng 5 – giữa tháng 7" in client.get(address).content.decode()
    response = client.post(address, {"when": "own", "sells_from": "16", "sells_until": ""})
    assert response.status_code == 422
    assert "Bác chọn lúc bán hết." in response.content.decode()
    assert '<option value="16" selected' in response.content.decode()
    assert client.post(address, {"when": "own", "sells_from": "34", "sells_until": "3"}).status_code == 302
    product.refresh_from_db()
    assert (product.sells_from, product.sells_until, product.sells_all_year) == (34, 3, False)
    client.post(address, {"when": "all_year"})
    product.refresh_from_db()
    assert (product.sells_from, product.sells_all_year) == (None, True)


@pytest.mark.django_db
def test_nobody_says_when_anothers_product_sells(client):
    client.force_login(VerifiedHouseholdFactory().owner)
    theirs = ProductFactory()
    for name in ("season", "keep_selling", "revive", "let_rest"):
        assert client.post(reverse(f"products:{name}", args=[theirs.pk]), {"when": "all_year"}).status_code == 404
    theirs.refresh_from_db()
    assert not theirs.sells_all_year


@pytest.mark.django_db
def test_reference_seasons_of_another_province_do_not_count():
    product = ProductFactory()
    ReferenceSeason.objects.filter(province=product.province).delete()
    dress([product])
    assert product.season.phase == Phase.UNKNOWN
    assert operations.warn_of_season_end(today=dt.date(2026, 12, 1)) == 0
