"""Drawn cards, kept under what they show: drawn once, given out until they are pushed out by newer ones."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal1034.pages.share.card import Card
from portal1034.pages.share.drawing import draw

FOLDER = "s"
A_SHELF = 100  # there are 256 shelves: some 25,000 cards of 60 KB, and no more, whatever is asked for


def find(card: Card) -> bytes | None:
    name = _name(card)
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return file.read()


def make(card: Card) -> bytes:
    """Draw a card and keep it. Two at once draw the same."""
    picture = draw(card)
    _make_room(card)
    if not default_storage.exists(_name(card)):
        default_storage.save(_name(card), ContentFile(picture))
    return picture


def _name(card: Card) -> str:
    return f"{FOLDER}/{card.fingerprint[:2]}/{card.fingerprint}.jpg"


def _make_room(card: Card) -> None:
    """Take the oldest cards off a full shelf."""
    shelf = f"{FOLDER}/{card.fingerprint[:2]}"
    try:
        kept = [f"{shelf}/{name}" for name in default_storage.listdir(shelf)[1]]
    except FileNotFoundError:  # the first card of the shelf
        return
    if len(kept) >= A_SHELF:
        for name in sorted(kept, key=default_storage.get_modified_time)[: len(kept) - A_SHELF + 1]:
            default_storage.delete(name)
