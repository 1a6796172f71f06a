"""The officer's desk of households: find, verify, return, register for those who cannot."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from households import operations
from households.admin.doubles import DoublesMixin
from households.admin.exports import HOUSEHOLD_COLUMNS
from households.admin.forms import HouseholdForm, ReturnForm
from households.admin.helping import CertificateHelpMixin
from households.admin.merging import MergingMixin, merges_of
from households.areas import write_crops
from households.duplicates import flag, suspects
from households.enums import Verification
from households.events import households_changed
from households.forms.assisted import AgreedForm, OfficerForm
from households.models import Household
from households.perms import can_return, can_verify
from portal1034.accounts import tasks
from portal1034.accounts.admin import phone_in
from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.models import User
from portal1034.accounts.perms import has_role, scope_of
from portal1034.core import pagecache
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment, phone

HISTORY_SHOWN = 12
STATE_TONES = {
    Verification.WAITING: "waiting",
    Verification.VERIFIED: "live",
    Verification.RETURNED: "rejected",
    Verification.MERGED: "withdrawn",
}
HISTORY_WORDS = {
    "register_household": _("lập hồ sơ"),
    "update_profile": _("sửa hồ sơ"),
    "verify": _("xác minh"),
    "return_for_correction": _("trả lại"),
    "resubmit": _("gửi lại"),
    "hide_without_consent": _("rút đồng ý"),
    "claim": _("chủ hộ nhận"),
    "merge": _("gộp hồ sơ"),
    "undo_merge": _("tách lại"),
}


class FlaggingChangeList(ChangeList):
    """Marks the rows of a page that look like another household of their commune; one query a page."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        flag(self.result_list)


@admin.register(Household)
class HouseholdAdmin(MergingMixin, DoublesMixin, CertificateHelpMixin, ExportMixin, ScopedModelAdmin):
    delete_roles = frozenset()
    list_display = ("name", "code", "owner_phone", "place", "verification_state", "twin", "sent_at")
    list_filter = ("verification", ProvinceFilter)
    list_select_related = ("commune", "province", "owner")
    search_fields = ("code",)
    search_help_text = _("Tên hộ (có dấu hay không), mã hộ hoặc số điện thoại đầy đủ.")
    ordering = ("-created_at", "-pk")
    actions = ("verify_selected", "export_xlsx", "export_csv")
    export_columns = HOUSEHOLD_COLUMNS
    export_related = ("province__successor",)
    export_prefetch = ("crops__commodity",)
    autocomplete_fields = ("commune",)
    form = HouseholdForm
    fields = ("name", "code", "commune", "address_line", "crops", "area_m2", "story")
    readonly_fields = ("code",)

    @admin.display(description=_("số điện thoại"))
    def owner_phone(self, household):
        return phone(household.owner.phone.as_e164)

    @admin.display(description=_("nơi"))
    def place(self, household):
        return household.place

    @admin.display(description=_("xác minh"), ordering="verification")
    def verification_state(self, household):
        return format_html(
            '<span class="state state--{}">{}</span>',
            STATE_TONES[household.verification],
            household.get_verification_display(),
        )

    @admin.display(description=_("trùng?"))
    def twin(self, household):
        if not getattr(household, "looks_like_another", False):
            return ""
        return format_html('<span class="state state--rejected">{}</span>', _("Có thể trùng"))

    @admin.display(description=_("gửi lúc"), ordering="created_at")
    def sent_at(self, household):
        return moment(household.created_at)

    @admin.display(description=_("nông sản"))
    def crops(self, household):
        """What stands in place of the boxes for those who may look only."""
        return write_crops((row.commodity.name, row.area_m2) for row in household.crops.in_order())

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        if number := phone_in(search_term):
            return queryset.filter(owner__phone=number), False
        by_code = queryset.filter(code=search_term.strip().upper())
        return (by_code if by_code.exists() else queryset.named(search_term)), False

    def get_queryset(self, request):
        related = ("commune", "province", "owner", "verified_by", "assistance__by")
        return super().get_queryset(request).select_related(*related)

    def get_changelist(self, request, **kwargs):
        return FlaggingChangeList

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/xac-minh/", wrap(require_POST(self.verify_view)), name="households_household_verify"),
            path("<int:pk>/tra-lai/", wrap(self.return_view), name="households_household_return"),
            path("<int:pk>/dong-y/", wrap(self.consent_view), name="households_household_consent"),
            path("ke-tiep/", wrap(require_safe(self.next_view)), name="households_household_next"),
            *self.merging_urls(),
            *self.doubles_urls(),
            *self.certificate_urls(),
        ]
        return own + super().get_urls()

    # ---- writing ----
    def save_model(self, request, obj, form, change):
        obj.province = obj.commune.province
        super().save_model(request, obj, form, change)
        if {"name", "commune"} & set(form.changed_data):
            households_changed.send(households=[obj])
        pagecache.bump(*operations.PAGE_FAMILIES)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        said = form.cleaned_data
        operations.set_crops(household=form.instance, commodities=said["commodities"], areas=said["crop_areas"])

    def change_view(self, request, object_id, form_url="", extra_context=None):
        household = self.get_object(request, object_id)
        if household is not None:
            extra_context = {**(extra_context or {}), **self._about(request, household)}
        return super().change_view(request, object_id, form_url, extra_context)

    def _about(self, request: HttpRequest, household: Household) -> dict:
        merged = household.verification == Verification.MERGED
        consents = list(household.owner.consents.active())
        return {
            "title": household.name,
            "subtitle": None,
            "may_decide": can_verify(request.user, household) and not merged,
            "consents": consents,
            "agreed": any(consent.purpose == ConsentPurpose.REGISTER for consent in consents),
            "history": _history(household),
            "assistance": getattr(household, "assistance", None),
            "suspects": [] if merged else [s for s in suspects(household) if self._reaches(request, s.household)],
            "merges": merges_of(household),
        }

    def _reaches(self, request: HttpRequest, household: Household) -> bool:
        return scope_of(request.user).holds(household.province_id)

    # ---- deciding ----
    def _in_scope_or_404(self, request: HttpRequest, pk: int) -> Household:
        household = self.get_queryset(request).filter(pk=pk).first()
        if household is None:
            raise Http404
        return household

    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._in_scope_or_404(request, pk)
        if not can_verify(request.user, household):
            raise PermissionDenied(_("Bạn không xác minh được hộ này."))
        try:
            operations.verify(household=household, by=request.user)
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        else:
            tasks.wake()
            messages.success(request, _("Đã xác minh %s và nhắn cho chủ hộ.") % household.name)
        return redirect("admin:households_household_change", pk)

    def consent_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record that the owner agreed; without it nobody verifies the household."""
        household = self._in_scope_or_404(request, pk)
        if not can_verify(request.user, household):
            raise PermissionDenied(_("Bạn không ghi được sự đồng ý của hộ này."))
        form = AgreedForm(request.POST if request.method == "POST" else None)
        back = reverse("admin:households_household_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            operations.record_consent(household=household, by=request.user, how=ConsentHow(form.cleaned_data["how"]))
            messages.success(request, _("Đã ghi sự đồng ý của chủ hộ."))
            return redirect(back)
        return self.form_page(
            request,
            form,
            title=_("Ghi sự đồng ý của %s") % household.name,
            intro=_("Hỏi chủ hộ trước: đọc cho nghe câu dưới đây, hoặc lấy tờ phiếu có chữ ký. Cổng ghi lại ai ghi."),
            button=_("Ghi sự đồng ý"),
            back=back,
        )

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the household that has waited longest, after the one just decided (`?sau=`)."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        waiting = self.get_queryset(request).waiting().order_by("created_at", "pk")
        before = request.GET.get("sau", "")
        if before.isascii() and before.isdigit() and len(before) < 18:
            waiting = waiting.exclude(pk=int(before))
        following = waiting.first()
        if following is None:
            messages.success(request, _("Không còn hộ nào chờ xác minh."))
            return redirect("admin:households_household_changelist")
        return redirect("admin:households_household_change", following.pk)

    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._in_scope_or_404(request, pk)
        if not can_return(request.user, household):
            raise PermissionDenied(_("Bạn không trả lại được hộ này."))
        form = ReturnForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._return(request, household, form.cleaned_data["sentence"])
        return self.form_page(
            request,
            form,
            title=_("Trả lại %s") % household.name,
            intro=_("Chủ hộ nhận câu này qua tin nhắn và thấy trên trang của mình."),
            button=_("Trả lại"),
            back=reverse("admin:households_household_change", args=[pk]),
        )

    def _return(self, request: HttpRequest, household: Household, reason: str) -> HttpResponse:
        try:
            operations.return_for_correction(household=household, by=request.user, reason=reason)
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        else:
            tasks.wake()
            messages.success(request, _("Đã trả lại %s và nhắn cho chủ hộ.") % household.name)
        return redirect("admin:households_household_change", household.pk)

    @admin.action(description=_("Xác minh các hộ đã chọn"), permissions=["change"])
    def verify_selected(self, request, queryset):
        verified = skipped = 0
        for household in queryset:
            if not can_verify(request.user, household):
                skipped += 1
                continue
            try:
                operations.verify(household=household, by=request.user)
                verified += 1
            except operations.NotPossible:
                skipped += 1
        if verified:
            tasks.wake()
            messages.success(request, _("Đã xác minh %s hộ và nhắn cho chủ hộ.") % verified)
        if skipped:
            messages.warning(request, _("Bỏ qua %s hộ: đã xác minh rồi, hoặc không phải việc của bạn.") % skipped)

    # ---- registering for somebody ----
    def add_view(self, request, form_url="", extra_context=None):
        """Register a household for someone who agreed by phone or on paper; they claim it later with a code."""
        if not self.has_add_permission(request):
            raise PermissionDenied(_("Bạn không đăng ký giúp hộ được."))
        form = OfficerForm(request.POST or None, scope=scope_of(request.user))
        if request.method == "POST" and form.is_valid() and (household := self._register(request, form)):
            messages.success(request, _("Đã lập hồ sơ %s. Chủ hộ đăng nhập bằng số này là nhận.") % household.name)
            return redirect("admin:households_household_change", household.pk)
        return self.form_page(
            request,
            form,
            title=_("Đăng ký giúp hộ"),
            intro=_("Chỉ lập khi chủ hộ đã nói hoặc ký đồng ý. Cổng ghi lại ai ghi, bằng cách nào, lúc nào."),
            button=_("Lập hồ sơ"),
            back=reverse("admin:households_household_changelist"),
        )

    def _register(self, request: HttpRequest, form: OfficerForm) -> Household | None:
        try:
            return operations.register_for(phone=form.cleaned_data["phone"], by=request.user, **form.household())
        except operations.NotPossible as error:
            form.add_error("phone", str(error))
            return None


def _history(household: Household) -> list[str]:
    """Return lines of history, the newest first: what was done, who did it, when."""
    events = list(household.events.select_related("pgh_context").order_by("-pgh_id")[:HISTORY_SHOWN])
    told = [(event.pgh_context.metadata if event.pgh_context else {}, event) for event in events]
    people = User.objects.in_bulk({who for metadata, _event in told if (who := _doer(metadata))})
    lines = [_line(metadata, people.get(_doer(metadata)), event) for metadata, event in told]
    # One step may write the row twice; it is told once.
    return list(dict.fromkeys(lines))


def _doer(metadata: dict) -> int | None:
    return metadata.get("by") or metadata.get("user")


def _line(metadata: dict, who: User | None, event) -> str:
    done = HISTORY_WORDS.get(metadata.get("operation", ""), _("sửa"))
    return ", ".join(filter(None, (f"{done} {moment(event.pgh_created_at)}", str(who) if who else "")))


@admin_queue.register
def households_to_verify(request: HttpRequest) -> QueueItem | None:
    if not has_role(request.user, Role.OFFICER, Role.ADMINISTRATOR):
        return None
    waiting = scope_of(request.user).limit(Household.objects.waiting(), "province").order_by()
    url = reverse("admin:households_household_changelist")
    return QueueItem(
        title=_("Hộ chờ xác minh"),
        count=waiting[: QUEUE_COUNTS_TO + 1].count(),
        url=f"{url}?verification__exact={Verification.WAITING}",
    )
