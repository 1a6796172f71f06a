"""The deal inside a conversation: proposing terms, saying yes or no, telling what became of it, answering that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from harvests import operations
from harvests.enums import STILL_TALKING, OutcomeState, Side
from harvests.errors import ExchangeError
from harvests.forms import OutcomeForm, ReplyForm, TermsForm, terms_initial
from harvests.models import Offer, Outcome
from harvests.views.conversation import other_name, shell, talk_of
from portal1034.accounts.rescue import rescued_data
from portal1034.accounts.tasks import wake

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_form_view
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose terms, or another version of them."""
    talk, side = talk_of(request, pk)
    if talk.status not in STILL_TALKING or talk.outcome_state != OutcomeState.NONE:
        messages.info(request, _("Cuộc trao đổi này đã có kết luận, điều khoản không đổi được nữa."))
        return redirect(talk)
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = TermsForm(kept or None, initial=terms_initial(talk))
    if request.method == "POST" and form.is_valid():
        try:
            operations.propose_terms(offer=talk, user=request.user, **form.cleaned_data)
        except ExchangeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã gửi điều khoản. Bên kia đồng ý đúng bản này là thống nhất."))
            wake()
            return redirect(talk)
    return _page(request, "harvests/terms_form.html", talk, side, form)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to the version whose number stood on the page."""
    talk, _side = talk_of(request, pk)
    version = request.POST.get("version", "")
    try:
        if not (version.isascii() and version.isdigit()):
            raise ExchangeError(_("Bên kia vừa đổi điều khoản. Đọc lại bản mới rồi hãy đồng ý."))
        agreed = operations.agree(offer=talk, user=request.user, version=int(version[:6]))
    except ExchangeError as error:
        messages.info(request, str(error))
    else:
        done = agreed.agreed_by_trader and agreed.agreed_by_household
        messages.success(request, _("Hai bên đã thống nhất.") if done else _("Đã ghi là đồng ý."))
        wake()
    return redirect(talk)


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    talk, _side = talk_of(request, pk)
    try:
        operations.decline(offer=talk, user=request.user)
    except ExchangeError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Đã báo cho bên kia."))
        wake()
    return redirect(talk)


@never_cache
@_form_view
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of the deal, or mend what one said; before its day, only that both leave it."""
    talk, side = talk_of(request, pk)
    if talk.deal is None:
        messages.info(request, _("Đến ngày giao nhận mới ghi kết quả được."))
        return redirect(talk)
    kept = request.POST if request.method == "POST" else rescued_data(request)
    early = not talk.may_tell_outcome(timezone.localdate())
    told = Outcome.objects.about(talk).filter(side=side).first()
    form = OutcomeForm(kept or None, side=side, told=told, early=early)
    if request.method == "POST" and form.is_valid():
        try:
            operations.tell_outcome(offer=talk, user=request.user, **form.told())
        except ExchangeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã ghi. Bên kia thấy và có quyền đáp lại."))
            wake()
            return redirect(f"{talk.get_absolute_url()}#ket-qua")
    return _page(request, "harvests/outcome_form.html", talk, side, form, early=early)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Unsay that one wants to leave the deal."""
    talk, _side = talk_of(request, pk)
    try:
        operations.take_back_leaving(offer=talk, user=request.user)
    except ExchangeError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Đã rút lại. Điều hai bên thống nhất còn nguyên."))
        wake()
    return redirect(talk)


@never_cache
@_form_view
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The one statement beside what the other side told."""
    talk, side = talk_of(request, pk)
    theirs = Outcome.objects.about(talk).exclude(side=side).first()
    if theirs is None or theirs.reply:
        messages.info(request, _("Đã đáp lại rồi.") if theirs else _("Bên kia chưa ghi kết quả nên chưa có gì để đáp."))
        return redirect(talk)
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = ReplyForm(kept or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reply_to_outcome(offer=talk, user=request.user, **form.cleaned_data)
        except ExchangeError as error:
            form.add_error("reply", str(error))
        else:
            messages.success(request, _("Đã ghi lời đáp ngay cạnh lời bên kia."))
            wake()
            return redirect(f"{talk.get_absolute_url()}#ket-qua")
    return _page(request, "harvests/reply_form.html", talk, side, form, theirs=theirs)


def _page(request: HttpRequest, template: str, talk: Offer, side: Side, form, **more) -> HttpResponse:
    context = {**shell(talk, side), "offer": talk, "other": other_name(talk, side), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
