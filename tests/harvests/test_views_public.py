"""The season's public pages: right at any size, small, and unbothered by bad addresses."""

import datetime as dt
import uuid

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests.glut import read_limits
from harvests.models import Harvest
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, commodity_of
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db
HTML_BUDGET = 14 * 1024
PROVINCES = ("24", "66", "30", "68", "79", "19", "33", "60", "82", "96", "01", "02")


@pytest.fixture
def now() -> Dekad:
    return Dekad.of(timezone.localdate())


def ripe(household, **values) -> Harvest:
    today = timezone.localdate()
    window = {"starts_on": today - dt.timedelta(2), "ends_on": today + dt.timedelta(20)}
    return HarvestFactory(household=household, **{**window, **values})


def many_harvests(count: int) -> None:
    """`count` harvests of every commodity spread over the provinces and the year."""
    households = [VerifiedHouseholdFactory(commune=commune_of(code)) for code in PROVINCES]
    commodities = list(Commodity.objects.order_by("pk"))
    today = timezone.localdate()
    Harvest.objects.bulk_create(
        Harvest(
            household=households[n % len(households)],
            province=households[n % len(households)].province,
            commodity=commodities[n * 7 % len(commodities)],
            starts_on=today + dt.timedelta(n * 37 % 300 - 40),
            ends_on=today + dt.timedelta(n * 37 % 300 - 40 + 15 + n % 70),
            volume_kg=1_000 + n * 7919 % 90_000,
        )
        for n in range(count)
    )


def count_queries(client, url: str) -> int:
    pagecache.forget_everything()
    pagecache.bump("season")
    read_limits()  # of a generation of their own: a process has them from before
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(f"{url}{'&' if '?' in url else '?'}lan={uuid.uuid4()}")
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "query", ["", "?tinh=bac-giang", "?tinh=tay-nguyen", "?dia-gioi=34&tinh=bac-ninh", "?q=vai", "?ky=06-1"]
)
def test_the_calendar_takes_four_queries_with_three_harvests_and_with_a_thousand(client, query):
    many_harvests(3)
    few = count_queries(client, f"/mua-vu/{query}")
    many_harvests(1_000)
    assert count_queries(client, f"/mua-vu/{query}") == few <= 4


@pytest.mark.parametrize("query", ["", "?tinh=bac-giang", "?dia-gioi=34"])
def test_a_commodity_takes_as_many_queries_with_three_harvests_as_with_a_thousand(client, query):
    many_harvests(3)
    few = count_queries(client, f"/mua-vu/vai-thieu/{query}")
    many_harvests(1_000)
    BuyRequestFactory.create_batch(3, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    assert count_queries(client, f"/mua-vu/vai-thieu/{query}") == few <= 12


@pytest.mark.parametrize(
    "url", ["/mua-vu/", "/mua-vu/?dia-gioi=34", "/mua-vu/?tinh=tay-nguyen", "/mua-vu/vai-thieu/", "/thu-mua/"]
)
def test_pages_stay_within_fourteen_kilobytes(client, url):
    many_harvests(1_000)
    BuyRequestFactory.create_batch(25, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    body = client.get(url).content
    assert len(brotli.compress(body, quality=5)) <= HTML_BUDGET


def test_a_declared_harvest_shows_in_the_calendar_at_once(client):
    client.get("/mua-vu/")
    ripe(VerifiedHouseholdFactory(), volume_kg=12_345_000)
    pagecache.bump("season")
    pagecache.forget_everything()
    page = client.get("/mua-vu/?x=1").content.decode()
    assert "đang thu\u00a0hoạch 1 loại nông\u00a0sản" in page
    assert "Vải thiều" in page


def read(client, url: str) -> str:
    """The page as it is now, whatever was cached before."""
    response = client.get(url, {"lan": str(uuid.uuid4())} if "?" not in url else None)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?tinh=khong-co", "Không có tỉnh hay vùng đó"),
        ("?ky=13-9", "Kỳ mười ngày ghi như 06-1"),
        ("?ky=<script>", "Kỳ mười ngày ghi như 06-1"),
        ("?tinh=" + "x" * 3000, "Không có tỉnh hay vùng đó"),
    ],
)
@pytest.mark.parametrize("page", ["/mua-vu/", "/mua-vu/vai-thieu/"])
def test_a_bad_address_gets_a_sentence_and_the_page(client, page, query, sentence):
    assert sentence in read(client, page + query)


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=" + "đ" * 500, "?dia-gioi=99", "?sau=99999999999999999999", "?sau=a.b", "?loai=x"]
)
@pytest.mark.parametrize("page", ["/mua-vu/", "/mua-vu/vai-thieu/", "/thu-mua/", "/mua-vu/ban-do/"])
def test_nonsense_in_the_address_never_breaks_a_page(client, page, query):
    read(client, page + query)


def test_unknown_things_are_not_found(client):
    assert client.get("/mua-vu/khong-co/").status_code == 404
    assert client.get("/thu-mua/999999/").status_code == 404
    assert client.get("/mua-vu/hoi/999999/").status_code == 404
    assert client.post("/mua-vu/").status_code == 405


def test_the_calendar_of_a_province_shows_only_what_grows_there(client):
    ripe(VerifiedHouseholdFactory(commune=commune_of("24")), commodity=Commodity.objects.get(slug="ga-doi-yen-the"))
    ripe(VerifiedHouseholdFactory(commune=commune_of("66")), commodity=Commodity.objects.get(slug="sau-rieng"))
    here = read(client, "/mua-vu/?tinh=bac-giang")
    assert "Gà đồi Yên Thế" in here
    assert "Sầu riêng" not in here
    assert "Sầu riêng" in read(client, "/mua-vu/?tinh=tay-nguyen")
    assert "Gà đồi Yên Thế" in read(client, "/mua-vu/?tinh=bac-ninh&dia-gioi=34")


def test_htmx_gets_only_the_calendar_and_the_same_address_works_without_it(client):
    part = client.get("/mua-vu/?q=vai", headers={"HX-Request": "true", "HX-Target": "lich"}).content.decode()
    assert part.strip().startswith('<div id="lich"')
    assert "<html" not in part
    assert "<html" in read(client, "/mua-vu/?q=vai")


def test_search_hears_words_without_marks_and_teaches_when_nothing_is_found(client):
    assert "Cà phê robusta" in read(client, "/mua-vu/?q=ca+phe")
    assert "viết không dấu cũng được" in read(client, "/mua-vu/?q=xyzabc")


def test_a_long_calendar_offers_all_of_it(client):
    assert "Xem tất cả, còn" in read(client, "/mua-vu/")
    assert "Xem tất cả, còn" not in read(client, "/mua-vu/?tat-ca=1")


def test_a_chosen_dekad_is_the_one_the_page_speaks_of(client, now):
    later = now.next(9)
    household = VerifiedHouseholdFactory(name="Hộ Mùa Sau")
    HarvestFactory(household=household, starts_on=later.start, ends_on=later.end)
    code = f"{later.month:02}-{later.third}"
    page = read(client, f"/mua-vu/?ky={code}")
    assert f"{later.label[0].upper()}{later.label[1:]}, cả nước thu\u00a0hoạch 1 loại" in page
    assert "Hộ Mùa Sau" in read(client, f"/mua-vu/vai-thieu/?ky={code}")
    assert "Hộ Mùa Sau" not in read(client, "/mua-vu/vai-thieu/?tinh=bac-giang")


def test_the_map_colours_and_links_the_provinces_where_something_is_ripe(client):
    ripe(VerifiedHouseholdFactory(commune=commune_of("24")))
    page = read(client, "/mua-vu/ban-do/")
    assert "Bắc Giang: 1 loại nông sản" in page
    assert "/mua-vu/?tinh=bac-giang" in page
    assert "Quần đảo Hoàng Sa" in page
    assert "Quần đảo Trường Sa" in page
    assert "Bắc Ninh: 1 loại nông sản" in read(client, "/mua-vu/ban-do/?dia-gioi=34")


def test_the_map_of_one_crop_is_by_its_supply_and_leads_to_that_crop(client):
    ripe(VerifiedHouseholdFactory(commune=commune_of("24")), volume_kg=12_000)
    ripe(VerifiedHouseholdFactory(commune=commune_of("66")), commodity=commodity_of("nhan"))
    page = read(client, "/mua-vu/ban-do/?loai=vai-thieu")
    assert 'aria-label="Bắc Giang: ' in page
    assert "/mua-vu/vai-thieu/?tinh=bac-giang" in page
    assert "Đắk Lắk: " not in page
    assert 'data-slide="/mua-vu/ban-do/?ky=00-0&amp;loai=vai-thieu"' in page
    assert "Quần đảo Hoàng Sa" in page
    assert "Không có nông sản đó" in read(client, "/mua-vu/ban-do/?loai=khong-co")
    assert "Chưa tỉnh nào khai" in read(client, "/mua-vu/ban-do/?loai=xoai-cat-chu")


def test_the_map_takes_as_many_queries_with_one_row_as_with_three(client):
    counts = []
    for code in ("24", "66", "30"):
        ripe(VerifiedHouseholdFactory(commune=commune_of(code)))
        counts.append([count_queries(client, f"/mua-vu/ban-do/{query}") for query in ("", "?loai=vai-thieu")])
    assert counts[0] == counts[1] == counts[2] == [3, 3]


def test_buyers_find_verified_households_only_and_no_phone_number(client):
    seen = ripe(VerifiedHouseholdFactory(name="Hộ Đã Xác Minh"), price_vnd=25_000)
    ripe(HouseholdFactory(name="Hộ Chưa Xác Minh"))
    page = read(client, "/mua-vu/vai-thieu/?tinh=bac-giang")
    assert "Hộ Đã Xác Minh" in page
    assert "25.000" in page
    assert f"/mua-vu/hoi/{seen.pk}/" in page
    assert "Hộ Chưa Xác Minh" not in page
    assert str(seen.household.owner.phone).replace("+84", "") not in page.replace(" ", "")


def test_who_harvests_is_paged_without_losing_or_doubling_anyone(client):
    households = [VerifiedHouseholdFactory(name=f"Hộ số {n:02}") for n in range(15)]
    for household in households:
        ripe(household)
    first = read(client, "/mua-vu/vai-thieu/?tinh=bac-giang")
    after = first.split("sau=")[1].split('"')[0].split("&")[0].split("#")[0]
    second = read(client, f"/mua-vu/vai-thieu/?tinh=bac-giang&sau={after}")
    names = [h.name for h in households]
    assert sorted([n for n in names if n in first] + [n for n in names if n in second]) == sorted(names)


def test_an_anonymous_asker_is_told_what_it_takes(client):
    harvest = ripe(VerifiedHouseholdFactory())
    page = read(client, f"/mua-vu/hoi/{harvest.pk}/")
    assert f"/dang-nhap/?next=/mua-vu/hoi/{harvest.pk}/" in page
    sent = client.post(f"/mua-vu/hoi/{harvest.pk}/", {"body": "Còn không?"})
    assert sent.status_code == 302
    assert sent.url.startswith("/dang-nhap/")


def test_requests_are_filtered_by_commodity_and_place(client):
    today = timezone.localdate()
    window = {"starts_on": today, "ends_on": today + dt.timedelta(20)}
    BuyRequestFactory(province=commune_of("24").province, note="mua ở Bắc Giang", **window)
    BuyRequestFactory(note="mua khắp nơi", **window)
    BuyRequestFactory(commodity=Commodity.objects.get(slug="nhan"), note="mua nhãn", **window)
    BuyRequestFactory(note="đã qua", starts_on=today - dt.timedelta(9), ends_on=today - dt.timedelta(1))
    every = read(client, "/thu-mua/")
    assert "mua ở Bắc Giang" in every
    assert "mua nhãn" in every
    assert "đã qua" not in every
    far = read(client, "/thu-mua/?loai=vai-thieu&tinh=dak-lak")
    assert "mua khắp nơi" in far
    assert "mua ở Bắc Giang" not in far
    assert "mua nhãn" not in far


def test_requests_take_as_many_queries_with_one_as_with_three_and_a_hundred(client):
    window = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate()}
    counts = []
    for more in (1, 2, 97):
        BuyRequestFactory.create_batch(more, **window)
        counts.append(count_queries(client, "/thu-mua/"))
    assert counts == [4, 4, 4]
    assert "Trang sau" in read(client, "/thu-mua/")


def test_public_pages_set_no_cookie(client):
    for url in ("/mua-vu/", "/mua-vu/vai-thieu/", "/thu-mua/", "/mua-vu/ban-do/"):
        assert not client.get(url).cookies


def test_prices_and_freshness_are_said_where_households_harvest(client):
    household = VerifiedHouseholdFactory()
    assert "Giá hộ đưa ra" not in read(client, "/mua-vu/vai-thieu/")
    ripe(household, price_vnd=25_000)
    # Below three households a range of prices would tell one's own.
    assert "Giá hộ đưa ra" not in read(client, "/mua-vu/vai-thieu/?tinh=bac-giang")
    for _number in range(2):
        ripe(VerifiedHouseholdFactory(), price_vnd=25_000)
    assert "Giá hộ đưa ra: 25.000" in read(client, "/mua-vu/vai-thieu/?tinh=bac-giang&lan=2")
    ripe(household, price_vnd=31_000, confirmed_at=timezone.now() - dt.timedelta(45))
    page = read(client, "/mua-vu/vai-thieu/?tinh=bac-ninh&dia-gioi=34")
    assert "đến 31.000" in page
    assert "hộ chưa xác nhận lại" in page


def test_htmx_gets_only_who_harvests(client):
    ripe(VerifiedHouseholdFactory(name="Hộ Đang Bán"))
    headers = {"HX-Request": "true", "HX-Target": "ai-ban"}
    part = client.get("/mua-vu/vai-thieu/?tinh=bac-giang", headers=headers).content.decode()
    assert part.strip().startswith("<section")
    assert "Hộ Đang Bán" in part
    assert "<html" not in part
