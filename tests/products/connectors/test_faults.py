"""Everything that goes wrong between us and a marketplace, sorted by who has to act."""

import socket

import httpx
import pytest

from products.connectors.base import Ambiguous, Misconfigured, PriceStock, Transient, Unknown, Verdict
from tests.products.connectors.market import WITHDRAWN, build_connector

PRODUCT_PATH = {"postmart": "*/products/sp-1", "voso": "*/items"}
EDIT_PATH = {"postmart": "*/products/sp-1", "voso": "*/items/*"}
BATCH_PATH = {"postmart": "*/products/batch", "voso": "*/items/stock-price"}


def test_a_429_waits_as_long_as_the_marketplace_asks_and_nothing_is_sent(market):
    market.sandbox.fault(market.code, rate_429=1, retry_after_s=7)

    with pytest.raises(Transient) as caught:
        market.connector.upsert(market.payload())

    assert caught.value.retry_after_s == 7
    assert caught.value.owner == "pump"
    assert market.sandbox.products(market.code) == {}


def test_a_429_between_two_steps_leaves_something_that_the_next_try_completes(market):
    market.connector.open_shop(market.payload().seller)
    market.sandbox.fault(market.code, fail_next=1)
    with pytest.raises(Transient):
        market.connector.upsert(market.payload())

    market.connector.upsert(market.payload())

    assert market.product()["create_count"] == 1


def test_a_5xx_is_transient(market):
    market.sandbox.fault(market.code, rate_5xx=1)

    for call in (lambda: market.connector.upsert(market.payload()), lambda: market.connector.look_up("sp-1")):
        with pytest.raises(Transient) as caught:
            call()
        assert caught.value.problems[0].message.startswith(market.connector.name)


def test_one_marketplace_that_is_down_does_not_trouble_the_other(postmart, voso):
    postmart.sandbox.fault("postmart", rate_5xx=1)

    voso.connector.upsert(voso.payload())

    assert voso.connector.look_up("sp-1").verdict == Verdict.LIVE


def test_a_reply_lost_after_the_commit_is_ambiguous_and_the_next_try_makes_no_second_product(market):
    market.connector.open_shop(market.payload().seller)
    market.sandbox.fault(market.code, drop_next=1, drop_path=PRODUCT_PATH[market.code])

    with pytest.raises(Ambiguous):
        market.connector.upsert(market.payload())
    assert market.product()["create_count"] == 1

    found = market.connector.look_up("sp-1")
    settled = market.another_connector().upsert(market.payload(price_vnd=123_000))

    assert settled.remote_id == found.remote_id
    assert market.product()["create_count"] == 1
    assert market.product()["price_vnd"] == 123_000


def test_a_reply_lost_on_an_edit_is_settled_by_sending_again(market):
    listing = market.connector.upsert(market.payload())
    market.sandbox.fault(market.code, drop_next=1, drop_path=EDIT_PATH[market.code])

    with pytest.raises(Ambiguous):
        market.connector.upsert(market.payload(stock=3), listing.remote_id)
    market.connector.upsert(market.payload(stock=3), listing.remote_id)

    assert market.product()["stock"] == 3


def test_a_reply_lost_on_withdrawal_is_settled_by_withdrawing_again(market):
    market.connector.upsert(market.payload())
    market.sandbox.fault(market.code, drop_next=1, drop_path="*sp-1" if market.code == "postmart" else "*/unlist")

    with pytest.raises(Ambiguous):
        market.connector.withdraw("sp-1")
    market.connector.withdraw("sp-1")

    assert market.product()["status"] == WITHDRAWN[market.code]


def test_a_reply_lost_on_a_price_batch_is_ambiguous(market):
    listing = market.connector.upsert(market.payload())
    market.sandbox.fault(market.code, drop_next=1, drop_path=BATCH_PATH[market.code])

    with pytest.raises(Ambiguous):
        market.connector.update_price_stock([PriceStock("sp-1", listing.remote_id, 150_000, 9)])

    assert market.product()["price_vnd"] == 150_000


def test_forty_listings_under_a_storm_of_faults_end_as_forty_products(market):
    market.sandbox.fault(market.code, rate_5xx=0.05, rate_429=0.05, drop_rate=0.15, seed=7)
    waiting = [market.payload(f"sp-{n}") for n in range(40)]

    for _ in range(30):
        still = []
        for payload in waiting:
            try:
                market.connector.upsert(payload)
            except (Transient, Ambiguous):
                still.append(payload)
        waiting = still

    assert waiting == []
    assert len(market.sandbox.products(market.code)) == 40


def test_a_marketplace_that_hangs_is_ambiguous_for_a_write_and_transient_for_a_read(market):
    market.connector.upsert(market.payload())
    hasty = market.another_connector()
    hasty.look_up("sp-1")
    hasty._channel._client.timeout = 1.5  # only now: signing in may take as long as a busy machine needs
    market.sandbox.fault(market.code, hang_rate=1, hang_ms=2_500)

    with pytest.raises(Ambiguous):
        hasty.register_webhook()
    with pytest.raises(Transient):
        hasty.look_up("sp-1")


def test_a_marketplace_that_is_not_there_is_transient_even_for_a_write(market):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"

    connector = market.another_connector(base_url=nobody)

    with pytest.raises(Transient):
        connector.upsert(market.payload())


def test_an_address_that_is_no_address_is_the_administrators(market):
    connector = market.another_connector(base_url="ftp://127.0.0.1/api")

    with pytest.raises(Misconfigured) as caught:
        connector.look_up("sp-1")
    assert caught.value.owner == "administrator"


@pytest.mark.parametrize("market_code", ["postmart", "voso"])
def test_a_wrong_secret_is_the_administrators_and_changes_nothing(sandbox, market_code, postmart):
    wrong = {"postmart": {"secret_key": "sai"}, "voso": {"secret": "sai"}}[market_code]
    connector = build_connector(market_code, sandbox, httpx.HTTPTransport(), **wrong)

    with pytest.raises(Misconfigured) as caught:
        connector.upsert(postmart.payload())

    assert caught.value.code == {"postmart": "bad_credentials", "voso": "bad_signature"}[market_code]
    assert sandbox.products(market_code) == {}


class Answering(httpx.BaseTransport):
    """A marketplace, or something in its place, that always gives one answer."""

    def __init__(self, status: int, text: str, headers: dict | None = None):
        self.status, self.text, self.headers = status, text, headers or {}

    def handle_request(self, request):
        if request.url.path.endswith("/login"):
            return httpx.Response(200, json={"access_token": "token"})
        return httpx.Response(self.status, text=self.text, headers=self.headers)


@pytest.mark.parametrize(
    ("status", "text", "for_a_write", "for_a_read"),
    [
        (200, "<html>Đăng nhập wifi</html>", Ambiguous, Unknown),
        (502, "<html>Bad gateway</html>", Ambiguous, Transient),
        (504, "", Ambiguous, Transient),
        (500, "{}", Transient, Transient),
        (408, "", Transient, Transient),
        (403, "{}", Misconfigured, Misconfigured),
        (418, "{}", Unknown, Unknown),
        (422, "{}", Unknown, Unknown),
        (200, "[]", Ambiguous, Unknown),
        (301, "", Unknown, Unknown),
    ],
)
def test_answers_outside_the_contract_find_an_owner(sandbox, postmart, status, text, for_a_write, for_a_read):
    connector = build_connector("postmart", sandbox, Answering(status, text))

    with pytest.raises(for_a_write):
        connector.upsert(postmart.payload())
    with pytest.raises(for_a_read):
        connector.look_up("sp-1")


def test_an_answer_that_lacks_a_field_is_unknown_rather_than_guessed(sandbox):
    connector = build_connector("postmart", sandbox, Answering(200, '{"external_id": "sp-1"}'))

    with pytest.raises(Unknown, match="thiếu"):
        connector.look_up("sp-1")


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("mai", None), ("", None)]
)
def test_retry_after_is_understood_as_seconds_and_as_a_date(sandbox, header, seconds):
    connector = build_connector("postmart", sandbox, Answering(429, "{}", {"Retry-After": header}))

    with pytest.raises(Transient) as caught:
        connector.look_up("sp-1")
    assert caught.value.retry_after_s == seconds
