"""Every state of a listing in words a household understands: what is, why, and what to do."""

from datetime import UTC, datetime

import pytest

from products import wording
from products.connectors.errors import Ambiguous, Misconfigured, Problem, Rejected, Transient, Unknown
from products.enums import Delivery, Intent, Marketplace, Verdict
from products.models import Listing, Product, SeasonRest
from products.problems import first_as_json, of_error, refused_as_json

WHEN = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


def row(**state):
    product = Product(pk=7, title="Vải", unit_label="thùng 5 kg", slug="vai")
    product._prefetched_objects_cache = {"season_rests": SeasonRest.objects.none()}
    listing = Listing(product=product, marketplace="voso", **state)
    return wording._row(product, Marketplace.VOSO, listing)


def problem(fix="edit"):
    return {"code": "c", "field": "", "text": "Lý do ở đây.", "fix": fix}


PUBLISH, WITHDRAW = Intent.PUBLISH, Intent.WITHDRAW


@pytest.mark.parametrize(
    ("intent", "delivery", "verdict", "chip", "text"),
    [
        (Intent.DRAFT, Delivery.IDLE, Verdict.UNKNOWN, "neutral", "Chưa đăng"),
        (PUBLISH, Delivery.QUEUED, Verdict.UNKNOWN, "waiting", "Đang gửi"),
        (PUBLISH, Delivery.SENDING, Verdict.UNKNOWN, "waiting", "Đang gửi"),
        (PUBLISH, Delivery.RETRYING, Verdict.UNKNOWN, "waiting", "Sẽ gửi lại"),
        (PUBLISH, Delivery.NEEDS_OFFICER, Verdict.UNKNOWN, "waiting", "Chờ cán bộ"),
        (PUBLISH, Delivery.DELIVERED, Verdict.IN_REVIEW, "in_review", "Sàn đang duyệt"),
        (PUBLISH, Delivery.DELIVERED, Verdict.UNKNOWN, "waiting", "Chờ sàn trả lời"),
        (PUBLISH, Delivery.DELIVERED, Verdict.LIVE, "live", "Đang bán"),
        (PUBLISH, Delivery.QUEUED, Verdict.LIVE, "live", "Đang bán"),
        (WITHDRAW, Delivery.QUEUED, Verdict.LIVE, "waiting", "Đang gỡ"),
        (WITHDRAW, Delivery.DELIVERED, Verdict.GONE, "withdrawn", "Đã gỡ"),
    ],
)
def test_each_state_has_its_chip(intent, delivery, verdict, chip, text):
    found = row(intent=intent, delivery=delivery, verdict=verdict)
    assert (found.state, found.text) == (chip, text)


@pytest.mark.parametrize(
    ("verdict", "text"),
    [("rejected", "Bị trả lại"), ("blocked", "Bị khóa"), ("expired", "Hết hạn"), ("unknown", "Cần sửa")],
)
def test_what_the_household_must_do_comes_with_reason_and_link(verdict, text):
    found = row(intent=Intent.PUBLISH, delivery=Delivery.NEEDS_HOUSEHOLD, verdict=verdict, problem=problem("photos"))
    assert (found.state, found.text, found.note, found.link) == ("rejected", text, "Lý do ở đây.", "Sửa")
    assert found.url == "/ho-cua-toi/nong-san/7/anh/"


@pytest.mark.parametrize(
    ("fix", "url"),
    [
        ("edit", "/ho-cua-toi/nong-san/7/"),
        ("photos", "/ho-cua-toi/nong-san/7/anh/"),
        ("consent", "/ho-cua-toi/nong-san/7/dang/"),
        ("resend", "/ho-cua-toi/nong-san/7/dang/"),
        ("profile", "/ho-cua-toi/ho-so/"),
        ("unheard of", "/ho-cua-toi/nong-san/7/"),
    ],
)
def test_each_fix_has_its_page(fix, url):
    assert wording.fix_url(Product(pk=7), fix) == url


def test_the_time_of_proof_is_told():
    found = row(
        intent=Intent.PUBLISH,
        delivery=Delivery.DELIVERED,
        verdict=Verdict.LIVE,
        verified_at=WHEN,
        remote_url="https://x",
    )
    assert found.note.startswith("kiểm tra lúc 14:05")
    assert (found.url, found.link, found.is_external) == ("https://x", "Xem", True)
    assert (
        row(intent=Intent.PUBLISH, delivery=Delivery.QUEUED, verdict=Verdict.LIVE).note == "đang gửi thay đổi sang sàn"
    )
    retrying = row(intent=Intent.PUBLISH, delivery=Delivery.RETRYING, verdict=Verdict.LIVE, problem=problem(""))
    assert retrying.note == "Lý do ở đây."
    gone = row(intent=Intent.WITHDRAW, delivery=Delivery.DELIVERED, delivered_at=WHEN)
    assert gone.note.startswith("gỡ lúc 14:05")
    waiting = row(intent=Intent.PUBLISH, delivery=Delivery.DELIVERED, verdict=Verdict.IN_REVIEW, delivered_at=WHEN)
    assert waiting.note.startswith("gửi lúc 14:05")


@pytest.mark.parametrize(
    ("error", "delivery", "words"),
    [
        (Transient("x"), Delivery.RETRYING, "tự gửi lại"),
        (Ambiguous("x"), Delivery.RETRYING, "chưa xác nhận"),
        (Misconfigured("x"), Delivery.NEEDS_OFFICER, "tài khoản của cổng"),
        (Unknown("x"), Delivery.NEEDS_OFFICER, "câu trả lời lạ"),
        (Rejected((Problem("a", "title", "Tên ngắn."),)), Delivery.NEEDS_HOUSEHOLD, "Tên ngắn."),
    ],
)
def test_every_error_has_an_owner_and_a_sentence(error, delivery, words):
    found, told = of_error("Voso", error)
    assert found == delivery
    assert words in told["text"]


def test_what_an_administrator_needs_is_kept_word_for_word():
    assert of_error("Voso", Unknown("HTTP 418: teapot"))[1]["detail"] == "HTTP 418: teapot"


@pytest.mark.parametrize("verdict", ["rejected", "blocked", "expired"])
def test_a_refusal_without_a_reason_still_says_what_to_do(verdict):
    told = refused_as_json("Voso", verdict, ())
    assert told["fix"] == "resend"
    assert "bác" in told["text"]


def test_several_problems_are_the_first_and_how_many_more():
    found = first_as_json([Problem("a", "title", "Tên ngắn."), Problem("b", "photos", "Ít ảnh.")])
    assert found["text"] == "Tên ngắn. Còn 1 điều nữa cần sửa."
    assert first_as_json([]) == {}
