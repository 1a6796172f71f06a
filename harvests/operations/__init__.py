"""Writes of the exchange. What changes what the public sees makes the season's pages stale; what the other side should
know is written down as a text in the same transaction. The caller then wakes the sender (`accounts.tasks.wake`).
"""

from harvests.operations.asking import ask_households
from harvests.operations.buy_request import (
    amend_buy_request,
    close_buy_request,
    expire_buy_requests,
    post_buy_request,
)
from harvests.operations.conversation import answer_request, ask_household, mark_read, reply
from harvests.operations.deal import agree, decline, propose_terms
from harvests.operations.deal_outcome import (
    ask_for_outcomes,
    note_mediation,
    reply_to_outcome,
    take_back_leaving,
    tell_outcome,
)
from harvests.operations.harvest import (
    amend_harvest,
    cancel_harvest,
    confirm_harvest,
    declare_harvest,
    mark_sold_out,
)
from harvests.operations.outcome import confirm_all, tell_actual, tell_progress
from harvests.operations.trader import (
    ask_for_verification,
    attach_paper,
    erase_paper,
    register_trader,
    return_trader,
    verify_trader,
)
from harvests.operations.warning import call_for_buyers, confirm_warning, dismiss_warning, end_call
from harvests.operations.watching import (
    change_watch,
    confirm_address,
    renew_token,
    set_address,
    stop_letters,
    stop_watching,
    tell_watchers,
    watch,
    watch_of_stop_token,
)

__all__ = [
    "agree",
    "amend_buy_request",
    "amend_harvest",
    "answer_request",
    "ask_for_outcomes",
    "ask_for_verification",
    "ask_household",
    "ask_households",
    "attach_paper",
    "call_for_buyers",
    "cancel_harvest",
    "change_watch",
    "close_buy_request",
    "confirm_address",
    "confirm_all",
    "confirm_harvest",
    "confirm_warning",
    "declare_harvest",
    "decline",
    "dismiss_warning",
    "end_call",
    "erase_paper",
    "expire_buy_requests",
    "mark_read",
    "mark_sold_out",
    "note_mediation",
    "post_buy_request",
    "propose_terms",
    "register_trader",
    "renew_token",
    "reply",
    "reply_to_outcome",
    "return_trader",
    "set_address",
    "stop_letters",
    "stop_watching",
    "take_back_leaving",
    "tell_actual",
    "tell_outcome",
    "tell_progress",
    "tell_watchers",
    "verify_trader",
    "watch",
    "watch_of_stop_token",
]
