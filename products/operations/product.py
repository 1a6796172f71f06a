"""What is sold: made, changed, put away."""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal1034.core import pagecache
from portal1034.core.text import nfc, slugify_vi
from products.enums import FRESH, JobPriority, Marketplace
from products.models import Product
from products.models.product import new_code
from products.operations.listings import withdraw
from products.operations.locking import lock
from products.operations.queue import queue_wanted

FIELDS = ("commodity", "title", "grade", "description", "unit_label", "price_vnd", "stock", "weight_g")
FIELDS += ("sells_all_year", "sells_from", "sells_until")


class TooManyProducts(ValueError):
    """The household has all the products it may have; the message is the sentence to show."""


def create_product(*, household, form_key: UUID | None = None, **fields) -> Product:
    """Return a new product of `household`, or the one that the same form made a moment ago.

    `fields`: those of FIELDS; money in đồng, weight in grams. Raises TooManyProducts.
    """
    fields.setdefault("sells_all_year", fields["commodity"].category.slug not in FRESH)
    return insert(household, form_key, fields)


def insert(household, form_key: UUID | None, fields: dict, group: Product | None = None) -> Product:
    """Write a new row, or find the one that the same form wrote; `group` is the first of its siblings."""
    twin = _twin(household, form_key)
    if twin is not None:
        return twin
    try:
        refuse_too_many(household)
    except TooManyProducts:
        twin = _twin(household, form_key)  # made meanwhile, by the same form, and the last that the household may have
        if twin is None:
            raise
        return twin
    product = Product(household=household, province_id=household.province_id, form_key=form_key, code=new_code())
    product.group = group
    _write(product, fields)
    product.slug = f"{slugify_vi(product.title)[:150] or 'nong-san'}-{product.code}"
    try:
        with transaction.atomic():
            product.save(force_insert=True)
            pagecache.bump("products", "households")
    except IntegrityError:
        twin = _twin(household, form_key)
        if twin is None:
            raise
        return twin
    return product


def _twin(household, form_key: UUID | None) -> Product | None:
    """Return the product that the same form made."""
    return Product.objects.filter(form_key=form_key, household=household).first() if form_key else None


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


def refuse_too_many(household) -> None:
    """Raise TooManyProducts at the quota; what was put away does not count."""
    most = settings.MAX_PRODUCTS_PER_HOUSEHOLD
    if Product.objects.kept().filter(household=household).count() >= most:
        raise TooManyProducts(
            _("Hộ mình đã có %s nông sản, đủ số cổng giữ được cho một hộ. Bác cất bớt món không bán nữa rồi thêm tiếp.")
            % most
        )


def _write(product: Product, fields: dict) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a product: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(product, name, nfc(value) if isinstance(value, str) else value)
    product.names = product.known_names()
