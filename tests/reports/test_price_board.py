"""The price board's pages: what they say, what they cost, what they do with nonsense."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests.drawing import PricePoint, draw_price_chart
from harvests.enums import PriceSource
from harvests.models import PriceCell
from harvests.prices import week_of, weeks_until
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from portal1034.regions.models import Province
from tests.factories.harvests import commodity_of

pytestmark = pytest.mark.django_db
WEEKS = [dt.date(2026, 6, 1), dt.date(2026, 6, 8), dt.date(2026, 6, 15), dt.date(2026, 6, 22)]


def cells(count: int) -> None:
    """`count` prices: the litchi's of this week first, then of other crops, places and weeks."""
    commodities = [commodity_of("vai-thieu"), *Commodity.objects.exclude(slug="vai-thieu").order_by("pk")]
    places = [None, *Province.objects.order_by("pk")]
    weeks = weeks_until(timezone.localdate(), 26)[::-1]
    whole = [
        PriceCell(
            commodity=commodity, province=place, week=week, source=source, parties=23, median_vnd=25_000,
            low_vnd=20_000, high_vnd=30_000, computed_at=timezone.now(),
        )
        for week in weeks[:3] for place in places[:8] for commodity in commodities[:12] for source in PriceSource.values
    ]  # fmt: skip
    PriceCell.objects.all().delete()
    PriceCell.objects.bulk_create(whole[:count])


def read(client, url: str) -> str:
    pagecache.forget_everything()
    pagecache.bump("prices")
    response = client.get(f"{url}{'&' if '?' in url else '?'}lan={uuid.uuid4()}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("url", ["/gia/", "/gia/?nong-san=vai-thieu", "/gia/?nong-san=vai-thieu&tinh=bac-giang"])
def test_a_page_takes_at_most_four_queries_with_3_and_with_1000_prices(client, url):
    counts = []
    for count in (3, 1_000):
        cells(count)
        with CaptureQueriesContext(connection) as captured:
            read(client, url)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 4


def test_each_source_is_told_apart_with_how_many_stand_behind_it(client):
    cells(4)
    page = read(client, "/gia/")
    for words in ("Hộ bán tại vườn", "Bên mua trả giá", "Đã chốt mua bán", "Hàng đang bán", "23\u00a0hộ", "23 hộ"):
        assert words.replace("\u00a0", " ") in page.replace("\u00a0", " ")
    assert "23 bên mua" in page
    assert "25.000\u00a0đ/kg" in page
    assert "20 lần" in page, "the outlier guard is said plainly"


def test_a_commodity_has_a_chart_with_a_table_of_each_source(client):
    cells(1_000)
    page = read(client, "/gia/?nong-san=vai-thieu")
    assert page.count('<figure class="price-chart">') == page.count("Xem bảng số liệu") == 4
    assert "style=" not in page.split("<main")[1]
    assert "Theo tỉnh, tuần này" in page


@pytest.mark.parametrize("url", ["/gia/?nong-san=%00'--&tinh=../..", "/gia/?tinh=<script>", "/gia/?nong-san=khong-co"])
def test_nonsense_gets_one_sentence_and_the_whole_board(client, url):
    page = read(client, url)
    assert "đang xem" in page
    assert "<script>&" not in page


def test_nobody_has_told_a_price_yet(client):
    assert "chưa đủ 3 hộ" in read(client, "/gia/")
    assert "Chưa đủ 3 hộ ghi giá" in read(client, "/gia/?nong-san=vai-thieu")


def test_the_page_of_a_crop_shows_its_prices_and_leads_to_the_board(client):
    cells(2)
    page = read(client, "/mua-vu/vai-thieu/")
    assert page.count('<figure class="price-chart">') == 2
    assert "/gia/?nong-san=vai-thieu" in page
    PriceCell.objects.all().delete()
    assert "price-chart" not in read(client, "/mua-vu/vai-thieu/")


def test_a_week_without_a_price_breaks_the_line():
    points = [PricePoint(WEEKS[place], 20_000, 15_000, 25_000, 6) for place in (0, 1, 3)]
    drawn = draw_price_chart(points, WEEKS, title="Vải <b>", whose="Hộ")
    assert drawn.count('class="median"') == 2
    assert "Vải &lt;b&gt;" in drawn
    assert drawn.count("<tr>") == 4
    assert draw_price_chart([], WEEKS, title="", whose="") == ""


def test_the_board_is_of_the_running_week(client):
    cells(1)
    PriceCell.objects.update(week=week_of(timezone.localdate()) - dt.timedelta(7))
    assert "chưa đủ 3 hộ" in read(client, "/gia/")
