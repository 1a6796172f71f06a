"""Everything that changes a product, its photographs and what is wanted of its listings.

Locks are always taken in one order, product, queue, listings by key, so that no two of these wait for each other.
Waking a worker is the caller's part: these verbs only write down what has to be true.
"""

from products.operations.listings import (
    follow_households,
    problems_of,
    publish,
    release_household,
    resend,
    resend_some,
    withdraw,
    withdraw_for_consent,
)
from products.operations.orders import TooLate, confirm_order, decline_order, remind_of_orders, tell_of_new_orders
from products.operations.photos import TooManyPhotos, add_photo, move_photo, remove_photo, reshape_photo
from products.operations.product import FIELDS, TooManyProducts, archive_product, create_product, update_product
from products.operations.queue import enqueue
from products.operations.reminding import AlreadyReminded, note_call, text_household
from products.operations.seasons import (
    GRACE,
    keep_selling,
    let_rest,
    propose_revival,
    rest_after_season,
    revive,
    set_season,
    warn_of_season_end,
)
from products.operations.siblings import add_sibling, duplicate_product

__all__ = [
    "FIELDS",
    "GRACE",
    "AlreadyReminded",
    "TooLate",
    "TooManyPhotos",
    "TooManyProducts",
    "add_photo",
    "add_sibling",
    "archive_product",
    "confirm_order",
    "create_product",
    "decline_order",
    "duplicate_product",
    "enqueue",
    "follow_households",
    "keep_selling",
    "let_rest",
    "move_photo",
    "note_call",
    "problems_of",
    "propose_revival",
    "publish",
    "release_household",
    "remind_of_orders",
    "remove_photo",
    "resend",
    "resend_some",
    "reshape_photo",
    "rest_after_season",
    "revive",
    "set_season",
    "tell_of_new_orders",
    "text_household",
    "update_product",
    "warn_of_season_end",
    "withdraw",
    "withdraw_for_consent",
]
