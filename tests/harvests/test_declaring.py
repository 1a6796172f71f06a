"""Three taps from a crop to a declared harvest, with chips or with words."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from harvests.models import Harvest
from portal1034.commodities.dekads import Dekad
from portal1034.core.parsing import parse_window
from tests.factories.harvests import commodity_of
from tests.factories.households import VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

WHEN = "/ho-cua-toi/mua-vu/khai/vai-thieu/"
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def household():
    household = VerifiedHouseholdFactory(name="Hộ bà Lành", commune=commune_of("24"))
    household.commodities.add(commodity_of("vai-thieu"))
    return household


@pytest.fixture
def at_home(client, household):
    client.force_login(household.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").main


def test_three_taps_declare_a_harvest(at_home, household):
    """A tap is a link followed or a button pressed; nothing is typed."""
    page = soup(at_home.get("/ho-cua-toi/mua-vu/khai/"))
    taps = [next(tap for tap in page.select("a.tap") if "Vải thiều" in tap.text)]
    page = soup(at_home.get(taps[0]["href"]))
    taps.append(next(tap for tap in page.select("a.tap") if "giữa tháng 6" in tap.text))
    page = soup(at_home.get(taps[1]["href"]))
    taps.append(next(tap for tap in page.select("button.tap") if "3" in tap.text))
    form = taps[2].find_parent("form")
    fields = {box["name"]: box["value"] for box in form.select("input")} | {taps[2]["name"]: taps[2]["value"]}
    assert at_home.post(taps[1]["href"], fields).status_code == 302
    assert len(taps) == 3
    harvest = Harvest.objects.get()
    assert (harvest.household, harvest.commodity.slug, harvest.volume_kg) == (household, "vai-thieu", 3_000)
    assert (harvest.starts_on.day, harvest.ends_on.day, harvest.starts_on.month) == (11, 20, 6)
    assert harvest.ends_on >= timezone.localdate()


def test_a_double_tap_declares_once(at_home):
    page = soup(at_home.get(f"{WHEN}?khi=giữa tháng 6"))
    fields = {box["name"]: box["value"] for box in page.select("form")[0].select("input")} | {"volume_kg": "1 tấn"}
    for _time in range(2):
        assert at_home.post(WHEN, fields).status_code == 302
    assert Harvest.objects.count() == 1


def test_days_and_volume_may_be_typed(at_home):
    assert at_home.post(WHEN, {"khi": "15/6/2027 đến 5/7/2027", "volume_kg": "khoảng 2 tấn"}).status_code == 302
    harvest = Harvest.objects.get()
    assert (harvest.starts_on, harvest.ends_on) == (dt.date(2027, 6, 15), dt.date(2027, 7, 5))
    assert harvest.volume_kg == 2_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("hôm nào đó", "Ngày chưa đọc được"),
        ("", "Ghi lúc thu hoạch"),
        ("20/6/2027 đến 10/6/2027", "Ngày kết thúc trước ngày bắt đầu"),
        ("1/1/2027 đến 1/6/2028", "dài quá một năm"),
        ("1/6 đến 5/6 đến 9/6", "Khoảng ngày chưa đọc được"),
    ],
)
def test_days_not_understood_are_said_and_kept(at_home, typed, sentence):
    response = at_home.get(WHEN, {"khi": typed})
    assert response.status_code == 422
    page = soup(response)
    assert sentence in page.text
    assert page.select_one("#id_khi").get("value", "") == typed
    assert page.select("a.tap")


def test_a_volume_not_understood_is_said_and_kept(at_home):
    response = at_home.post(WHEN, {"khi": "giữa tháng 6", "volume_kg": "nhiều lắm"})
    assert response.status_code == 422
    page = soup(response)
    assert "Sản lượng chưa đọc được" in page.text
    assert page.select_one("#id_volume_kg")["value"] == "nhiều lắm"
    assert page.select_one("[name=khi]")["value"] == "giữa tháng 6"
    assert not Harvest.objects.exists()


@pytest.mark.parametrize("slug", ["vai-thieu", "ca-phe-robusta", "thanh-long", "tom-the-chan-trang", "nhan"])
def test_chips_are_days_that_still_come(at_home, slug):
    page = soup(at_home.get(f"/ho-cua-toi/mua-vu/khai/{slug}/"))
    chips = page.select("a.tap")
    assert 1 <= len(chips) <= 9
    for chip in chips:
        response = at_home.get(chip["href"])
        assert response.status_code == 200
        words = soup(response).select_one("[name=khi]")["value"]
        starts_on, ends_on = parse_window(words, timezone.localdate())
        assert ends_on >= timezone.localdate()
        assert Dekad.of(starts_on) == Dekad.of(ends_on)


def test_an_unknown_crop_is_not_found(at_home):
    assert at_home.get("/ho-cua-toi/mua-vu/khai/khong-co/").status_code == 404


def test_the_whole_form_begins_with_what_was_tapped(at_home):
    page = soup(at_home.get(f"{WHEN}?khi=15/6/2027 đến 5/7/2027"))
    address = page.find("a", string="Khai thêm giá và ghi chú")["href"]
    form = soup(at_home.get(address))
    assert form.select_one("#id_starts_on")["value"] == "15/06/2027"
    assert form.select_one("[name=own_commodity][checked]")["value"] == str(commodity_of("vai-thieu").pk)


@pytest.mark.parametrize(
    ("typed", "starts_on", "ends_on"),
    [
        ("giữa tháng 6", (2027, 6, 11), (2027, 6, 20)),
        ("15/6 đến 5/7", (2027, 6, 15), (2027, 7, 5)),
        ("Từ cuối tháng 12 tới giữa tháng 1", (2026, 12, 21), (2027, 1, 20)),
        ("đầu đến giữa tháng 6", (2027, 6, 1), (2027, 6, 20)),
        ("20/11 - 30/11", (2026, 11, 20), (2026, 11, 30)),
        ("tháng 2", (2027, 2, 1), (2027, 2, 28)),
        ("15/12 đến 15/1", (2026, 12, 15), (2027, 1, 15)),
        ("đầu tháng 9 đến đầu tháng 10", (2027, 9, 1), (2027, 10, 10)),
    ],
)
def test_windows_are_read_as_people_say_them(typed, starts_on, ends_on):
    assert parse_window(typed, TODAY) == (dt.date(*starts_on), dt.date(*ends_on))
