"""{% load products %}: a product's listings in words."""

from django import template

from products import wording

register = template.Library()


@register.filter
def listing_rows(product) -> list[wording.ListingRow]:
    """One row per marketplace, with listings prefetched."""
    return wording.rows_of(product)


@register.filter
def is_moving(product) -> bool:
    """Whether a listing will change by itself, so that the page asks again."""
    return wording.is_moving(product)
