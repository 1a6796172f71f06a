"""Marketplaces worked by hand: what to take down, bring up to date and list there, and writing down that it is done."""

from itertools import islice

from django.contrib import messages
from django.db.models import Count, Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from households.importing.reading import UnreadableFile
from portal1034.core.sheets import file_response
from products import causes
from products.admin.stuck import staff_only
from products.enums import Marketplace
from products.marketplaces import hosts_of, is_by_hand
from products.models import Listing, Product
from products.operations.by_hand import Listed, NotByHand, record_listed, record_taken_down, version_of
from products.pages import NotAPage, page_of
from products.perms import can_retry
from products.spreadsheets import TEMPLATES, pieces_of, read_links
from products.tasks import wake

SHOWN = 50
AT_ONCE = 500
PROBLEMS_SHOWN = 200
PREFIX = "c1034-"
WORKS = ("by_hand_take_down", "by_hand_update", "by_hand_new")


class ByHandViews:
    """A part of ListingAdmin: every row comes from its `get_queryset`, so the officer's provinces bound all of it."""

    def by_hand_urls(self):
        wrap = self.admin_site.admin_view
        ways = [
            ("bang-tay/<slug:marketplace>/", require_GET(self.by_hand_view), "by_hand"),
            ("bang-tay/<slug:marketplace>/bang-tinh/", require_GET(self.workbook_view), "workbook"),
            ("bang-tay/<slug:marketplace>/tep/", require_POST(self.returned_view), "returned"),
            ("<int:pk>/da-dang/", require_POST(self.listed_view), "listed"),
            ("<int:pk>/da-go/", require_POST(self.taken_down_view), "taken_down"),
        ]
        return [path(route, wrap(view), name=f"products_listing_{name}") for route, view, name in ways]

    @staff_only
    def by_hand_view(self, request: HttpRequest, marketplace: str) -> HttpResponse:
        return self._by_hand_page(request, marketplace)

    def _by_hand_page(self, request: HttpRequest, marketplace: str, *, status: int = 200, **more) -> HttpResponse:
        """`wrong`: the listing (primary key) whose link was not taken, with `typed` and `error`; `file_error`."""
        waiting = self._by_hand(request, marketplace)
        counts = dict(waiting.order_by().values_list("cause").annotate(count=Count("pk")))
        rows = [row for work in WORKS for row in waiting.filter(cause=work).order_by("trouble_since", "pk")[:SHOWN]]
        products = Product.objects.with_payload_parts()
        prefetch_related_objects(rows, Prefetch("product", products))
        for row in rows:
            row.version = version_of(row.product) if row.cause != WORKS[0] else ""
            is_wrong = row.pk == more.get("wrong")
            row.typed, row.error = (more["typed"], more["error"]) if is_wrong else ("", "")
        works = [_work(work, counts.get(work, 0), [row for row in rows if row.cause == work]) for work in WORKS]
        if more.get("error") and more["wrong"] not in {row.pk for row in rows}:
            messages.error(request, more["error"])  # somebody did it meanwhile: the row is gone, the reason is not
        name = Marketplace(marketplace).label
        return self.page(
            request, "listing/by_hand", status=status, title=_("Làm bằng tay trên %s") % name, marketplace=marketplace,
            name=name, works=works, shown=SHOWN, is_by_hand=is_by_hand(marketplace), hosts=hosts_of(marketplace),
            file_error=more.get("file_error", ""),
        )  # fmt: skip

    @staff_only
    def workbook_view(self, request: HttpRequest, marketplace: str) -> HttpResponse:
        """The marketplace's workbook of what has to be listed or brought up to date there."""
        waiting = self._by_hand(request, marketplace).filter(cause__in=WORKS[1:])
        products = Product.objects.filter(pk__in=waiting.order_by().values("product")).order_by("pk")
        self._record(request, f"bang-tinh {marketplace}")
        return workbook_of(marketplace, products)

    @staff_only
    def returned_view(self, request: HttpRequest, marketplace: str) -> HttpResponse:
        self._known(marketplace)
        file = request.FILES.get("tep")
        if file is None:
            sentence = _("Chưa chọn tệp: chọn tệp .xlsx đã điền đường dẫn rồi bấm tải lên.")
            return self._by_hand_page(request, marketplace, status=422, file_error=sentence)
        done = behind = 0
        problems: list[tuple[int, str, str]] = []
        try:
            lines = read_links(marketplace, file)
            while batch := list(islice(lines, AT_ONCE)):
                result = self._record_lines(request, marketplace, batch, problems)
                done, behind = done + result.done, behind + result.behind
        except UnreadableFile as error:
            return self._by_hand_page(request, marketplace, status=422, file_error=str(error))
        wake([marketplace])
        name = Marketplace(marketplace).label
        return self.page(
            request, "listing/returned", title=_("Tệp %s tải lên") % name, marketplace=marketplace, name=name,
            done=done, behind=behind, problems=problems[:PROBLEMS_SHOWN], problem_count=len(problems),
        )  # fmt: skip

    def _record_lines(self, request: HttpRequest, marketplace: str, lines, problems: list[tuple[int, str, str]]):
        codes = {line.external_id.removeprefix(PREFIX) for line in lines}
        mine = self.get_queryset(request).on(marketplace).filter(product__code__in=codes)
        keys = dict(mine.values_list("product__code", "pk"))
        told, numbers = [], {}
        for line in lines:
            key = keys.get(line.external_id.removeprefix(PREFIX))
            if line.problem or key is None or key in numbers:
                problems.append((line.number, line.external_id, line.problem or _line_problem(key)))
            else:
                numbers[key] = line
                told.append(Listed(key, line.page, line.version))
        result = record_listed(told=told, by=request.user)
        problems += [(numbers[key].number, numbers[key].external_id, why) for key, why in result.refused.items()]
        return result

    @staff_only
    def listed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        listing = self._mine(request, pk)
        typed = request.POST.get("duong_dan", "").strip()
        try:
            page = page_of(listing.marketplace, typed) if typed or not listing.remote_url else None
        except NotAPage as error:
            return self._wrong_link(request, listing, typed, str(error))
        told = Listed(listing.pk, page, request.POST.get("ban", ""))
        result = record_listed(told=[told], by=request.user)
        if reason := result.refused.get(listing.pk):
            return self._wrong_link(request, listing, typed, reason)
        wake([listing.marketplace])
        self.log_change(request, listing, "Đã đăng bằng tay")
        if result.behind:
            messages.warning(request, _("Đã ghi. Hộ vừa sửa sản phẩm, tin này cần cập nhật lại trên sàn."))
        else:
            messages.success(request, _("Đã ghi: %s đang bán.") % listing.product)
        return redirect("admin:products_listing_by_hand", listing.marketplace)

    @staff_only
    def taken_down_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        listing = self._mine(request, pk)
        try:
            record_taken_down(listing=listing, by=request.user)
        except NotByHand as error:
            messages.error(request, str(error))
        else:
            wake([listing.marketplace])
            self.log_change(request, listing, "Đã gỡ bằng tay")
            messages.success(request, _("Đã ghi: %s không còn trên sàn.") % listing.product)
        return redirect("admin:products_listing_by_hand", listing.marketplace)

    def _wrong_link(self, request: HttpRequest, listing: Listing, typed: str, error: str) -> HttpResponse:
        return self._by_hand_page(
            request, listing.marketplace, status=422, wrong=listing.pk, typed=typed[:600], error=error
        )

    def _mine(self, request: HttpRequest, pk: int) -> Listing:
        listing = self.get_queryset(request).select_related("product").filter(pk=pk).first()
        if listing is None or not can_retry(request.user, listing.product):
            raise Http404
        return listing

    def _by_hand(self, request: HttpRequest, marketplace: str):
        self._known(marketplace)
        return self.get_queryset(request).stuck().filter(marketplace=marketplace, cause__in=WORKS)

    def _known(self, marketplace: str) -> None:
        if marketplace not in Marketplace.values:
            raise Http404


def _work(cause: str, count: int, rows: list[Listing]) -> tuple:
    return cause, causes.words_of(cause), causes.advice_of(cause, ""), count, rows


def _line_problem(key: int | None) -> str:
    if key is None:
        return _("Không có tin nào như vậy trong tỉnh bạn phụ trách.")
    return _("Mã này có hai dòng trong tệp: giữ lại một dòng.")


def workbook_of(marketplace: str, products) -> HttpResponse:
    name = f"{Marketplace(marketplace).label} {timezone.localdate():%d-%m-%Y}"
    return file_response(pieces_of(TEMPLATES[marketplace], products), name=name)
