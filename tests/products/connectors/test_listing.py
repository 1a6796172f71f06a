"""What a listing goes through, the same on both marketplaces."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from products.connectors.base import PriceStock, Rejected, Verdict
from tests.products.connectors.market import ON_SALE, WITHDRAWN


def test_a_new_listing_is_on_sale_with_its_title_price_and_stock(market):
    listing = market.connector.upsert(market.payload())

    seen = market.connector.look_up("sp-1")
    assert seen.verdict == Verdict.LIVE
    assert (seen.remote_id, seen.title, seen.price_vnd, seen.stock) == (
        listing.remote_id,
        "Vải thiều Lục Ngạn loại 1, thùng 5 kg",
        185_000,
        120,
    )
    assert market.product()["status"] == ON_SALE[market.code]
    assert market.product()["photos"] == 3


def test_the_url_of_a_listing_opens_its_page_in_the_shop(market):
    listing = market.connector.upsert(market.payload())
    market.connector.look_up("sp-1")

    page = market.sandbox.http.get(listing.url)

    assert page.status_code == 200
    assert "Vải thiều Lục Ngạn loại 1, thùng 5 kg" in page.text
    assert "185.000" in page.text


def test_sending_a_listing_twice_leaves_one_product(market):
    first = market.connector.upsert(market.payload())
    second = market.connector.upsert(market.payload())

    assert second.remote_id == first.remote_id
    assert market.product()["create_count"] == 1


def test_an_edit_by_a_worker_that_forgot_the_remote_id_leaves_one_product(market):
    market.connector.upsert(market.payload())

    market.another_connector().upsert(market.payload(title="Vải thiều Thanh Hà đầu mùa, thùng 3 kg", price_vnd=99_000))

    assert market.product()["title"] == "Vải thiều Thanh Hà đầu mùa, thùng 3 kg"
    assert market.product()["price_vnd"] == 99_000


def test_an_edit_with_new_photos_shows_them(market):
    listing = market.connector.upsert(market.payload())
    photos = tuple(market.photo(1200, 800, tone=tone) for tone in range(4))

    market.connector.upsert(market.payload(photos=photos), listing.remote_id)

    assert market.product()["photos"] == 4


def test_a_remote_id_that_the_marketplace_does_not_know_is_made_anew_once(market):
    market.connector.upsert(market.payload(), "0123456789ab")
    market.connector.upsert(market.payload(), "0123456789ab")

    assert market.product()["create_count"] == 1


def test_looking_up_what_was_never_sent_finds_nothing(market):
    assert market.connector.look_up("never-sent") is None


@pytest.mark.parametrize("knows_remote_id", [True, False])
def test_a_withdrawn_listing_is_off_the_shelf_and_withdrawing_again_is_a_success(market, knows_remote_id):
    listing = market.connector.upsert(market.payload())
    remote_id = listing.remote_id if knows_remote_id else ""

    market.connector.withdraw("sp-1", remote_id)
    market.connector.withdraw("sp-1", remote_id)

    assert market.product()["status"] == WITHDRAWN[market.code]
    seen = market.connector.look_up("sp-1")
    assert seen is None or seen.verdict == Verdict.GONE


def test_withdrawing_what_was_never_sent_is_a_success(market):
    market.connector.withdraw("never-sent")
    market.connector.withdraw("never-sent", "0123456789ab")


@pytest.mark.parametrize("knows_remote_id", [True, False])
def test_a_listing_that_returns_is_the_same_product(market, knows_remote_id):
    listing = market.connector.upsert(market.payload())
    market.connector.withdraw("sp-1", listing.remote_id)

    again = market.connector.upsert(market.payload(), listing.remote_id if knows_remote_id else "")

    assert again.remote_id == listing.remote_id
    assert market.connector.look_up("sp-1").verdict == Verdict.LIVE


def test_price_and_stock_change_in_one_request_with_a_result_each(market):
    ids = [market.connector.upsert(market.payload(f"sp-{n}")).remote_id for n in (1, 2)]
    market.transport.seen.clear()

    results = market.connector.update_price_stock(
        [
            PriceStock("sp-2", ids[1], 77_000, 7),
            PriceStock("unknown", "0123456789ab", 50_000, 1),
            PriceStock("sp-1", ids[0], 500, 5),
        ]
    )

    assert [r.external_id for r in results] == ["sp-2", "unknown", "sp-1"]
    assert results[0].problem is None
    assert results[1].problem.code == "not_found"
    assert (results[2].problem.field, results[2].problem.code) == ("price_vnd", "too_low")
    assert (market.product("sp-2")["price_vnd"], market.product("sp-2")["stock"]) == (77_000, 7)
    assert market.product("sp-1")["price_vnd"] == 185_000
    assert len(market.transport.seen) == 1


def test_a_full_batch_of_prices_is_taken_and_a_fuller_one_is_a_programming_error(market):
    changes = [PriceStock(f"x-{n}", f"y-{n}", 50_000, 1) for n in range(market.connector.batch_size)]

    assert len(market.connector.update_price_stock(changes)) == market.connector.batch_size
    with pytest.raises(ValueError, match="at most"):
        market.connector.update_price_stock([*changes, changes[0]])


def test_an_empty_batch_sends_nothing(market):
    assert market.connector.update_price_stock([]) == []
    assert market.transport.seen == []


def test_a_shop_is_opened_once_and_renamed_in_place(market):
    payload = market.payload()
    first = market.connector.open_shop(payload.seller)
    second = market.connector.open_shop(replace(payload.seller, name="Hộ Lành, vườn đồi", phone=""))

    assert first.remote_id == second.remote_id
    assert [shop["name"] for shop in market.sandbox.state(market.code)["shops"]] == ["Hộ Lành, vườn đồi"]


def test_a_certificate_travels_with_its_paper(market):
    payload = market.payload(title="Vải thiều VietGAP Lục Ngạn, thùng 5 kg", certificates=(market.certificate(),))

    assert market.connector.check(payload) == []
    listing = market.connector.upsert(payload)

    assert "VIETGAP số VG-24-001" in market.sandbox.http.get(listing.url).text


def test_a_refusal_by_the_moderator_reaches_the_household_in_vietnamese(market):
    market.sandbox.fault(market.code, reject_next=1, reject_reason="Ảnh có số điện thoại.")

    try:
        market.connector.upsert(market.payload())
        problem = market.connector.look_up("sp-1").problem
    except Rejected as refusal:
        problem = refusal.problems[0]

    assert problem.message == f"{market.connector.name} trả lại: Ảnh có số điện thoại."


@pytest.mark.parametrize(("status", "verdict"), [("blocked", Verdict.BLOCKED), ("expired", Verdict.EXPIRED)])
def test_what_the_marketplace_does_later_is_seen_on_read_back(market, status, verdict):
    market.connector.upsert(market.payload())

    market.sandbox.set_status(market.code, "sp-1", status, "Có người báo hàng giả.")

    seen = market.connector.look_up("sp-1")
    assert seen.verdict == verdict
    assert "Có người báo hàng giả." in seen.problem.message


def test_an_expired_listing_comes_back_when_it_is_sent_again_and_a_blocked_one_only_with_other_words(market):
    listing = market.connector.upsert(market.payload())

    market.sandbox.set_status(market.code, "sp-1", "expired")
    market.connector.upsert(market.payload(), listing.remote_id)
    assert market.connector.look_up("sp-1").verdict == Verdict.LIVE

    market.sandbox.set_status(market.code, "sp-1", "blocked", "Hàng giả.")
    market.connector.upsert(market.payload(), listing.remote_id)
    assert market.connector.look_up("sp-1").verdict == Verdict.BLOCKED
    market.connector.upsert(market.payload(title="Vải thiều Thanh Hà đầu mùa, thùng 3 kg"), listing.remote_id)
    assert market.connector.look_up("sp-1").verdict == Verdict.LIVE


def test_eight_workers_with_forty_listings_make_forty_products(market):
    with ThreadPoolExecutor(8) as workers:
        payloads = [market.payload(f"sp-{n}") for n in range(40)]
        list(workers.map(market.connector.upsert, payloads))

    assert len(market.sandbox.products(market.code)) == 40


def test_eight_workers_with_the_same_new_listing_make_one_product(market):
    together = threading.Barrier(8)

    def send(number):
        together.wait()
        market.another_connector().upsert(market.payload(stock=100 + number % 2))

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(send, range(8)))

    assert market.product()["create_count"] == 1


def test_every_request_asks_the_throttle_first(market):
    asked = []
    connector = market.another_connector(throttle=lambda: asked.append(1))

    connector.upsert(market.payload())
    connector.look_up("sp-1")

    assert len(asked) >= 3
    assert len(asked) == market.sandbox.state(market.code)["traffic"]["requests"]
