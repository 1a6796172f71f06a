"""The officer's desk of households: find, verify, return, register for those who cannot."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from households import operations
from households.admin.forms import AssistedForm, ReturnForm
from households.enums import Verification
from households.models import Household
from households.perms import can_return, can_verify
from portal1034.accounts import tasks
from portal1034.accounts.admin import phone_in
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.operations import person_with_phone
from portal1034.accounts.perms import has_role, scope_of
from portal1034.core import pagecache
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment, phone

HISTORY_SHOWN = 8
STATE_TONES = {Verification.WAITING: "waiting", Verification.VERIFIED: "live", Verification.RETURNED: "rejected"}
HISTORY_WORDS = {
    "register_household": _("lập hồ sơ"),
    "update_profile": _("sửa hồ sơ"),
    "verify": _("xác minh"),
    "return_for_correction": _("trả lại"),
    "resubmit": _("gửi lại"),
    "hide_without_consent": _("rút đồng ý"),
}


@admin.register(Household)
class HouseholdAdmin(ScopedModelAdmin):
    delete_roles = frozenset()
    list_display = ("name", "code", "owner_phone", "place", "verification_state", "sent_at")
    list_filter = ("verification", ProvinceFilter)
    list_select_related = ("commune", "province", "owner")
    search_fields = ("code",)
    search_help_text = _("Tên hộ (có dấu hay không), mã hộ hoặc số điện thoại đầy đủ.")
    ordering = ("-created_at", "-pk")
    actions = ("verify_selected",)
    autocomplete_fields = ("commune",)
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fields = ("name", "code", "commune", "address_line", "commodities", "area_m2", "story")
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

    @admin.display(description=_("gửi lúc"), ordering="created_at")
    def sent_at(self, household):
        return moment(household.created_at)

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        if number := phone_in(search_term):
            return queryset.filter(owner__phone=number), False
        by_code = queryset.filter(code=search_term.strip().upper())
        return (by_code if by_code.exists() else queryset.named(search_term)), False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("commune", "province", "owner", "verified_by")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/xac-minh/", wrap(require_POST(self.verify_view)), name="households_household_verify"),
            path("<int:pk>/tra-lai/", wrap(self.return_view), name="households_household_return"),
        ]
        return own + super().get_urls()

    # ---- writing ----
    def save_model(self, request, obj, form, change):
        obj.province = obj.commune.province
        super().save_model(request, obj, form, change)
        pagecache.bump(*operations.PAGE_FAMILIES)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        household = self.get_object(request, object_id)
        if household is not None:
            extra_context = {**(extra_context or {}), **self._about(request, household)}
        return super().change_view(request, object_id, form_url, extra_context)

    def _about(self, request: HttpRequest, household: Household) -> dict:
        steps = household.events.select_related("pgh_context").order_by("-pgh_id")[:HISTORY_SHOWN]
        return {
            "title": household.name,
            "subtitle": None,
            "may_decide": can_verify(request.user, household),
            "consents": list(household.owner.consents.active()),
            "history": [_step(event) for event in steps],
        }

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

    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._in_scope_or_404(request, pk)
        if not can_return(request.user, household):
            raise PermissionDenied(_("Bạn không trả lại được hộ này."))
        form = ReturnForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._return(request, household, form.cleaned_data["reason"])
        return self._form_page(
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
        form = AssistedForm(request.POST or None, scope=scope_of(request.user))
        if request.method == "POST" and form.is_valid() and (household := self._register(request, form)):
            messages.success(request, _("Đã lập hồ sơ %s. Chủ hộ đăng nhập bằng số này là nhận.") % household.name)
            return redirect("admin:households_household_change", household.pk)
        return self._form_page(
            request,
            form,
            title=_("Đăng ký giúp hộ"),
            intro=_("Chỉ lập khi chủ hộ đã nói hoặc ký đồng ý. Cổng ghi lại ai ghi, bằng cách nào, lúc nào."),
            button=_("Lập hồ sơ"),
            back=reverse("admin:households_household_changelist"),
        )

    def _register(self, request: HttpRequest, form: AssistedForm) -> Household | None:
        said = form.cleaned_data
        owner = person_with_phone(phone=said["phone"])
        if owner.role != Role.HOUSEHOLD:
            form.add_error("phone", _("Số này đang là tài khoản cán bộ hoặc thương lái."))
            return None
        household, created = operations.register_household(
            owner=owner,
            name=said["name"],
            commune=said["commune"],
            address_line=said["street"],
            address_typed=said["address"],
            commodities=said["commodities"],
            consents=form.given_consents(),
            recorded_by=request.user,
            how=said["how"],
        )
        if not created:
            form.add_error("phone", _("Số này đã có hồ sơ hộ."))
            return None
        return household

    def _form_page(self, request: HttpRequest, form, **context) -> HttpResponse:
        status = 422 if form.errors else 200
        page = {**self.admin_site.each_context(request), "form": form, **context}
        return render(request, "admin/households/household/form_page.html", page, status=status)


def _step(event) -> str:
    """Return one line of history: what was done, when."""
    done = (event.pgh_context.metadata if event.pgh_context else {}).get("operation", "")
    return f"{HISTORY_WORDS.get(done, _('sửa'))} {moment(event.pgh_created_at)}"


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
