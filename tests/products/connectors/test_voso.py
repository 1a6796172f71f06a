"""What only Voso does: signatures, a clock, idempotency keys, photographs first, review."""

import hashlib
import hmac
import json
import time
from dataclasses import replace

import pytest

from products.connectors.base import Misconfigured, Transient, Unknown, Verdict
from products.connectors.voso import _item


def _signed(market, method, path, body=None, *, key="", **wrong):
    """Send a hand-signed request, past the connector."""
    content = json.dumps(body).encode() if body is not None else b""
    partner = wrong.get("partner", "cong-1034")
    timestamp = str(int(time.time()) + wrong.get("clock", 0))
    lines = [partner, f"/voso/api{path}", timestamp, hashlib.sha256(wrong.get("signed_body", content)).hexdigest()]
    secret = wrong.get("secret", "voso-thu-nghiem").encode()
    headers = {
        "X-Voso-Partner": partner,
        "X-Voso-Timestamp": timestamp,
        "X-Voso-Signature": hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest(),
        "Content-Type": "application/json",
    }
    if key:
        headers["Idempotency-Key"] = key
    return market.connector._channel._client.request(
        method, market.sandbox.api_url("voso") + path, content=content, headers=headers
    )


@pytest.fixture
def ready(voso):
    """Voso with a household and the photographs of a good payload."""
    voso.connector.upsert(voso.payload("sp-0"))
    return voso


def test_a_clock_five_minutes_off_is_the_administrators(voso):
    slow = voso.another_connector(clock=lambda: time.time() - 310)

    with pytest.raises(Misconfigured) as caught:
        slow.upsert(voso.payload())

    assert caught.value.code == "clock_skew"
    assert "5 phút" in caught.value.message


def test_a_clock_four_minutes_off_is_tolerated(voso):
    voso.sandbox.fault("voso", clock_offset_s=240)

    voso.connector.upsert(voso.payload())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret": "sai"}, "bad_signature"),
        ({"signed_body": b"another body"}, "bad_signature"),
        ({"partner": "ai-do"}, "partner_unknown"),
        ({"clock": 301}, "clock_skew"),
        ({"clock": -301}, "clock_skew"),
    ],
)
def test_a_request_that_is_not_signed_right_is_refused(voso, wrong, code):
    answer = _signed(voso, "GET", "/items?external_id=sp-1", **wrong)

    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_the_same_key_and_body_give_the_first_answer_again(ready):
    body = _item(ready.payload("sp-9"))

    first = _signed(ready, "POST", "/items", body, key="k" * 20)
    second = _signed(ready, "POST", "/items", body, key="k" * 20)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json()["item_id"] == first.json()["item_id"]
    assert second.headers["Idempotent-Replay"] == "true"
    assert ready.product("sp-9")["create_count"] == 1


def test_the_same_key_with_another_body_is_refused(ready):
    _signed(ready, "POST", "/items", _item(ready.payload("sp-9")), key="k" * 20)

    answer = _signed(ready, "POST", "/items", _item(ready.payload("sp-9", stock=1)), key="k" * 20)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


def test_another_key_makes_a_second_item_which_is_why_the_connector_looks_first(ready):
    for key in ("a" * 20, "b" * 20):
        _signed(ready, "POST", "/items", _item(ready.payload("sp-9")), key=key)
    assert [p["create_count"] for p in ready.sandbox.state("voso")["products"] if p["external_id"] == "sp-9"] == [2, 2]

    ready.connector.upsert(ready.payload("sp-9", stock=4))
    ready.connector.withdraw("sp-9")

    rows = [p for p in ready.sandbox.state("voso")["products"] if p["external_id"] == "sp-9"]
    assert [(p["create_count"], p["status"]) for p in rows] == [(2, "unlisted"), (2, "unlisted")]
    assert sorted(p["stock"] for p in rows) == [4, 120]


def test_of_several_items_the_one_on_sale_is_the_listing(ready):
    ids = [_signed(ready, "POST", "/items", _item(ready.payload("sp-9")), key=k * 20).json()["item_id"] for k in "ab"]
    ready.connector.withdraw("sp-9", ids[0])

    assert ready.connector.look_up("sp-9").remote_id == ids[1]


def test_an_item_is_in_review_then_live(voso):
    voso.sandbox.fault("voso", moderation_delay_s=60)

    assert voso.connector.upsert(voso.payload()).verdict == Verdict.IN_REVIEW
    assert voso.connector.look_up("sp-1").verdict == Verdict.IN_REVIEW
    voso.sandbox.fault("voso", moderation_delay_s=0)
    assert voso.connector.look_up("sp-1").verdict == Verdict.LIVE


def test_changed_words_are_reviewed_again_but_price_and_stock_are_not(voso):
    listing = voso.connector.upsert(voso.payload())
    voso.connector.look_up("sp-1")
    voso.sandbox.fault("voso", moderation_delay_s=60)

    assert voso.connector.upsert(voso.payload(price_vnd=99_000), listing.remote_id).verdict == Verdict.LIVE
    changed = voso.payload(title="Vải thiều Thanh Hà, thùng 5 kg")
    assert voso.connector.upsert(changed, listing.remote_id).verdict == Verdict.IN_REVIEW


def test_a_rejected_item_is_reviewed_again_once_mended(voso):
    voso.sandbox.fault("voso", reject_next=1, reject_reason="Ảnh mờ.")
    listing = voso.connector.upsert(voso.payload())
    rejected = voso.connector.look_up("sp-1")
    assert (rejected.verdict, rejected.problem.message) == (Verdict.REJECTED, "Voso trả lại: Ảnh mờ.")

    voso.connector.upsert(
        voso.payload(photos=tuple(voso.photo(1000, 1000, tone=n) for n in range(3))), listing.remote_id
    )

    mended = voso.connector.look_up("sp-1")
    assert (mended.verdict, mended.problem) == (Verdict.LIVE, None)


def test_photographs_are_uploaded_once_each_and_an_edit_uploads_none(voso):
    listing = voso.connector.upsert(voso.payload())
    voso.connector.upsert(voso.payload(stock=2), listing.remote_id)

    uploads = [status for _, path, status in voso.transport.seen if path.endswith("/photos")]
    assert uploads == [201, 201, 201]


def test_a_photograph_voso_holds_is_not_uploaded_again(voso):
    voso.connector.upsert(voso.payload("sp-0"))
    voso.connector.upsert(voso.payload("sp-1"))

    uploads = [status for _, path, status in voso.transport.seen if path.endswith("/photos")]
    assert uploads == [201, 201, 201]


def test_what_voso_has_lost_is_handed_over_again_and_nothing_else(voso):
    photos = tuple(voso.photo(tone=n) for n in range(3))
    voso.another_connector().upsert(voso.payload("sp-0", photos=(*photos[:2], voso.photo(tone=3))))
    voso.connector._handed_over |= {photo.sha256 for photo in photos}

    listing = voso.connector.upsert(voso.payload("sp-1", photos=photos))

    uploads = [status for _, path, status in voso.transport.seen if path.endswith("/photos")]
    assert uploads == [201]
    assert listing.verdict in (Verdict.IN_REVIEW, Verdict.LIVE)


def test_a_photograph_whose_bytes_are_not_what_we_said_is_not_sent_on(voso):
    wrong = replace(voso.photo(), sha256="0" * 64)

    with pytest.raises(Unknown):
        voso.connector.upsert(voso.payload(photos=(wrong, voso.photo(tone=1), voso.photo(tone=2))))

    assert voso.sandbox.products("voso") == {}


def test_a_lost_reply_to_an_upload_is_tried_again_not_looked_up(voso):
    voso.sandbox.fault("voso", drop_next=1, drop_path="*/photos")

    with pytest.raises(Transient):
        voso.connector.upsert(voso.payload())


def test_the_daily_cap_asks_to_wait_until_tomorrow_and_still_takes_edits(voso):
    listing = voso.connector.upsert(voso.payload("sp-1"))
    voso.sandbox.fault("voso", daily_new_listings=1)

    with pytest.raises(Transient) as caught:
        voso.connector.upsert(voso.payload("sp-2"))
    voso.connector.upsert(voso.payload("sp-1", stock=1), listing.remote_id)

    assert 0 < caught.value.retry_after_s <= 86_400
    assert voso.product("sp-1")["stock"] == 1


def test_the_remaining_requests_are_told_and_fall(voso):
    voso.sandbox.fault("voso", requests_per_window=-1)

    left = [int(_signed(voso, "GET", "/categories").headers["X-RateLimit-Remaining"]) for _ in range(3)]

    assert left == [left[0], left[0] - 1, left[0] - 2]
    assert left[0] < 600
