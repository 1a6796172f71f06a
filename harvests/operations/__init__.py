"""Writes of the exchange. What changes what the public sees makes the season's pages stale; what the other side should
know is written down as a text in the same transaction. The caller then wakes the sender (`accounts.tasks.wake`).
"""

from harvests.operations.asking import ask_households
from harvests.operations.conversation import agree, answer_request, ask_household, decline, mark_read, reply
from harvests.operations.harvest import (
    amend_harvest,
    cancel_harvest,
    confirm_harvest,
    declare_harvest,
    mark_sold_out,
)
from harvests.operations.outcome import confirm_all, tell_actual, tell_progress
from harvests.operations.trader import close_buy_request, post_buy_request, register_trader, verify_trader

__all__ = [
    "agree",
    "amend_harvest",
    "answer_request",
    "ask_household",
    "ask_households",
    "cancel_harvest",
    "close_buy_request",
    "confirm_all",
    "confirm_harvest",
    "declare_harvest",
    "decline",
    "mark_read",
    "mark_sold_out",
    "post_buy_request",
    "register_trader",
    "reply",
    "tell_actual",
    "tell_progress",
    "verify_trader",
]
