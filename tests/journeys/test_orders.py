"""A buyer buys at the storefront → the household's desk → confirm → shipping → delivered → the Plan's figures."""

from playwright.sync_api import Page, expect

from portal1034.reports.operations import compute_figures
from products.models import Listing, MarketplaceHealth, Order
from products.tasks import look_after, pump
from tests.factories.products import publish, sellable_product
from tests.journeys.steps import DESK, PASSWORD, sign_in, wait_for


def on_sale():
    """Return a product that Postmart shows, sent there by the running worker."""
    product = sellable_product()
    publish(product, "postmart")
    pump.delay("postmart")
    wait_for("Postmart bán", lambda: Listing.objects.live().filter(product=product).exists())
    # No clock runs here: what the sweep does every half minute, asking to be told of orders, is done once.
    look_after.delay("postmart")
    wait_for("Postmart báo tin", lambda: MarketplaceHealth.objects.filter(webhook_at__isnull=False).exists())
    return product


def buy(page: Page, product, quantity: str) -> None:
    page.goto(Listing.objects.get(product=product).remote_url)
    page.get_by_label("Số lượng").fill(quantity)
    page.get_by_role("button", name="Đặt mua").click()
    expect(page.get_by_role("heading", name="Đơn hàng chờ xác nhận")).to_be_visible()


def move(page: Page, button: str) -> None:
    page.reload()
    page.get_by_role("button", name=button).click()


def comes_to(status: str) -> None:
    wait_for(f"đơn thành {status}", lambda: Order.objects.filter(status=status).exists())


def test_an_order_from_the_storefront_to_the_figures(open_page, stack):
    product = on_sale()
    owner = product.household.owner
    owner.set_password(PASSWORD)
    owner.save()
    buyer, farmer = open_page(DESK), open_page()
    stack.sandbox.fault("postmart", requests_per_window=0)
    sign_in(farmer, owner)
    buy(buyer, product, "3")
    comes_to("new")

    farmer.goto("/ho-cua-toi/")
    expect(farmer.locator(".next")).to_contain_text("Postmart có người đặt 3 thùng")
    farmer.get_by_role("link", name="Xem và xác nhận").click()
    card = farmer.locator("article.order")
    expect(card).to_contain_text("555.000")
    card.get_by_role("button", name="Xác nhận đơn").click()
    expect(farmer.get_by_text("Đã xác nhận").first).to_be_visible()
    comes_to("confirmed")
    buyer.reload()
    expect(buyer.get_by_role("heading", name="Đơn hàng đã xác nhận")).to_be_visible()

    move(buyer, "Nhận hàng đi giao")
    comes_to("shipping")
    farmer.goto("/ho-cua-toi/don-hang/?muc=dang-di")
    expect(farmer.locator("article.order")).to_contain_text("Vietnam Post VD")
    move(buyer, "Đã nhận hàng")
    comes_to("delivered")
    farmer.goto("/ho-cua-toi/don-hang/?muc=xong")
    expect(farmer.locator("article.order")).to_contain_text("Người mua đã nhận")
    product.refresh_from_db()
    assert product.stock == stack.sandbox.products("postmart")[product.external_id]["stock"] == 117

    compute_figures()
    farmer.goto("/so-lieu/")
    expect(farmer.locator("main")).to_contain_text("555")
