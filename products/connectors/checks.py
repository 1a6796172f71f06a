"""What a marketplace will refuse, found before anything is sent."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from products.connectors.base import ListingPayload, Photo
from products.connectors.errors import Problem
from products.connectors.sentences import problem

ACCEPTED_PHOTOS = frozenset({"image/jpeg", "image/png"})
_PROVABLE = ("vietgap", "globalgap", "ocop")


@dataclass(frozen=True)
class Rules:
    """The bounds of one marketplace: characters, pixels of the shorter and longer side, bytes, đồng.

    `proof`: VietGAP, GlobalGAP and OCOP, claimed in the title or as a certificate, need a photographed paper.
    """

    title: tuple[int, int]
    photos: tuple[int, int]
    photo_side_min: int
    photo_bytes: int
    photo_side_max: int | None = None
    description_min: int = 0
    price_vnd: tuple[int, int] = (1_000, 180_000_000)
    stock_max: int = 999_999
    proof: bool = False


def broken_rules(name: str, rules: Rules, payload: ListingPayload, categories) -> list[Problem]:
    """Return every broken rule, in the order of the product form. `categories` maps portal slugs to leaves."""
    found = [*_text(name, rules, payload), *_numbers(name, rules, payload)]
    if payload.category_code not in categories:
        found.append(problem(name, "category_code", "not_a_leaf"))
    found += _photos(name, rules, payload)
    if rules.proof:
        found += _proof(name, payload)
    return found


def broken_numbers(name: str, rules: Rules, price_vnd: int, stock: int) -> list[Problem]:
    """Return what is wrong with a change of price and stock alone."""
    price = _bounded(name, "price_vnd", price_vnd, *rules.price_vnd)
    return [*price, *_bounded(name, "stock", stock, 0, rules.stock_max)]


def _text(name: str, rules: Rules, payload: ListingPayload) -> Iterator[Problem]:
    shortest, longest = rules.title
    length = len(payload.title.strip())
    if length == 0:
        yield problem(name, "title", "required")
    elif length < shortest:
        yield problem(name, "title", "too_short", limit=shortest, actual=length)
    elif length > longest:
        yield problem(name, "title", "too_long", limit=longest, actual=length)
    length = len(payload.description.strip())
    if length < rules.description_min:
        code = "too_short" if length else "required"
        yield problem(name, "description", code, limit=rules.description_min, actual=length)


def _numbers(name: str, rules: Rules, payload: ListingPayload) -> Iterator[Problem]:
    yield from broken_numbers(name, rules, payload.price_vnd, payload.stock)
    yield from _bounded(name, "weight_g", payload.weight_g, 1, None)


def _bounded(name: str, field: str, value: int, low: int, high: int | None) -> Iterator[Problem]:
    if value < low:
        yield problem(name, field, "too_low", limit=low, actual=value)
    elif high is not None and value > high:
        yield problem(name, field, "too_high", limit=high, actual=value)


def _photos(name: str, rules: Rules, payload: ListingPayload) -> Iterator[Problem]:
    few, many = rules.photos
    count = len(payload.photos)
    if count < few:
        yield problem(name, "photos", "too_few", limit=few, actual=count)
    elif count > many:
        yield problem(name, "photos", "too_many", limit=many, actual=count)
    for position, photo in enumerate(payload.photos):
        yield from _photo(name, rules, photo, position)


def _photo(name: str, rules: Rules, photo: Photo, position: int) -> Iterator[Problem]:
    shorter, longer = sorted((photo.width, photo.height))
    if photo.media_type not in ACCEPTED_PHOTOS:
        yield problem(name, "photos", "photo_format", position=position)
    if shorter < rules.photo_side_min:
        limit = rules.photo_side_min
        yield problem(name, "photos", "photo_too_small", limit=limit, actual=shorter, position=position)
    if rules.photo_side_max and longer > rules.photo_side_max:
        limit = rules.photo_side_max
        yield problem(name, "photos", "photo_too_large", limit=limit, actual=longer, position=position)
    if photo.size_bytes > rules.photo_bytes:
        limit = rules.photo_bytes
        yield problem(name, "photos", "photo_too_heavy", limit=limit, actual=photo.size_bytes, position=position)


def _proof(name: str, payload: ListingPayload) -> Iterator[Problem]:
    # "Viet GAP", "VIETGAP" and "Viet-GAP" make the same promise.
    bare = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFC", payload.title).lower())
    claimed = {kind for kind in _PROVABLE if kind in bare} | {c.kind for c in payload.certificates}
    shown = {c.kind for c in payload.certificates if c.image is not None}
    for kind in _PROVABLE:
        if kind in claimed - shown:
            yield problem(name, "certificates", f"certificate_image_{kind}")
