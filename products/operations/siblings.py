"""Products made from another: a sibling of another grade or pack, and a copy to start from."""

import re
from uuid import UUID

from django.db import transaction

from portal1034.core.text import fold, nfc
from products.enums import JobPriority
from products.models import Photo, Product
from products.operations.locking import lock
from products.operations.product import FIELDS, insert
from products.operations.queue import queue_wanted

SIBLING_FIELDS = ("grade", "unit_label", "weight_g", "price_vnd", "stock")
# Grades as people write them into a title: "loại 1", "loại đặc biệt", "hàng xô", "hàng tuyển".
_GRADE = re.compile(r"\b(?:loại\s+(?:\d{1,2}\b|[A-C]\b|đặc biệt|nhất|nhì)|hàng\s+(?:xô|tuyển|chọn|chợ|dạt))", re.I)


@transaction.atomic
def add_sibling(*, product: Product, form_key: UUID | None = None, **fields) -> Product:
    """Return a new product like `product`, tied to it, with `fields` (SIBLING_FIELDS) of its own; a draft.

    Text and photographs are copied, in the title the old grade and pack give way to the new. The same form sent again
    is the same sibling. Raises TooManyProducts.
    """
    if set(fields) != set(SIBLING_FIELDS):
        raise TypeError(f"a sibling is told by {SIBLING_FIELDS}, not {sorted(fields)}")
    product = lock(product)
    old_grade = product.grade or grade_in(product.title)
    if product.group_id is None:
        product.group = product
        product.grade = old_grade
        product.names = product.known_names()
        product.save(update_fields=["group", "grade", "names", "updated_at"])
        queue_wanted(product, JobPriority.PERSON)
    title = _instead(product.title, {old_grade: fields["grade"], product.unit_label: fields["unit_label"]})
    # A grade that the title of the first already tells stands in the column too, so that the switcher can name it.
    shared = {name: getattr(product, name) for name in FIELDS} | {"title": title} | fields
    sibling = insert(product.household, form_key, shared, group=product.group)
    _copy_photos(product, sibling)
    return sibling


@transaction.atomic
def duplicate_product(*, product: Product, form_key: UUID | None = None) -> Product:
    """Return a draft with everything of `product` but its stock, its siblings and its listings.

    Raises TooManyProducts. The same form sent again is the same copy.
    """
    product = lock(product)
    fields = {name: getattr(product, name) for name in FIELDS} | {"stock": 0}
    copy = insert(product.household, form_key, fields)
    _copy_photos(product, copy)
    return copy


def grade_in(title: str) -> str:
    """Return the grade that a title tells ("loại 1"), "" when it tells none."""
    found = _GRADE.search(nfc(title))
    return found[0] if found else ""


def _instead(title: str, changes: dict[str, str]) -> str:
    """Return `title` with each old word replaced by the new one, where it stands in it; longer than 120 is cut."""
    for old, new in changes.items():
        if old and new and fold(old) != fold(new):
            title = re.sub(re.escape(nfc(old)), nfc(new).replace("\\", ""), title, count=1, flags=re.I)
    return re.sub(r"\s*,\s*(?=,|$)", "", re.sub(r"\s{2,}", " ", title)).strip()[:120]


def _copy_photos(source: Product, target: Product) -> None:
    """Rows only: files are named by their content, and the lock on `source` keeps them from being forgotten."""
    if target.photos.exists():
        return  # the same form again
    columns = [f.attname for f in Photo._meta.concrete_fields if f.attname not in ("id", "product_id", "created_at")]
    rows = [Photo(product=target, **{name: getattr(photo, name) for name in columns}) for photo in source.photos.all()]
    Photo.objects.bulk_create(rows)
