"""Photographs are put in order: dragged with a mouse, or by the arrows, also without JavaScript."""

from playwright.sync_api import Page, expect

from products.models import Photo
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import sellable_product
from tests.journeys.steps import DESK, settled, sign_in, violations, wait_for


def order_of(product) -> list[int]:
    return list(Photo.objects.filter(product=product).order_by("position").values_list("pk", flat=True))


def drag(page: Page, last: int, first: int) -> None:
    items = page.locator("#photo-sorter > li")
    settled(page)
    # A picture that comes late moves what is below it from under the mouse.
    wait_for("ảnh đã hiện", lambda: page.evaluate("[...document.images].every((image) => image.complete)"))
    items.nth(last).drag_to(items.nth(first))


def test_the_last_photograph_becomes_the_first(open_page, javascript):
    product = sellable_product(household=VerifiedHouseholdFactory(), photos=3)
    one, two, three = order_of(product)
    page = open_page(DESK)
    sign_in(page, product.household.owner)
    page.goto(f"/ho-cua-toi/nong-san/{product.pk}/anh/")
    items = page.locator("#photo-sorter > li")
    expect(items).to_have_count(3)
    if javascript:
        drag(page, 2, 0)
    else:
        for place in (2, 1):
            items.nth(place).get_by_role("button", name="Đưa lên trước").click()
    wait_for("ảnh cuối lên đầu", lambda: order_of(product) == [three, one, two])
    # What was put in order can be put in order again: nothing of the page was lost on the way.
    if javascript:
        expect(items.first).to_have_attribute("draggable", "true")
        drag(page, 0, 2)
        wait_for("ảnh đầu xuống cuối", lambda: order_of(product) == [one, two, three])
        assert violations(page) == []
