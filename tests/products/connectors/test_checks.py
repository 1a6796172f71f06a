"""What we say before sending, held against what the marketplace says after it."""

from dataclasses import replace

import pytest

from products.connectors import CONNECTORS
from products.connectors import postmart as postmart_module
from products.connectors import voso as voso_module
from products.connectors.base import Certificate, Rejected

BREAKERS = {
    "title missing": lambda m: {"title": "   "},
    "title short": lambda m: {"title": "Vải"},
    "title long": lambda m: {"title": "Vải thiều " * 26},
    "description short": lambda m: {"description": "Ngon."},
    "price low": lambda m: {"price_vnd": 999},
    "price high": lambda m: {"price_vnd": 180_000_001},
    "stock negative": lambda m: {"stock": -1},
    "stock high": lambda m: {"stock": 1_000_000},
    "weight missing": lambda m: {"weight_g": 0},
    "category unknown": lambda m: {"category_code": "may-bay"},
    "no photo": lambda m: {"photos": ()},
    "many photos": lambda m: {"photos": tuple(m.photo(600, 600, tone=n) for n in range(10))},
    "small photo": lambda m: {"photos": (m.photo(tone=1), m.photo(800, 299), m.photo(tone=2))},
    "large photo": lambda m: {"photos": (m.photo(tone=1), m.photo(tone=2), m.photo(4001, 600))},
    "vietgap in title": lambda m: {"title": "Vải thiều Viet-GAP loại 1, thùng 5 kg"},
    "ocop without paper": lambda m: {"certificates": (Certificate("ocop", "OCOP-4-2024"),)},
}
FINE_ON = {
    ("postmart", "description short"),
    ("postmart", "vietgap in title"),
    ("postmart", "ocop without paper"),
    ("voso", "large photo"),
}


@pytest.mark.parametrize("name", BREAKERS)
def test_the_check_finds_exactly_what_the_marketplace_refuses(market, name):
    payload = market.payload(**BREAKERS[name](market))
    # An unreadable title counts as missing with us and as short with them: the same field, and our sentence is clearer.
    found = {(p.field, "too_short" if p.code == "required" else p.code) for p in market.connector.check(payload)}

    refused = set()
    try:
        market.connector.upsert(payload)
    except Rejected as refusal:
        refused = {(p.field, p.code) for p in refusal.problems}

    assert found == refused
    assert bool(found) == ((market.code, name) not in FINE_ON)


@pytest.mark.parametrize("name", BREAKERS)
def test_every_problem_is_one_sentence_that_says_what_to_do(market, name):
    for problem in market.connector.check(market.payload(**BREAKERS[name](market))):
        assert problem.message.endswith(".")
        assert ": hãy " in problem.message
        assert "{" not in problem.message


def test_a_good_payload_has_no_problem(market):
    assert market.connector.check(market.payload()) == []


def test_problems_count_photos_from_one_and_group_thousands(postmart):
    messages = [
        p.message
        for p in postmart.connector.check(
            postmart.payload(photos=(postmart.photo(), postmart.photo(4001, 600)), price_vnd=200_000_000)
        )
    ]

    assert messages == [
        "Giá 200.000.000 đ cao hơn mức 180.000.000 đ mà Postmart nhận: hãy xem lại giá bán.",
        "Ảnh thứ 2 có cạnh 4.001 điểm ảnh, Postmart chỉ nhận 4.000: hãy chọn ảnh cỡ nhỏ hơn.",
    ]


def test_a_heavy_photo_and_a_foreign_format_are_found_without_reading_the_photo(postmart):
    heavy = replace(postmart.photo(), size_bytes=6_400_000)
    webp = replace(postmart.photo(), media_type="image/webp")

    messages = [p.message for p in postmart.connector.check(postmart.payload(photos=(heavy, webp)))]

    assert messages == [
        "Ảnh thứ 1 nặng 6,1 MB, Postmart chỉ nhận 5 MB: hãy chọn ảnh nhẹ hơn.",
        "Ảnh thứ 2 không phải JPEG hay PNG: hãy lưu thành JPEG rồi tải lại.",
    ]


def test_every_category_of_the_portal_leads_to_a_leaf_of_the_marketplace(market):
    categories = {"postmart": postmart_module.CATEGORIES, "voso": voso_module.CATEGORIES}[market.code]
    leaves = {row["code"] for row in market.connector._call("GET", "/categories").body["categories"] if row["leaf"]}

    assert set(categories.values()) == leaves
    assert {"trai-cay", "rau-cu", "lua-gao", "cay-cong-nghiep", "duoc-lieu", "chan-nuoi", "thuy-san", "dac-san"} <= set(
        categories
    )


def test_the_fingerprint_changes_with_what_a_buyer_sees_and_with_nothing_else(market):
    payload = market.payload(certificates=(market.certificate(),))
    same = replace(payload, photos=tuple(replace(p, url=f"{p.url}&x=1", read=lambda: b"") for p in payload.photos))
    others = [
        replace(payload, title="Khác"),
        replace(payload, stock=1),
        replace(payload, photos=payload.photos[::-1]),
        replace(payload, certificates=()),
        replace(payload, seller=replace(payload.seller, name="Khác")),
    ]

    assert same.fingerprint() == payload.fingerprint()
    assert len({p.fingerprint() for p in (payload, *others)}) == 6


def test_the_registry_knows_both_marketplaces():
    assert set(CONNECTORS) == {"postmart", "voso"}
