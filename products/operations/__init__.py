"""Everything that changes a product, its photographs and what is wanted of its listings.

Locks are always taken in one order, product, queue, listings by key, so that no two of these wait for each other.
Waking a worker is the caller's part: these verbs only write down what has to be true.
"""

from products.operations.listings import (
    problems_of,
    publish,
    release_household,
    resend,
    withdraw,
    withdraw_for_consent,
)
from products.operations.photos import TooManyPhotos, add_photo, move_photo, remove_photo, reshape_photo
from products.operations.product import FIELDS, TooManyProducts, archive_product, create_product, update_product
from products.operations.queue import enqueue
from products.operations.siblings import add_sibling, duplicate_product

__all__ = [
    "FIELDS",
    "TooManyPhotos",
    "TooManyProducts",
    "add_photo",
    "add_sibling",
    "archive_product",
    "create_product",
    "duplicate_product",
    "enqueue",
    "move_photo",
    "problems_of",
    "publish",
    "release_household",
    "remove_photo",
    "resend",
    "reshape_photo",
    "update_product",
    "withdraw",
    "withdraw_for_consent",
]
