"""What this app keeps about a person: products, photographs, listings, shops, sales."""

from collections.abc import Iterable

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.privacy.holders import Holder, Record, Section, section_of
from portal1034.accounts.privacy.terms import Terms, blank_admin_log, blank_history, blank_rows
from portal1034.core import pagecache
from products import operations
from products.enums import Delivery, Intent, Marketplace
from products.models import Listing, Order, OrderLine, Photo, Product, Reminder, Shop, WebhookEvent
from products.tasks import wake

PRODUCT = ("code", "title", "grade", "description", "commodity", "unit_label", "price_vnd", "stock", "weight_g",
           "is_archived", "shown_at", "created_at")  # fmt: skip
LISTING = ("product", "marketplace", "intent", "delivery", "verdict", "remote_id", "remote_url", "verified_at")


class ProductHolder(Holder):
    def sections(self, user) -> Iterable[Section]:
        mine, products = reverse("products:mine"), Product.objects.owned_by(user).select_related("commodity")
        yield section_of("products", _("Sản phẩm"), products, PRODUCT, edit_url=mine)
        photos = Photo.objects.filter(product__in=products).select_related("product")
        yield Section("photos", _("Ảnh sản phẩm"), [_photo(photo) for photo in photos])
        yield section_of("listings", _("Tin đăng trên sàn"), listings_of(user).select_related("product"), LISTING)
        shops = Shop.objects.filter(household__owner=user)
        yield section_of("shops", _("Gian hàng"), shops, ("marketplace", "remote_id", "url", "opened_at"))
        reminders = Reminder.objects.filter(household__owner=user).order_by("pk")
        yield section_of("reminders", _("Các lần Sở nhắn, gọi về tin đăng"), reminders, ("kind", "at", "note"))
        sales = OrderLine.objects.filter(listing__in=listings_of(user)).select_related("order", "listing__product")
        yield Section("sales", _("Đơn hàng"), [_sale(line) for line in sales])
        keys = list(products.values_list("pk", flat=True))
        past = Product.pgh_event_model.objects.filter(pgh_obj__in=keys).order_by("pgh_id")
        yield section_of("product_history", _("Các lần sửa sản phẩm"), past, ("title", "description", "price_vnd"))

    def consent_state(self, user, purpose) -> str:
        marketplace = next((m for m in Marketplace if ConsentPurpose.for_marketplace(m.value) == purpose), None)
        if marketplace is None:
            return ""
        listings = listings_of(user).on(marketplace)
        if count := _still_out(listings).filter(intent=Intent.WITHDRAW).count():
            return _("Đang gỡ %(count)s tin khỏi %(where)s.") % {"count": count, "where": marketplace.label}
        if count := listings.live().count():
            return _("%(count)s tin đang bán trên %(where)s.") % {"count": count, "where": marketplace.label}
        return ""

    def kept_by_law(self, user) -> Iterable[str]:
        if OrderLine.objects.filter(listing__in=listings_of(user)).exists():
            yield _("Số lượng, giá và ngày của các đơn đã bán được giữ theo luật kế toán, không còn tên ai.")

    def begin_erasure(self, user) -> None:
        for product in Product.objects.owned_by(user).kept():
            operations.archive_product(product=product)
        left = list(_still_out(listings_of(user)).exclude(intent=Intent.WITHDRAW).select_related("product"))
        for listing in left:
            operations.withdraw(product=listing.product, marketplaces=[listing.marketplace])
        wake()

    def erasure_waits_for(self, user) -> Iterable[str]:
        for marketplace in Marketplace:
            if count := _still_out(listings_of(user).on(marketplace)).count():
                yield _("Còn %(count)s tin chưa gỡ xong khỏi %(where)s.") % {"count": count, "where": marketplace.label}

    def erase(self, user, terms: Terms) -> dict[str, int]:
        products = Product.objects.owned_by(user).select_related("commodity")
        keys, listings = list(products.values_list("pk", flat=True)), listings_of(user)
        listing_keys = list(listings.values_list("pk", flat=True))
        photos = list(Photo.objects.filter(product__in=keys).select_related("product"))
        for photo in photos:
            operations.remove_photo(photo=photo)
        counts = {
            "products.Photo": len(photos),
            "products.Product": sum(_anonymise(product) for product in products),
            "products.ProductEvent": blank_history(Product, keys, keep=("unit_label",)),
            "products.Listing": blank_rows(listings, keep=("remote_id",)),
            "products.Order": _blank_orders(Order.objects.owned_by(user)),
            "products.Shop": Shop.objects.filter(household__owner=user).delete()[0],
            "products.Reminder": Reminder.objects.filter(household__owner=user).delete()[0],
            "products.WebhookEvent": _blank_events(terms),
            "admin.LogEntry": blank_admin_log(Product, keys) + blank_admin_log(Listing, listing_keys),
        }
        pagecache.bump("products", "households")
        return counts


def listings_of(user) -> QuerySet[Listing]:
    return Listing.objects.filter(product__household__owner=user)


def _still_out(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """Listings of which a marketplace may still show something: asked for, or their taking down not yet delivered."""
    down = {"intent": Intent.WITHDRAW, "delivery__in": (Delivery.DELIVERED, Delivery.IDLE)}
    return listings.exclude(intent=Intent.DRAFT).exclude(**down)


def _photo(photo: Photo) -> Record:
    return Record([("product", _("sản phẩm"), str(photo.product)), ("url", _("ảnh"), photo.url)])


def _sale(line: OrderLine) -> Record:
    return Record(
        [
            ("placed_at", _("đặt lúc"), line.order.placed_at),
            ("marketplace", _("sàn"), line.order.get_marketplace_display()),
            ("order", _("mã đơn"), line.order.remote_id),
            ("status", _("trạng thái"), line.order.get_status_display()),
            ("answer", _("bác trả lời"), line.order.get_answer_display()),
            ("answer_reason", _("lý do không giao"), line.order.answer_reason),
            ("compensation_vnd", _("được đền bù (đồng)"), line.order.compensation_vnd),
            ("product", _("sản phẩm"), str(line.listing.product)),
            ("quantity", _("số lượng"), line.quantity),
            ("price_vnd", _("đơn giá (đồng)"), line.price_vnd),
        ]
    )


def _anonymise(product: Product) -> int:
    """The row stays for the figures of what was sold; it says no more than which crop it was."""
    row = Product.objects.filter(pk=product.pk)
    slug = f"nong-san-{product.code}"
    return blank_rows(row, keep=("unit_label",), title=product.commodity.name, slug=slug, form_key=None)


def _blank_orders(orders: QuerySet[Order]) -> int:
    """What was sold stays; the household's own words about it go."""
    orders.exclude(answer_reason="").update(answer_reason=_("Đã xóa"))
    return blank_rows(orders, keep=("remote_id", "carrier", "shipping_code", "answer_reason"))


def _blank_events(terms: Terms) -> int:
    said = WebhookEvent.objects.annotate(said=Cast("body", TextField())).filter(said__regex=terms.pattern)
    return WebhookEvent.objects.filter(pk__in=list(said.values_list("pk", flat=True))).update(body={})
