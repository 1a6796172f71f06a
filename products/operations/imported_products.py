"""Products written from a list, a batch at a time, and put back exactly as they stood. Callers hold a transaction.

The rules of `create_product` and `update_product`, said for a thousand rows: a constant number of queries. A new
product is a draft: a list shows nothing on the portal and puts nothing on a marketplace. What is on sale already is
brought up to date.
"""

import secrets
from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import Verification
from households.operations.hanging import hanging_on
from portal1034.core import pagecache
from portal1034.core.text import slugify_vi
from products.enums import JobPriority
from products.models import Listing, Product
from products.models.product import CODE_LETTERS
from products.operations.product import FIELDS, FRESH
from products.operations.queue import queue

# What an import writes, and what others may have changed since: all of it is compared before undoing.
WATCHED = (
    "household_id", "province_id", "commodity_id", "title", "grade", "description", "unit_label", "price_vnd", "stock",
    "weight_g", "sells_all_year", "sells_from", "sells_until", "group_id", "is_archived", "shown_at", "names", "slug",
    "updated_at",
)  # fmt: skip
WRITTEN = ("commodity", "title", "grade", "description", "unit_label", "price_vnd", "stock", "weight_g", "names",
           "updated_at")  # fmt: skip


def snapshot(product: Product) -> dict:
    """Return the product's values as JSON that `put_back` reads back to the microsecond."""
    values = {}
    for name in WATCHED:
        is_empty = getattr(product, name) is None
        values[name] = None if is_empty else Product._meta.get_field(name).value_to_string(product)
    return values


def create_many(*, rows: Sequence) -> list[tuple[Product, dict]]:
    """Make a product of each row (see `ProductRow`); return them with what to remember for undoing, in order."""
    if not rows:
        return []
    _read_old_names(rows)
    products = [_made(row, code) for row, code in zip(rows, _free_codes(len(rows)), strict=True)]
    Product.objects.bulk_create(products)
    pagecache.bump("products", "households")
    return [(product, snapshot(product)) for product in products]


def _read_old_names(rows: Sequence) -> None:
    """A product is searched by its place's old names too: read for all rows at once."""
    prefetch_related_objects([row.household for row in rows], "commune__former_places")


def _made(row, code: str) -> Product:
    product = Product(household=row.household, province_id=row.household.province_id, code=code)
    product.sells_all_year = row.commodity.category.slug not in FRESH
    _take_over(product, row)
    product.slug = f"{slugify_vi(product.title)[:150] or 'nong-san'}-{code}"
    return product


def _take_over(product: Product, row) -> None:
    for name in FIELDS:
        if name in row.fields:
            setattr(product, name, row.fields[name])
    product.commodity, product.household = row.commodity, row.household
    product.names = product.known_names()


def _free_codes(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {"".join(secrets.choice(CODE_LETTERS) for _letter in range(7)) for _code in range(count - len(codes))}
        codes |= drawn - set(Product.objects.filter(code__in=drawn).values_list("code", flat=True))
    return list(codes)


def update_many(*, rows: Sequence) -> dict[int, tuple[dict, dict]]:
    """Change the product of each row where the row says something else; return {pk: (before, after)}.

    What a row leaves out stays; what its household has put away stays as it is.
    """
    if not rows:
        return {}
    products = _locked([row.product.pk for row in rows])
    _read_old_names(rows)
    now, changed = timezone.now(), {}
    for row in rows:
        product = products.get(row.product.pk)
        if product is None or product.is_archived or product.household_id != row.household.pk:
            continue
        before = snapshot(product)
        _take_over(product, row)
        if snapshot(product) == before:
            continue
        product.updated_at = now
        changed[product.pk] = (before, snapshot(product))
    _write([products[pk] for pk in changed])
    return changed


def _locked(pks: Iterable[int]) -> dict[int, Product]:
    rows = Product.objects.for_writing().filter(pk__in=list(pks)).order_by("pk")
    return {product.pk: product for product in rows}


def _write(products: list[Product]) -> None:
    """Save, and have every wanted listing of verified households follow."""
    if not products:
        return
    Product.objects.bulk_update(products, WRITTEN)
    wanted = Listing.objects.wanted().filter(
        product__in=products, product__household__verification=Verification.VERIFIED
    )
    queue(list(wanted.order_by("pk").values_list("pk", flat=True)), JobPriority.BULK)
    pagecache.bump("products", "households")


def put_back(*, changes: Sequence, scope) -> dict[int, str]:
    """Undo changes; return {pk of a change: sentence} of those whose product somebody has touched or used since."""
    products = _locked([change.object_id for change in changes])
    refused: dict[int, str] = {}
    for change in changes:
        product = products.get(change.object_id)
        if product is None:
            refused[change.pk] = _("Sản phẩm này không còn.")
        elif not scope.holds(product.province_id):
            refused[change.pk] = _("Sản phẩm này đã chuyển sang tỉnh ngoài phạm vi của bạn.")
        elif snapshot(product) != change.after:
            refused[change.pk] = _("Sản phẩm đã có người sửa hoặc bán bớt sau lần nhập.")
    _restore([c for c in changes if c.pk not in refused and c.before is not None], products)
    made = {c.object_id: c.pk for c in changes if c.pk not in refused and c.before is None}
    used = hanging_on(Product, list(made), {Product: list(made)})
    refused |= {made[pk]: _("Đã có %s gắn với sản phẩm này.") % name for pk, name in used.items()}
    gone = Product.objects.filter(pk__in=made.keys() - used.keys())
    if made.keys() - used.keys():
        gone._raw_delete(gone.db)
        pagecache.bump("products", "households")
    return refused


def _restore(changes: Sequence, products: dict[int, Product]) -> None:
    for change in changes:
        product = products[change.object_id]
        for name, value in change.before.items():
            field = Product._meta.get_field(name)
            setattr(product, field.attname, None if value is None else field.to_python(value))
    _write([products[change.object_id] for change in changes])
