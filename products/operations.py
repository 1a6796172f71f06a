"""Everything that changes a product, its photographs and what is wanted of its listings.

Locks are always taken in one order, product, queue, listings by key, so that no two of these wait for each other.
Waking a worker is the caller's part: these verbs only write down what has to be true.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.core import pagecache
from portal1034.core.images import Picture
from portal1034.core.text import nfc, slugify_vi
from products import problems
from products.connectors.errors import Problem
from products.enums import Delivery, Intent, JobPriority, Marketplace, Verdict
from products.marketplaces import connector
from products.models import Listing, Photo, Product, SyncJob
from products.models.photo import MAX_PHOTOS, store_picture
from products.models.product import new_code
from products.payloads import payload_of

FIELDS = ("commodity", "title", "description", "unit_label", "price_vnd", "stock", "weight_g")


class TooManyPhotos(ValueError):
    """The product has all the photographs it may have; the message is the sentence to show."""


# ---- the product ----


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
    product = _lock(product)
    _write(product, fields)
    product.save()
    _queue_wanted(product, JobPriority.PERSON)
    pagecache.bump("products", "households")
    return product


@transaction.atomic
def archive_product(*, product: Product) -> Product:
    """Take the product off the portal and off every marketplace; nothing is deleted."""
    product = _lock(product)
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
    product.names = _names(product)


def _names(product: Product) -> str:
    """Return what the product is also searched by: every name of the crop, the household, the place old and new."""
    household, commodity = product.household, product.commodity
    aliases = [alias.name for alias in commodity.aliases.all()]
    province = household.province
    places = (household.commune.name, province.short_name, province.successor.short_name)
    return " | ".join([commodity.name, *aliases, household.name, *places])


def _lock(product: Product) -> Product:
    # Only the product's own row: the crop and the household are everybody's.
    return Product.objects.with_payload_parts().select_for_update(of=("self",)).get(pk=product.pk)


# ---- photographs ----


def add_photo(*, product: Product, picture: Picture) -> Photo:
    """Add a picture at the end; the same picture again is the photograph it already is. Raises TooManyPhotos."""
    # Encoding takes a second: outside the transaction.
    store_picture(picture)
    with transaction.atomic():
        product = _lock(product)
        photos = list(product.photos.all())
        found = next((photo for photo in photos if photo.sha256 == picture.sha256), None)
        if found:
            return found
        if len(photos) >= MAX_PHOTOS:
            raise TooManyPhotos(_("Mỗi sản phẩm nhiều nhất %s ảnh. Bác bỏ bớt một ảnh rồi thêm ảnh này.") % MAX_PHOTOS)
        _hold_files(picture.sha256)
        store_picture(picture)  # again, and free: somebody may have removed the last other photograph of it meanwhile
        photo = product.photos.create(
            position=len(photos),
            width=picture.width,
            height=picture.height,
            size_bytes=len(picture.jpeg),
            sha256=picture.sha256,
        )
        _photos_changed(product)
    return photo


@transaction.atomic
def remove_photo(*, photo: Photo) -> None:
    product = _lock(photo.product)
    paths = list(photo.paths())
    sha256 = photo.sha256
    Photo.objects.filter(pk=photo.pk).delete()
    _renumber(list(product.photos.order_by("position")))
    _photos_changed(product)
    transaction.on_commit(lambda: _forget_files(sha256, paths))


@transaction.atomic
def move_photo(*, photo: Photo, to: int) -> None:
    """Put a photograph at position `to`, counted from 0; positions beyond the ends mean the ends."""
    product = _lock(photo.product)
    photos = list(product.photos.order_by("position"))
    moved = next((p for p in photos if p.pk == photo.pk), None)
    if moved is None:
        return  # removed in another window
    photos.remove(moved)
    photos.insert(max(0, min(to, len(photos))), moved)
    _renumber(photos)
    _photos_changed(product)


def _renumber(photos: Iterable[Photo]) -> None:
    moved = []
    for position, photo in enumerate(photos):
        if photo.position != position:
            photo.position = position
            moved.append(photo)
    Photo.objects.bulk_update(moved, ["position"])


def _photos_changed(product: Product) -> None:
    _queue_wanted(product, JobPriority.PERSON)
    pagecache.bump("products", "households")


def _forget_files(sha256: str, paths: list[str]) -> None:
    """Delete the files of a picture that no product shows any more."""
    with transaction.atomic():
        _hold_files(sha256)
        if not Photo.objects.filter(sha256=sha256).exists():
            for path in paths:
                default_storage.delete(path)


def _hold_files(sha256: str) -> None:
    """Until this transaction ends, nobody else adds or forgets the files of this picture."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1034))", [sha256])


# ---- listings ----


def problems_of(product: Product, marketplace: str) -> list[Problem]:
    """Return what `marketplace` would refuse, without asking it. The product comes from `with_payload_parts()`."""
    return connector(marketplace).check(payload_of(product))


@transaction.atomic
def publish(
    *, product: Product, marketplaces: Collection[str], by, agreed: Collection[str] = ()
) -> dict[str, list[Problem]]:
    """Show the product on the portal and ask for it on `marketplaces`; return why those left out are left out.

    `agreed`: marketplaces whose consent box was ticked just now, recorded as the owner's by `by`. Each marketplace
    stands alone: what one refuses does not keep the other. Pressing again changes nothing.
    """
    product = _lock(product)
    if product.shown_at is None or product.is_archived:
        product.shown_at, product.is_archived = product.shown_at or timezone.now(), False
        product.save(update_fields=["shown_at", "is_archived", "updated_at"])
        pagecache.bump("products", "households")
    owner = product.household.owner
    refused = {}
    for marketplace in marketplaces:
        purpose = ConsentPurpose.for_marketplace(marketplace)
        if marketplace in agreed:
            give_consent(user=owner, purpose=purpose, recorded_by=by)
        found = [] if has_consent(owner, purpose) else [problems.no_consent(marketplace)]
        found += problems_of(product, marketplace)
        if found:
            refused[marketplace] = found
    _want(product, [m for m in marketplaces if m not in refused])
    return refused


def _want(product: Product, marketplaces: list[str]) -> None:
    listings = [Listing.objects.get_or_create(product=product, marketplace=m)[0] for m in marketplaces]
    new = [listing for listing in listings if listing.intent != Intent.PUBLISH]
    if product.household.verification == Verification.VERIFIED:
        stuck = [x for x in listings if x.intent == Intent.PUBLISH and x.delivery == Delivery.NEEDS_HOUSEHOLD]
        _queue([x.pk for x in new + stuck], JobPriority.PERSON, intent=Intent.PUBLISH)
    else:
        _set([x.pk for x in new], intent=Intent.PUBLISH, delivery=Delivery.NEEDS_OFFICER, problem=problems.UNVERIFIED)


@transaction.atomic
def withdraw(*, product: Product, marketplaces: Collection[str]) -> None:
    """Take the product off `marketplaces`. What never left for a marketplace is simply no longer wanted."""
    listings = Listing.objects.filter(product=_lock(product), marketplace__in=marketplaces).exclude(intent=Intent.DRAFT)
    _take_down(listings, JobPriority.PERSON)


@transaction.atomic
def withdraw_for_consent(*, user, marketplace: str) -> None:
    """The owner no longer agrees: everything of theirs on this marketplace comes down before any other work."""
    listings = Listing.objects.filter(product__household__owner=user, marketplace=marketplace).exclude(
        intent=Intent.DRAFT
    )
    _take_down(listings, JobPriority.TAKE_DOWN)


def _take_down(listings, priority: JobPriority) -> None:
    pks = list(listings.exclude(intent=Intent.WITHDRAW, delivery=Delivery.DELIVERED).values_list("pk", flat=True))
    _queue(pks, priority, intent=Intent.WITHDRAW)


@transaction.atomic
def release_household(*, household) -> None:
    """The household was just verified: what it asked for before is sent now, and its products are public.

    It may have been verified anew after moving or taking another name, so its products are found by the new ones.
    """
    theirs = Product.objects.with_payload_parts().prefetch_related("commodity__aliases").filter(household=household)
    products = list(theirs.select_for_update(of=("self",)))
    for product in products:
        product.names = _names(product)
    Product.objects.bulk_update(products, ["names"], batch_size=500)
    waiting = Listing.objects.wanted().filter(product__household=household, product__is_archived=False)
    _queue(list(waiting.values_list("pk", flat=True)), JobPriority.PERSON)
    pagecache.bump("products", "households")


@transaction.atomic
def resend(*, listing: Listing) -> None:
    """Send a listing again, whole, whatever was sent before; for the button "Thử lại"."""
    if listing.intent == Intent.DRAFT:
        return
    _queue([listing.pk], JobPriority.PERSON, fingerprint="", content_fingerprint="")


def enqueue(*, listings: Iterable[int], priority: JobPriority, wait: timedelta = timedelta(0)) -> None:
    """Make the marketplaces match these listings (primary keys). A second job for the same listing is the same job."""
    with transaction.atomic():
        _queue(list(listings), priority, wait=wait)


def _queue_wanted(product: Product, priority: JobPriority) -> None:
    if product.household.verification != Verification.VERIFIED:
        return
    _queue(list(product.listings.wanted().values_list("pk", flat=True)), priority)


def _queue(pks: list[int], priority: JobPriority, *, wait: timedelta = timedelta(0), **changes) -> None:
    if not pks:
        return
    SyncJob.objects.enqueue(pks, priority=priority, wait=wait)
    _set(pks, delivery=Delivery.QUEUED, problem={}, **changes)


def _set(pks: list[int], **changes) -> None:
    rows = Listing.objects.filter(pk__in=pks)
    list(rows.order_by("pk").select_for_update().values_list("pk"))
    if changes.get("intent") == Intent.PUBLISH:
        # A listing that comes back is asked about anew: what the marketplace said of the old one no longer counts.
        rows.filter(intent__in=(Intent.DRAFT, Intent.WITHDRAW)).update(verdict=Verdict.UNKNOWN)
    rows.update(updated_at=timezone.now(), **changes)
