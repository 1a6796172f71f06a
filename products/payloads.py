"""A product as a marketplace gets it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from phonenumber_field.phonenumber import to_python as phone_of

from products.connectors.base import ListingPayload, Photo, Seller
from products.connectors.prints import Prints, prints_of
from products.marketplaces import shop_external_id
from products.models import Product
from products.models.photo import path_of, read_picture
from products.models.product import choice_name_of, external_id_of, full_title_of


class Parts(NamedTuple):
    """All that a payload is made of, as plain values: from a product at hand, or as the pump reads them by the hundred.

    `phone` is as stored; `sides` are (width, height, bytes) of the photographs named by `photos`, in their order.
    """

    code: str
    household_code: str
    household_name: str
    phone: str
    commune: str
    province: str
    category: str
    title: str
    grade: str
    unit_label: str
    is_in_group: bool
    description: str
    price_vnd: int
    stock: int
    weight_g: int
    photos: Sequence[str]
    sides: Sequence[Sequence[int]]

    @property
    def external_id(self) -> str:
        return external_id_of(self.code)


def parts_of(product: Product, photos: Iterable | None = None) -> Parts:
    """Return the parts of a product; `with_payload_parts()` brings what it reads in three queries.

    `photos` stand in for those of a product that is not saved yet.
    """
    household = product.household
    shown = list(product.photos.all() if photos is None else photos)
    return Parts(
        code=product.code,
        household_code=household.code,
        household_name=household.name,
        phone=household.owner._meta.get_field("phone").get_prep_value(household.owner.phone),
        commune=household.commune.name,
        province=household.province.short_name,
        category=product.commodity.category.slug,
        title=product.title,
        grade=product.grade,
        unit_label=product.unit_label,
        is_in_group=product.group_id is not None,
        description=product.description,
        price_vnd=product.price_vnd,
        stock=product.stock,
        weight_g=product.weight_g,
        photos=[photo.sha256 for photo in shown],
        sides=[(photo.width, photo.height, photo.size_bytes) for photo in shown],
    )


def payload_of(product: Product, photos: Iterable | None = None) -> ListingPayload:
    """Return the payload of a product: see `parts_of`."""
    return payload_from(parts_of(product, photos))


def payload_from(parts: Parts) -> ListingPayload:
    """Return the payload made of these parts.

    It carries the household's phone number, which the consent to the marketplace names. A photograph's bytes are read
    from storage only when a connector asks for them.
    """
    return ListingPayload(
        external_id=parts.external_id,
        seller=Seller(*_seller(parts)),
        title=_title(parts),
        description=_description(parts),
        category_code=parts.category,
        price_vnd=parts.price_vnd,
        stock=parts.stock,
        weight_g=parts.weight_g,
        unit=parts.unit_label,
        photos=tuple(_photo(sha256, *sides) for sha256, sides in zip(parts.photos, parts.sides, strict=True)),
        origin=_origin(parts),
    )


def prints_from(parts: Parts) -> Prints:
    """Return what `payload_from(parts).prints()` would, without making the payload: the pump asks for thousands."""
    return prints_of(
        external_id=parts.external_id,
        seller=_seller(parts),
        text=[_title(parts), _description(parts), parts.category, parts.unit_label, _origin(parts)],
        numbers=(parts.price_vnd, parts.stock, parts.weight_g),
        photos=list(parts.photos),
        certificates=[],
    )


def _seller(parts: Parts) -> list[str]:
    """In the order of Seller's fields."""
    return [shop_external_id(parts.household_code), parts.household_name, parts.province, _national(parts.phone)]


@lru_cache(maxsize=50_000)
def _national(phone: str) -> str:
    """Return "0900000100" of "+84900000100". A household's listings are sent together, and parsing takes a while."""
    return phone_of(phone).as_national.replace(" ", "")


def _title(parts: Parts) -> str:
    return full_title_of(parts.title, parts.grade, parts.unit_label, is_in_group=parts.is_in_group)


def _origin(parts: Parts) -> str:
    """As Household.place."""
    return f"{parts.commune}, {parts.province}"


def _description(parts: Parts) -> str:
    """The household's words, and the grade below them, which tells two siblings apart."""
    if not (parts.grade and parts.description):
        return parts.description
    return f"{parts.description}\n\nPhân loại: {choice_name_of(parts.grade, parts.unit_label)}."


def _photo(sha256: str, width: int, height: int, size_bytes: int) -> Photo:
    url = default_storage.url(path_of(sha256))
    return Photo(
        url=url if "://" in url else settings.MARKETPLACE_MEDIA_URL + url,
        sha256=sha256,
        width=width,
        height=height,
        size_bytes=size_bytes,
        media_type="image/jpeg",
        read=partial(read_picture, sha256),
    )
