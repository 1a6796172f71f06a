"""The shops as a newcomer sees them."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

MARK = "Sàn thử nghiệm (sandbox)"


def _page(sandbox, path):
    answer = sandbox.http.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return BeautifulSoup(answer.text, "html.parser")


def _product_path(market):
    return urlsplit(market.connector.look_up("sp-1").url).path


def _buy(market, **form):
    """Fill in the form of the product page as a browser would."""
    with httpx.Client(base_url=market.sandbox.base_url, trust_env=False, follow_redirects=True, timeout=30) as browser:
        page = BeautifulSoup(browser.get(_product_path(market)).text, "html.parser")
        shape = page.select_one("form.buy")
        fields = {field["name"]: field.get("value", "") for field in shape.select("input")}
        answer = browser.post(shape["action"], data=fields | form)
        return answer.status_code, BeautifulSoup(answer.text, "html.parser")


def test_a_listing_stands_on_the_shelf_with_photo_price_and_household(market):
    page = _page(market.sandbox, f"/{market.code}/")

    card = page.select_one(".shelf li")
    assert "Vải thiều Lục Ngạn loại 1, thùng 5 kg" in card.text
    assert "185.000" in card.text
    assert "Hộ Nguyễn Thị Lành" in card.text
    photo = market.sandbox.http.get(card.img["src"])
    assert photo.headers["content-type"] == "image/jpeg"
    assert photo.content == market.photo().read()


@pytest.mark.parametrize(
    ("words", "found"), [("vai thieu", 1), ("LỤC NGẠN", 1), ("lành", 1), ("sầu riêng", 0), ("", 1)]
)
def test_search_hears_words_with_and_without_marks(market, words, found):
    page = _page(market.sandbox, f"/{market.code}/?q={words}")

    assert len(page.select(".shelf li")) == found


def test_a_withdrawn_listing_leaves_the_shelf_and_its_page_says_so(market):
    path = _product_path(market)
    market.connector.withdraw("sp-1")

    assert _page(market.sandbox, f"/{market.code}/").select(".shelf li") == []
    page = _page(market.sandbox, path)
    assert "đã gỡ" in page.text
    assert page.select_one("form.buy") is None


def test_buying_lowers_the_stock_and_shows_the_order(market):
    status, page = _buy(market, quantity="20")

    assert status == 200
    assert "Đơn hàng chờ xác nhận" in page.h1.text
    assert "3.700.000" in page.text
    assert market.product()["stock"] == 100
    orders = market.sandbox.state(market.code)["orders"]
    assert [(o["external_id"], o["quantity"], o["status"]) for o in orders] == [("sp-1", 20, "new")]


@pytest.mark.parametrize(("quantity", "status"), [("0", 400), ("abc", 400), ("121", 409)])
def test_what_cannot_be_sold_is_not_sold(market, quantity, status):
    answered, page = _buy(market, quantity=quantity)

    assert answered == status
    assert page.select_one("[role=alert]").text
    assert market.product()["stock"] == 120
    assert market.sandbox.state(market.code)["orders"] == []


@pytest.mark.parametrize(
    ("way", "stock"),
    [
        (["cancelled"], 120),
        (["confirmed", "cancelled"], 120),
        (["confirmed", "shipping", "delivered"], 119),
        (["confirmed", "shipping", "returned"], 120),
        (["confirmed", "shipping", "delivered", "returned"], 120),
        (["confirmed", "shipping", "compensation"], 119),
    ],
)
def test_a_tester_moves_an_order_along_by_its_buttons_each_step_once(market, way, stock):
    order = market.sandbox.order(market.code, "sp-1")
    path = f"/{market.code}/don-hang/{order['order_id']}/"
    with httpx.Client(base_url=market.sandbox.base_url, trust_env=False, follow_redirects=True, timeout=30) as browser:
        for status in way:
            shape = BeautifulSoup(browser.get(path).text, "html.parser").form
            assert status in [button["value"] for button in shape.select("button")]
            form = {"csrfmiddlewaretoken": shape.input["value"], "status": status}
            first = browser.post(shape["action"], data=form)
            second = browser.post(shape["action"], data=form)
            assert (first.status_code, second.status_code) == (200, 409)

    (left,) = market.sandbox.state(market.code)["orders"]
    assert left["status"] == way[-1]
    assert left["compensation_vnd"] == (185_000 if way[-1] == "compensation" else 0)
    assert market.product()["stock"] == stock


def test_a_shop_page_shows_its_own_products_only(market):
    shop = market.sandbox.state(market.code)["shops"][0]

    page = _page(market.sandbox, f"/{market.code}/gian-hang/{shop['remote_id']}/")

    assert page.h1.text == "Hộ Nguyễn Thị Lành"
    assert len(page.select(".shelf li")) == 1


def test_every_page_is_marked_as_a_sandbox_and_has_nothing_inline(market):
    order = market.sandbox.order(market.code, "sp-1")
    paths = ["/", f"/{market.code}/", _product_path(market), f"/_faults/{market.code}"]
    paths.append(f"/{market.code}/don-hang/{order['order_id']}/")

    for path in paths:
        page = _page(market.sandbox, path)
        assert MARK in page.text
        assert page.html["lang"] == "vi"
        assert len(page.select("h1")) == 1
        assert page.select("script, style, [style], [onclick]") == []


def test_the_two_shops_have_colours_of_their_own(sandbox):
    css = sandbox.http.get("/_assets/sandbox.css").text

    brands = re.findall(r"\.(postmart|voso) \{ --brand: (#\w+)", css)
    assert len(set(brands)) == 4
    for code in ("postmart", "voso"):
        assert code in _page(sandbox, f"/{code}/").body["class"]


def test_the_shop_serves_its_contract(market):
    assert market.sandbox.http.get(f"/{market.code}/api/openapi.yaml").text.startswith("openapi: 3.1.0")
