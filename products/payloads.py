"""A product as a marketplace gets it."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings

from products.connectors.base import ListingPayload, Photo, Seller
from products.marketplaces import shop_external_id
from products.models import Product


def payload_of(product: Product, photos: Iterable | None = None) -> ListingPayload:
    """Return the payload of a product; `with_payload_parts()` brings what it reads in three queries.

    `photos` stand in for those of a product that is not saved yet.
    It carries the household's phone number, which the consent to the marketplace names. A photograph's bytes are read
    from storage only when a connector asks for them.
    """
    household = product.household
    return ListingPayload(
        external_id=product.external_id,
        seller=Seller(
            external_id=shop_external_id(household),
            name=household.name,
            province=household.province.short_name,
            phone=household.owner.phone.as_national.replace(" ", ""),
        ),
        title=product.full_title,
        description=_description(product),
        category_code=product.commodity.category.slug,
        price_vnd=product.price_vnd,
        stock=product.stock,
        weight_g=product.weight_g,
        unit=product.unit_label,
        photos=tuple(_photo(photo) for photo in (product.photos.all() if photos is None else photos)),
        origin=household.place,
    )


def content_fingerprint(payload: ListingPayload) -> str:
    """Return the fingerprint of everything but price and stock: unchanged, a price or stock call is enough."""
    return replace(payload, price_vnd=0, stock=0).fingerprint()


def _description(product: Product) -> str:
    """The household's words, and the grade below them, which tells two siblings apart."""
    told = f"Phân loại: {product.choice_name}." if product.grade and product.description else ""
    return "\n\n".join(part for part in (product.description, told) if part)


def _photo(photo) -> Photo:
    url = photo.url
    return Photo(
        url=url if "://" in url else settings.MARKETPLACE_MEDIA_URL + url,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        size_bytes=photo.size_bytes,
        media_type="image/jpeg",
        read=photo.read,
    )
