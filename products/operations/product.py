"""What is sold: made, changed, put away."""

from uuid import UUID

from django.db import IntegrityError, transaction

from portal1034.core import pagecache
from portal1034.core.text import nfc, slugify_vi
from products.enums import JobPriority, Marketplace
from products.models import Product
from products.models.product import new_code
from products.operations.listings import withdraw
from products.operations.locking import lock
from products.operations.queue import queue_wanted

FIELDS = ("commodity", "title", "description", "unit_label", "price_vnd", "stock", "weight_g")


def create_product(*, household, form_key: UUID | None = None, **fields) -> Product:
    """Return a new product of `household`, or the one that the same form made a moment ago.

    `fields`: those of FIELDS; money in đồng, weight in grams.
    """
    product = Product(household=household, province_id=household.province_id, form_key=form_key, code=new_code())
    _write(product, fields)
    product.slug = f"{slugify_vi(product.title)[:150] or 'nong-san'}-{product.code}"
    try:
        with transaction.atomic():
            product.save(force_insert=True)
            pagecache.bump("products", "households")
    except IntegrityError:
        twin = Product.objects.filter(form_key=form_key, household=household).first() if form_key else None
        if twin is None:
            raise
        return twin
    return product


@transaction.atomic
def update_product(*, product: Product, **fields) -> Product:
    """Change some of FIELDS and bring every wanted listing up to date."""
    product = lock(product)
    _write(product, fields)
    product.save()
    queue_wanted(product, JobPriority.PERSON)
    pagecache.bump("products", "households")
    return product


@transaction.atomic
def archive_product(*, product: Product) -> Product:
    """Take the product off the portal and off every marketplace; nothing is deleted."""
    product = lock(product)
    product.is_archived = True
    product.save(update_fields=["is_archived", "updated_at"])
    withdraw(product=product, marketplaces=Marketplace.values)
    pagecache.bump("products", "households")
    return product


def _write(product: Product, fields: dict) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a product: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(product, name, nfc(value) if isinstance(value, str) else value)
    product.names = product.known_names()
