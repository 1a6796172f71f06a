"""Asking a household, answering a trader, and the conversation both read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from harvests import operations, reputation
from harvests.desk import trader_context, trader_of
from harvests.enums import STILL_TALKING, OfferStatus, OutcomeState, Side
from harvests.errors import ExchangeError
from harvests.forms import MessageForm
from harvests.models import BuyRequest, Harvest, Offer
from harvests.perms import can_answer, can_become_trader
from households.desk import desk_context, household_of
from portal1034.accounts.rescue import keep, rescued_data
from portal1034.accounts.tasks import wake

MESSAGES_SHOWN = 100
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_form_view
@login_not_required
def ask(request: HttpRequest, harvest_pk: int) -> HttpResponse:
    """A trader asks about a harvest; anybody else is told what it takes."""
    harvest = get_object_or_404(Harvest.objects.public().with_places(), pk=harvest_pk)
    if not request.user.is_authenticated:
        if request.method == "POST":  # the session ran out while writing: the words wait until after sign-in
            keep(request, request.path)
            return redirect_to_login(request.path, resolve_url("accounts:sign_in"))
        return _ask_first(request, harvest, "sign_in")
    trader = trader_of(request.user)
    if trader is None:
        return _ask_first(request, harvest, "become" if can_become_trader(request.user) else "other_role")

    def send(**said):
        return operations.ask_household(trader=trader, harvest=harvest, **said)

    known = reputation.of_households([harvest.household_id]).get(harvest.household_id, reputation.NOBODY)
    context = {**trader_context(trader), "harvest": harvest, "now": timezone.now(), "reputation": known.words}
    return _first_message(request, send, "harvests/ask.html", context)


def _ask_first(request: HttpRequest, harvest: Harvest, why: str) -> HttpResponse:
    """What it takes to ask; the way through registering and the profile leads back to this harvest."""
    profile_url = f"{reverse('harvests:trader_profile')}?{urlencode({'tiep': request.path})}"
    context = {"harvest": harvest, "why": why, "profile_url": profile_url}
    return render(request, "harvests/ask_first.html", context)


@never_cache
@_form_view
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A household answers a buy request."""
    wanted = get_object_or_404(BuyRequest.objects.with_places(), pk=pk)
    if not can_answer(request.user):
        messages.info(request, _("Chỉ hộ sản xuất trả lời nhu cầu thu mua."))
        return redirect(wanted)
    household = household_of(request.user)
    if household is None:
        return redirect("households:create")

    def send(**said):
        return operations.answer_request(household=household, buy_request=wanted, **said)

    reputation.attach([wanted])
    context = {**desk_context(household, "offers"), "wanted": wanted}
    return _first_message(request, send, "harvests/answer.html", context)


def _first_message(request: HttpRequest, send, template: str, context: dict) -> HttpResponse:
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = MessageForm(kept or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer = send(**form.cleaned_data)
        except ExchangeError as error:
            form.add_error("body", str(error))
        else:
            messages.success(request, _("Đã gửi. Bên kia được báo bằng tin nhắn."))
            wake()
            return redirect(offer)
    return render(request, template, {**context, "form": form}, status=422 if form.errors else 200)


@never_cache
@_form_view
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """The conversation, for its two sides; nobody else learns that it exists."""
    talk, side = talk_of(request, pk)
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = MessageForm(kept or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reply(offer=talk, sender=request.user, **form.cleaned_data)
        except ExchangeError as error:
            form.add_error("body", str(error))
        else:
            wake()
            return redirect(f"{talk.get_absolute_url()}#cuoi")
    context = {**shell(talk, side), **_talk_context(request, talk, side), "form": form}
    return render(request, "harvests/offer.html", context, status=422 if form.errors else 200)


def _talk_context(request: HttpRequest, talk: Offer, side: Side) -> dict:
    """Five queries: messages, versions, outcomes, mediations, the other side's reputation."""
    outcomes = {outcome.side: outcome for outcome in talk.outcomes.all()}
    today = timezone.localdate()
    mine = getattr(talk, f"agreed_by_{side}")
    my_outcome, their_outcome = (outcomes.get(who) for who in (side, side.other))
    theirs = talk.agreed_by_household if side == Side.TRADER else talk.agreed_by_trader
    return {
        "offer": talk,
        "side": side,
        "other": other_name(talk, side),
        "said": _said(request, talk, side),
        "unread": getattr(talk, f"unread_by_{side}"),
        "i_agreed": mine,
        "they_agreed": theirs,
        "may_talk": talk.status in STILL_TALKING,
        "may_propose": talk.status in STILL_TALKING and talk.outcome_state == OutcomeState.NONE,
        "may_tell": talk.may_tell_outcome(today),
        "may_leave": talk.deal_id is not None and not talk.may_tell_outcome(today),
        "is_changing": talk.status == OfferStatus.CHANGING,
        "my_outcome": my_outcome,
        "their_outcome": their_outcome,
        "may_take_back": my_outcome is not None and my_outcome.may_be_taken_back and their_outcome is None,
        "differ": talk.outcome_state == OutcomeState.DIFFER,
        "mediations": list(talk.mediations.all()) if outcomes else [],
        "reputation": _reputation_of_other(talk, side),
    }


def _said(request: HttpRequest, talk: Offer, side: Side) -> list[dict]:
    """Messages and proposals in the order of time, the latest MESSAGES_SHOWN."""
    lines = [
        {"at": message.sent_at, "message": message, "terms": None, "mine": message.sender_id == request.user.pk}
        for message in talk.messages.order_by("-pk")[:MESSAGES_SHOWN]
    ]
    lines += [
        {"at": terms.proposed_at, "message": None, "terms": terms, "mine": terms.proposed_by == side}
        for terms in talk.versions.all()
    ]
    return sorted(lines, key=lambda line: line["at"])[-MESSAGES_SHOWN:]


def _reputation_of_other(talk: Offer, side: Side) -> str:
    if side == Side.TRADER:
        found = reputation.of_households([talk.household_id]).get(talk.household_id, reputation.NOBODY)
    else:
        found = reputation.of_traders([talk.trader_id]).get(talk.trader_id, reputation.NOBODY)
    return found.words


def other_name(talk: Offer, side: Side) -> str:
    return talk.household.name if side == Side.TRADER else talk.trader.name


def shell(talk: Offer, side: Side) -> dict:
    return trader_context(talk.trader) if side == Side.TRADER else desk_context(talk.household, "offers")


@require_POST
def mark_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent by the page itself once it is shown, or by a button where there is no JavaScript."""
    talk, _side = talk_of(request, pk)
    operations.mark_read(offer=talk, user=request.user)
    return HttpResponse(status=204) if request.htmx else redirect(talk)


def talk_of(request: HttpRequest, pk: int) -> tuple[Offer, Side]:
    talk = get_object_or_404(Offer.objects.of_user(request.user).with_subjects(), pk=pk)
    side = talk.side_of(request.user)
    if side is None:  # never so by the filter above; the page must not depend on it alone
        raise Http404
    return talk, side
