"""The officer's desk of listings that got stuck: by cause, then one by one, with the household's number at hand."""

import datetime as dt
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from households.models import Household
from portal1034.accounts.perms import has_role, scope_of
from products import causes, operations
from products.enums import Marketplace, ReminderKind, Turn
from products.marketplaces import is_by_hand
from products.models import Listing, Reminder
from products.operations.listings import RESEND_AT_ONCE
from products.tasks import wake

ROWS = 50
NO_CAUSE = "khong-ro"
# Sending again changes nothing here: somebody else has to act first.
NOT_BY_RETRY = ("household_unverified", "no_consent", *(code for code in causes.CAUSES if code.startswith("by_hand_")))
TONES = {Turn.HOUSEHOLD: "waiting", Turn.OFFICER: "rejected", Turn.MARKETPLACE: ""}


@dataclass(frozen=True, slots=True)
class Group:
    """One cause on one marketplace: how many listings, the oldest since when, whose turn, and what to do."""

    marketplace: str
    code: str
    delivery: str
    count: int
    oldest: dt.datetime

    @property
    def where(self) -> str:
        return str(Marketplace(self.marketplace).label)

    @property
    def words(self) -> str:
        return causes.words_of(self.code)

    @property
    def advice(self) -> str:
        return causes.advice_of(self.code, self.delivery)

    @property
    def turn(self) -> Turn:
        return causes.turn_of(self.delivery)

    @property
    def tone(self) -> str:
        return TONES[self.turn]

    @property
    def may_retry(self) -> bool:
        return self.code not in NOT_BY_RETRY

    @property
    def url(self) -> str:
        if self.code.startswith("by_hand_"):
            return reverse("admin:products_listing_by_hand", args=[self.marketplace])
        return reverse("admin:products_listing_cause", args=[self.marketplace, self.code or NO_CAUSE])


def groups_of(listings) -> list[Group]:
    """Return the causes among some listings: what must come off a marketplace first, then by turn and number."""
    rows = listings.stuck().order_by().values_list("marketplace", "cause", "delivery")
    found = [Group(*row) for row in rows.annotate(count=Count("pk"), oldest=Min("trouble_since"))]
    turns = [Turn.OFFICER, Turn.HOUSEHOLD, Turn.MARKETPLACE]
    return sorted(found, key=lambda g: (g.code not in causes.URGENT, turns.index(g.turn), -g.count, g.code))


def staff_only(view):
    """Let a view of this desk be entered only by those who may see listings at all."""

    @wraps(view)
    def guarded(self, request: HttpRequest, *arguments, **options) -> HttpResponse:
        if not has_role(request.user, *self.roles):
            raise PermissionDenied(_("Trang này dành cho cán bộ Sở và quản trị."))
        return view(self, request, *arguments, **options)

    return guarded


def back(request: HttpRequest) -> HttpResponse:
    """Return to the page the button stood on."""
    wanted = request.POST.get("ve", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = reverse("admin:products_listing_stuck")
    return redirect(wanted)


class StuckViews:
    """A part of ListingAdmin: every row comes from its `get_queryset`, so the officer's provinces bound all of it."""

    def stuck_urls(self):
        wrap, cause = self.admin_site.admin_view, "<slug:marketplace>/<slug:cause>/"
        ways = [
            ("vuong-mac/", require_GET(self.stuck_view), "stuck"),
            (f"vuong-mac/{cause}", require_GET(self.cause_view), "cause"),
            (f"vuong-mac/{cause}thu-lai/", require_POST(self.retry_cause_view), "retry_cause"),
            ("ho/<int:pk>/nhan-tin/", require_POST(self.text_view), "text"),
            ("ho/<int:pk>/da-goi/", require_POST(self.called_view), "called"),
        ]
        return [path(route, wrap(view), name=f"products_listing_{name}") for route, view, name in ways]

    @staff_only
    def stuck_view(self, request: HttpRequest) -> HttpResponse:
        turn = request.GET.get("luot", "")
        groups = groups_of(self.get_queryset(request))
        counts = [(t, sum(g.count for g in groups if g.turn == t)) for t in Turn]
        chosen = [g for g in groups if g.turn == turn] if turn in Turn.values else groups
        title = _("Tin đăng vướng mắc")
        by_hand = [(code, name) for code, name in Marketplace.choices if is_by_hand(code)]
        return self.page(request, "listing/stuck", title=title, groups=chosen, turns=counts, turn=turn, by_hand=by_hand)

    @staff_only
    def cause_view(self, request: HttpRequest, marketplace: str, cause: str) -> HttpResponse:
        listings = self._of_cause(request, marketplace, cause)
        groups = groups_of(listings)
        found = groups[0] if groups else None
        rows = listings.select_related("product__household__owner", "product__household__commune")
        rows = rows.select_related("product__household__province")
        rows = list(after(rows, request.GET.get("sau", ""))[: ROWS + 1])
        more = mark(rows[ROWS - 1]) if len(rows) > ROWS else ""
        rows = rows[:ROWS]
        remember_reminders(rows)
        words = causes.words_of("" if cause == NO_CAUSE else cause)
        title = f"{Marketplace(marketplace).label}: {words}"
        count = sum(group.count for group in groups)
        return self.page(
            request, "listing/cause", title=title, group=found, rows=rows, more=more, count=count,
            at_once=RESEND_AT_ONCE, marketplace=marketplace, cause=cause, here=request.get_full_path(),
        )  # fmt: skip

    @staff_only
    def retry_cause_view(self, request: HttpRequest, marketplace: str, cause: str) -> HttpResponse:
        if cause in NOT_BY_RETRY:
            raise PermissionDenied(_("Tin vướng vì lý do này không gửi lại được."))
        listings = self._of_cause(request, marketplace, cause)
        waiting = listings.order_by()[: RESEND_AT_ONCE * 20 + 1].count()
        queued = operations.resend_some(listings=listings, limit=RESEND_AT_ONCE)
        wake([marketplace])
        if queued < waiting:
            left = waiting - queued
            said = _("Đã xếp hàng gửi lại %(queued)s tin; còn %(left)s tin, bấm lần nữa để gửi tiếp.")
            messages.success(request, said % {"queued": queued, "left": left})
        elif queued:
            messages.success(request, _("Đã xếp hàng gửi lại %s tin. Kết quả hiện sau vài giây.") % queued)
        else:
            messages.info(request, _("Không còn tin nào vướng vì lý do này."))
        return redirect("admin:products_listing_stuck")

    @staff_only
    def text_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._household(request, pk)
        try:
            operations.text_household(household=household, by=request.user)
        except operations.AlreadyReminded as error:
            messages.warning(request, f"{household}: {error}")
        else:
            messages.success(request, _("Đã nhắn %s. Hôm nay cổng không nhắn hộ này nữa.") % household)
        return back(request)

    @staff_only
    def called_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._household(request, pk)
        operations.note_call(household=household, by=request.user, note=request.POST.get("note", ""))
        messages.success(request, _("Đã ghi: bạn vừa gọi %s.") % household)
        return back(request)

    def _of_cause(self, request: HttpRequest, marketplace: str, cause: str):
        if marketplace not in Marketplace.values:
            raise Http404
        return self.get_queryset(request).stuck_by(marketplace, "" if cause == NO_CAUSE else cause)

    def _household(self, request: HttpRequest, pk: int) -> Household:
        theirs = scope_of(request.user).limit(Household.objects.select_related("owner"), "province")
        return get_object_or_404(theirs, pk=pk)


def mark(listing: Listing) -> str:
    """Return where the next page begins: behind this listing."""
    return f"{listing.trouble_since.timestamp():.6f}-{listing.pk}"


def after(listings, marked: str):
    """Return the listings behind a `mark`; what is no mark is the beginning."""
    try:
        seconds, pk = marked.split("-")
        since, key = dt.datetime.fromtimestamp(float(seconds), tz=dt.UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return listings
    return listings.filter(Q(trouble_since__gt=since) | Q(trouble_since=since, pk__gt=key))


def remember_reminders(listings: list[Listing]) -> None:
    """Give each row its household's last `texted` and `called` (Reminder or None), in one query."""
    households = {row.product.household_id for row in listings}
    found = {(r.household_id, r.kind): r for r in Reminder.objects.newest_of(households)} if households else {}
    for row in listings:
        row.texted = found.get((row.product.household_id, ReminderKind.SMS))
        row.called = found.get((row.product.household_id, ReminderKind.CALL))
