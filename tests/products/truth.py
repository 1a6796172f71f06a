"""What is on the marketplaces held against what is wanted of them: the last word of every test that breaks things."""

from collections.abc import Iterable

from django.db.models import Prefetch, Sum

from products.enums import GIVES_BACK, Intent, Marketplace
from products.models import Listing, Order, Product
from products.payloads import payload_of
from tests.sandbox_process import SandboxHandle

ON_SALE = {"on_sale", "live"}
OFF_SALE = {"deleted", "unlisted"}


def differences(market: SandboxHandle) -> list[str]:
    """Return one line for each thing lost, doubled or stale; empty when both marketplaces are exactly as wanted."""
    return [line for code in Marketplace.values for line in _differences_on(market, code)]


def _differences_on(market: SandboxHandle, code: str) -> Iterable[str]:
    state = market.state(code)
    rows: dict[str, list[dict]] = {}
    for row in state["products"]:
        rows.setdefault(row["external_id"], []).append(row)
    products = Prefetch("product", Product.objects.with_payload_parts())
    for listing in Listing.objects.on(code).exclude(intent=Intent.DRAFT).prefetch_related(products):
        name = f"{code} {listing.product.external_id}"
        found = rows.pop(listing.product.external_id, [])
        if len(found) > 1:
            yield f"{name}: doubled, {len(found)} remote products"
        elif listing.intent == Intent.PUBLISH:
            yield from _wanted(name, listing.product, found)
        elif found and found[0]["status"] not in OFF_SALE:
            yield f"{name}: withdrawn, but {found[0]['status']}"
    for external_id in rows:
        yield f"{code} {external_id}: nobody wants it"


def _wanted(name: str, product: Product, found: list[dict]) -> Iterable[str]:
    if not found:
        yield f"{name}: lost"
        return
    row = found[0]
    if row["status"] not in ON_SALE:
        yield f"{name}: wanted, but {row['status']}"
    theirs = {key: row[key] for key in ("title", "price_vnd", "stock")} | row["content"]
    payload = payload_of(product)
    names = ("title", "description", "price_vnd", "stock", "unit", "weight_g")
    ours = {name: getattr(payload, name) for name in names} | {"photos": [photo.sha256 for photo in payload.photos]}
    for key, value in ours.items():
        if theirs[key] != value:
            yield f"{name}: stale {key}, {theirs[key]!r} instead of {value!r}"


def order_differences(market: SandboxHandle) -> list[str]:
    """Return one line for each order lost, made up or told otherwise."""
    lines = []
    for code in Marketplace.values:
        told = {row["order_id"]: (row["status"], row["total_vnd"]) for row in market.state(code)["orders"]}
        kept = {
            order.remote_id: (order.status, sum(line.total_vnd for line in order.lines.all()))
            for order in Order.objects.filter(marketplace=code).prefetch_related("lines")
        }
        lines += [
            f"{code} order {key}: {kept.get(key)} instead of {told[key]}" for key in told if kept.get(key) != told[key]
        ]
        lines += [f"{code} order {key}: nobody bought that" for key in kept.keys() - told.keys()]
    return lines


def stock_differences(began_with: dict[int, int]) -> list[str]:
    """Return products (by key, with the stock they began with) whose stock is not that less what was sold."""
    sold = dict(
        Order.objects.exclude(status__in=GIVES_BACK)
        .values_list("lines__listing__product")
        .annotate(n=Sum("lines__quantity"))
    )
    left = dict(Product.objects.filter(pk__in=began_with).values_list("pk", "stock"))
    return [
        f"product {pk}: {left[pk]} left instead of {began - sold.get(pk, 0)}"
        for pk, began in began_with.items()
        if left[pk] != began - sold.get(pk, 0)
    ]
