"""Registering a household, one question a page. Each answer is kept on the server as soon as it is written."""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households import operations
from households.areas import write_area, write_crops
from households.desk import household_of
from households.forms.steps import ConsentForm, PhotoStep
from households.models import RegistrationDraft
from households.perms import is_team_member
from households.registration import SEND, STEPS, TOTAL, Answers, Step, after, before, number_of, step_named
from portal1034.accounts.perms import is_household
from portal1034.accounts.rescue import rescued_data
from portal1034.core import pictures

_form_view = require_http_methods(["GET", "HEAD", "POST"])


def registering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to people who may have a household and have none yet, with their `request.answers`."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments, **named) -> HttpResponse:
        if not is_household(request.user):
            raise PermissionDenied(_("Trang này dành cho hộ sản xuất."))
        if household_of(request.user):
            return redirect("pages:desk")
        request.answers = _answers_of(request)
        return view(request, *arguments, **named)

    return never_cache(wrapped)


def _answers_of(request: HttpRequest) -> Answers:
    return Answers(RegistrationDraft.objects.filter(user=request.user).first())


@registering
@require_safe
def create(request: HttpRequest) -> HttpResponse:
    """The way in: to the question that is next, on whatever phone the person has now."""
    answers = request.answers
    if not answers.is_begun:
        if is_team_member(request.user):
            return redirect("households:team")
        return redirect("households:register_step", STEPS[0].slug)
    slug = answers.resume()
    name = step_named(slug).name if step_named(slug) else _("Xem lại và gửi")
    messages.info(request, _("Bác đang làm dở, tiếp tục ở bước “%s”.") % name)
    return _to(slug)


def _to(slug: str) -> HttpResponse:
    return redirect("households:register_send") if slug == SEND else redirect("households:register_step", slug)


@registering
@_form_view
def step(request: HttpRequest, slug: str) -> HttpResponse:
    found = step_named(slug)
    if found is None:
        raise Http404
    if missing := request.answers.missing(until=slug):
        return _to(missing)
    if request.method == "POST":
        return _keep(request, found)
    if kept := rescued_data(request):
        _save(request, found, kept, done=False)
        request.answers = _answers_of(request)
    form = request.answers.form(found)
    # Nothing is wrong yet: what a draft holds may be half a word.
    form.errors.clear()
    return _page(request, found, form)


def _keep(request: HttpRequest, found: Step) -> HttpResponse:
    """Keep what was sent, good or not; go on only when it is good."""
    form = request.answers.form(found, request.POST, request.FILES)
    good = form.is_valid()
    if found.form is PhotoStep:
        if good:
            _keep_photo(request, form.cleaned_data["photo"])
    else:
        _save(request, found, request.POST, done=good)
    if not good:
        return _page(request, found, form, status=422)
    if "remove" in request.POST:
        return _to(found.slug)
    return _to(SEND if request.POST.get("then") == SEND else after(found.slug))


def _save(request: HttpRequest, found: Step, data, *, done: bool, seen: int | None = None) -> RegistrationDraft:
    form = request.answers.form(found, data)
    values = {name: data.getlist(name) for name in form.fields if name in data}
    return operations.save_step(user=request.user, step=found.slug, values=values, done=done, seen=seen)


def _keep_photo(request: HttpRequest, picture) -> None:
    """A good picture is kept at once; the step without a new one leaves the old, unless it is to go."""
    values = request.answers.draft.values_of("anh")
    if picture:
        stored = operations.store_photo(picture)
        values = {"sha256": [stored.sha256], "width": [str(stored.width)], "height": [str(stored.height)]}
    elif "remove" in request.POST:
        values = {}
    operations.save_step(user=request.user, step="anh", values=values, done=True)


@registering
@require_POST
def autosave(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep, for htmx, what is being typed; answer when it was kept and what the page has now seen."""
    found = step_named(slug)
    if found is None or found.form is PhotoStep:
        raise Http404
    seen = request.POST.get("seen", "")
    seen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    try:
        draft = _save(request, found, request.POST, done=False, seen=seen)
    except operations.OutOfDate as error:
        return render(request, "households/steps/_kept.html", {"problem": str(error), "seen": seen})
    context = {"problem": "", "seen": draft.revision_of(slug), "kept_at": draft.updated_at}
    return render(request, "households/steps/_kept.html", context)


def _page(request: HttpRequest, found: Step, form, status: int = 200) -> HttpResponse:
    answers = request.answers
    photo = answers.photo if found.form is PhotoStep else None
    previous = before(found.slug)
    context = {
        "form": form,
        "step": found,
        "number": number_of(found.slug),
        "total": TOTAL,
        "seen": answers.draft.revision_of(found.slug),
        "previous": previous,
        "may_send": answers.missing() in {None, found.slug} and number_of(found.slug) >= 3,
        "is_last": after(found.slug) == SEND,
        "photo": photo,
        "photo_src": pictures.renditions_of("h", photo.sha256, photo.width)[-1][1] if photo else "",
    }
    return render(request, found.template, context, status=status)


@registering
@_form_view
def send(request: HttpRequest) -> HttpResponse:
    """The last page: everything to look over, what is agreed to, and the button that sends it."""
    answers = request.answers
    if wrong := answers.missing() or answers.invalid():
        return _to(wrong)
    rescued_data(request)  # Nothing of this page is put back: consents are given by hand each time.
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _send(request, form)
    context = {"form": form, "rows": _rows(answers), "number": TOTAL, "total": TOTAL, "last": STEPS[-1].slug}
    return render(request, "households/steps/send.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, form: ConsentForm) -> HttpResponse:
    answers = request.answers
    operations.send_registration(
        user=request.user, answers=answers.household(), farm=answers.farm(), consents=form.given_consents()
    )
    messages.success(request, _("Đã lập hồ sơ. Cán bộ tỉnh sẽ xác minh; trong lúc chờ, bác đăng nông sản được rồi."))
    return redirect("pages:desk")


def _rows(answers: Answers) -> list[dict]:
    """Return what was answered, step by step, in words."""
    said = answers.cleaned()
    place, areas = said["commune"].full_name, answers.crop_areas(said)
    total = write_area(said.get("area_m2"))
    of_crops = [(crop.name, areas[crop.pk]) for crop in said.get("commodities", []) if crop.pk in areas]
    if of_crops and total:
        total = _("tất cả %s") % total
    words = {
        "ten": said["name"],
        "dia-chi": ", ".join(filter(None, (said["street"], place))),
        "nong-san": ", ".join(crop.name for crop in said.get("commodities", [])),
        "dien-tich": "; ".join(filter(None, (write_crops(of_crops), total))),
        "gioi-thieu": said.get("story", ""),
        "anh": _("Đã có ảnh") if answers.photo else "",
    }
    return [{"step": step, "said": words[step.slug]} for step in STEPS]
