"""The pump: makes the marketplaces match what households want, and finds out whether they do.

    flight    claim jobs, send them, record what came of it        drain(marketplace)
    plan      what one job comes to, from fresh state
    record    what came of it, in a second transaction
    breaker   leave a marketplace alone that does not answer
    readback  look at the marketplace and compare                  verify(marketplace, …)
    answers   what households answer to their orders               tell_answers(marketplace)
    silent    open orders nothing is heard of any more             look_up_silent_orders(marketplace)
    inbox     events and orders the marketplaces tell of           receive, hear, apply_waiting

Each step is a transaction of its own (`atomic(durable=True)`); no request is ever made inside one.
"""

from products.sync.answers import tell_answers
from products.sync.flight import drain, reap
from products.sync.inbox import apply_waiting, hear, poll, receive
from products.sync.readback import verify, verify_in_review, verify_oldest
from products.sync.silent import look_up_silent_orders

__all__ = [
    "apply_waiting",
    "drain",
    "hear",
    "look_up_silent_orders",
    "poll",
    "reap",
    "receive",
    "tell_answers",
    "verify",
    "verify_in_review",
    "verify_oldest",
]
