"""Warnings as people meet them: an officer by every door, the public on every page, a household beside its harvest."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from harvests import operations
from harvests.effect import read_effect
from harvests.enums import WarningState
from harvests.glut import STANDARD, read_limits
from harvests.models import BuyRequest, SeasonWarning, WarningThreshold
from harvests.weighing import weigh
from portal1034.accounts.enums import Role
from portal1034.core import pagecache
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import OfferFactory, TraderFactory, commodity_of
from tests.factories.households import commune_of
from tests.harvests.test_weighing import declared, wanted

pytestmark = pytest.mark.django_db
CROP = "vai-thieu"
TEXT = "Vải đang chín rộ, xe vào tận vườn."


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return OfficerFactory(department=DepartmentFactory(codes=["24"]))


@pytest.fixture
def foreign():
    return OfficerFactory(department=DepartmentFactory(codes=["66"]))


@pytest.fixture
def warning(today):
    for _each in range(3):
        declared(today, 20_000)
    wanted(today, 1_000)
    weigh()
    return SeasonWarning.objects.get()


def doors(warning) -> list[str]:
    names = ("change", "confirm", "dismiss", "call", "end", "history")
    return [reverse(f"admin:harvests_seasonwarning_{name}", args=[warning.pk]) for name in names]


def page(client, url: str) -> str:
    """What is read, of a page asked for in a way that nobody has kept; spaces as people type them."""
    joint = "&" if "?" in url else "?"
    url = url if url.startswith("/quan-tri") else f"{url}{joint}lan={uuid.uuid4()}"
    return client.get(url).content.decode().replace("\xa0", " ")


def public_urls() -> list[str]:
    return [
        "/",
        reverse("harvests:commodity", args=[CROP]),
        f"{reverse('pages:province', args=[commune_of('24').province.slug])}",
    ]


# ---- officers ----


def test_an_officer_finds_it_in_the_queue_and_the_list_and_answers(client, warning, officer):
    client.force_login(officer)
    assert "Nguy cơ ùn ứ, thiếu hàng chờ xem" in page(client, reverse("admin:index"))
    assert "60 tấn" in page(client, reverse("admin:harvests_seasonwarning_changelist"))
    change, confirm, _dismiss, call, end, _history = doors(warning)
    assert "Kêu gọi tiêu thụ" in page(client, change)
    assert client.post(confirm, {"note": "Chín dồn."}).status_code == 302
    warning.refresh_from_db()
    assert (warning.state, warning.note, warning.decided_by) == (WarningState.CONFIRMED, "Chín dồn.", officer)
    client.post(call, {"text": TEXT, "contact": officer.department_id})
    warning.refresh_from_db()
    assert (warning.state, warning.call_text, warning.contact) == (WarningState.CALLED, TEXT, officer.department)
    assert client.get(end).status_code == 405
    client.post(end)
    warning.refresh_from_db()
    assert warning.state == WarningState.OVER


def test_dismissing_asks_why_and_keeps_what_was_typed(client, warning, officer):
    client.force_login(officer)
    url = reverse("admin:harvests_seasonwarning_dismiss", args=[warning.pk])
    assert client.post(url, {"sentence": ""}).status_code == 422
    long = client.post(url, {"sentence": "Nhà máy " * 80})
    assert long.status_code == 422
    assert "Nhà máy Nhà máy" in long.content.decode()
    client.post(url, {"sentence": "Nhà máy nhận hết."})
    warning.refresh_from_db()
    assert (warning.state, warning.reason) == (WarningState.DISMISSED, "Nhà máy nhận hết.")


def test_a_call_names_a_department_of_the_province_and_says_something(client, warning, officer, foreign):
    client.force_login(officer)
    url = reverse("admin:harvests_seasonwarning_call", args=[warning.pk])
    answer = client.post(url, {"text": "", "contact": foreign.department_id})
    assert answer.status_code == 422
    assert "Viết một hai câu" in answer.content.decode()
    assert "Chọn một Sở phụ trách tỉnh này." in answer.content.decode()


@pytest.mark.parametrize("place", range(6))
def test_no_door_opens_for_an_officer_of_another_province(client, warning, foreign, place):
    client.force_login(foreign)
    url = doors(warning)[place]
    told = {"note": "x", "sentence": "x", "text": "x", "contact": foreign.department_id}
    for answer in (client.get(url), client.post(url, told)):
        assert answer.status_code in (302, 403, 404, 405), url
        assert commodity_of(CROP).name not in answer.content.decode()
    warning.refresh_from_db()
    assert warning.state == WarningState.SUGGESTED


def test_lists_and_queue_of_another_province_do_not_tell_of_it(client, warning, foreign):
    client.force_login(foreign)
    assert "60 tấn" not in page(client, reverse("admin:harvests_seasonwarning_changelist"))
    queue = [item for item in client.get(reverse("admin:index")).context["queue"] if "ùn ứ" in str(item.title)]
    assert [item.count for item in queue] == [0]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRADER, Role.HOUSEHOLD])
def test_nobody_but_officers_and_administrators_judges(client, warning, role):
    client.force_login(UserFactory(role=role))
    for url in doors(warning)[:5]:
        assert client.post(url, {"sentence": "x", "note": "x"}).status_code in (302, 403, 404)
    warning.refresh_from_db()
    assert warning.state == WarningState.SUGGESTED


def test_limits_are_the_administrators_and_the_standard_stays(client, officer):
    url = reverse("admin:harvests_warningthreshold_changelist")
    client.force_login(officer)
    assert client.get(url).status_code == 403
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    standard, _made = WarningThreshold.objects.get_or_create(commodity=None)
    change = reverse("admin:harvests_warningthreshold_change", args=[standard.pk])
    told = {name: getattr(standard, name) for name in STANDARD.__dataclass_fields__}
    assert client.post(change, {**told, "glut_percent": 20}).status_code == 200
    assert client.post(change, {**told, "glut_percent": 250}).status_code == 302
    standard.refresh_from_db()
    assert standard.glut_percent == 250
    assert client.post(reverse("admin:harvests_warningthreshold_delete", args=[standard.pk])).status_code == 403


# ---- what came of it ----


def test_an_officer_sees_what_came_of_a_call(client, warning, officer, today):
    wanted(today, 500)
    operations.call_for_buyers(warning=warning, by=officer, text=TEXT, contact=officer.department)
    BuyRequest.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    wanted(today, 12_000)
    wanted(today, 7_000, code="66")
    wanted(today, 7_000, crop="ca-phe-robusta")
    wanted(today, 7_000, ahead=2)
    OfferFactory(harvest=declared(today, 100), trader=TraderFactory())
    weigh()
    warning.refresh_from_db()
    effect = read_effect(warning)
    assert (effect.requests, effect.requests_kg, effect.offers) == (1, 12_000, 1)
    assert (effect.gap_then, effect.gap_now) == (59_000, 60_100 - 13_500)
    client.force_login(officer)
    told = page(client, reverse("admin:harvests_seasonwarning_change", args=[warning.pk]))
    assert "1 nhu cầu, 12 tấn" in told


# ---- the public ----


def test_a_suggestion_is_nobodys_word_and_a_confirmed_one_names_no_tonnes(client, warning, officer):
    for url in public_urls():
        assert "đang nhiều hơn cầu" not in page(client, url)
    operations.confirm_warning(warning=warning, by=officer, note="Chín dồn do nắng.")
    pagecache.forget_everything()
    for url in public_urls():
        told = page(client, url)
        assert "đang nhiều hơn cầu" in told, url
        assert "Chín dồn do nắng." in told
        assert "hộ khai 60 tấn" not in told


def test_a_call_is_on_home_commodity_and_province_with_tonnes_and_whom_to_turn_to(client, warning, officer):
    operations.call_for_buyers(warning=warning, by=officer, text=TEXT, contact=officer.department)
    pagecache.forget_everything()
    for url in public_urls():
        told = page(client, url)
        assert "cần người mua" in told, url
        assert TEXT in told
        assert "3 hộ khai 60 tấn" in told
        assert officer.department.name in told
        assert f"/thu-mua/dang/?loai={CROP}" in told or f"?loai={CROP}&amp;tinh=" in told


def test_below_three_households_no_figure_of_theirs_is_told(client, today, officer):
    for _each in range(2):
        declared(today, 30_000)
    wanted(today, 1_000)
    weigh()
    warning = SeasonWarning.objects.get()
    operations.call_for_buyers(warning=warning, by=officer, text=TEXT, contact=officer.department)
    for url in public_urls():
        told = page(client, url)
        assert TEXT in told, url
        assert "hộ khai 60" not in told


def test_another_province_and_crop_do_not_tell_of_it(client, warning, officer):
    operations.call_for_buyers(warning=warning, by=officer, text=TEXT, contact=officer.department)
    for url in (
        f"{reverse('pages:province', args=[commune_of('66').province.slug])}",
        reverse("harvests:commodity", args=["ca-phe-robusta"]),
    ):
        assert TEXT not in page(client, url)


def test_a_household_reads_it_beside_its_harvest(client, warning, officer, today):
    elsewhere = declared(today, 500, code="66")
    mine = declared(today, 500)
    operations.confirm_warning(warning=warning, by=officer)
    for harvest, told in ((mine, True), (elsewhere, False)):
        client.force_login(harvest.household.owner)
        assert ("Vùng này đang nhiều hơn cầu" in page(client, reverse("harvests:mine"))) is told


def test_a_page_costs_one_query_more_for_any_number_of_warnings(client, warning, officer, today):
    def count(url: str) -> int:
        pagecache.forget_everything()
        read_limits()
        with CaptureQueriesContext(connection) as captured:
            page(client, url)
        return sum("harvests_seasonwarning" in query["sql"] for query in captured)

    operations.confirm_warning(warning=warning, by=officer)
    before = [count(url) for url in public_urls()]
    for crop in ("ca-phe-robusta", "ho-tieu"):
        declared(today, 60_000, crop=crop)
        wanted(today, 1_000, crop=crop)
    weigh()
    for other in SeasonWarning.objects.suggested():
        operations.confirm_warning(warning=other, by=officer)
    assert [count(url) for url in public_urls()] == before == [1, 1, 1]
    assert count(reverse("harvests:calendar")) == 0
