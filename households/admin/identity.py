"""Citizens' numbers of households, for officers: masked, duplicates side by side, each look at a whole one recorded."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from households.models import Household
from portal1034.accounts.admin import phone_in
from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.models import Identity
from portal1034.accounts.perms import scope_of
from portal1034.accounts.privacy.admin import NOBODY
from portal1034.accounts.privacy.forms import BehalfIdentityForm, RevealForm
from portal1034.accounts.privacy.identities import keep_identity, reveal
from portal1034.core.formatting import moment

CHANGELIST = "admin:accounts_identity_changelist"


@admin.register(Identity)
class IdentityAdmin(ScopedModelAdmin):
    province_field = "user__household__province"
    change_roles = delete_roles = NOBODY
    is_private = True
    list_display = ("user", "household", "shown", "twins_found", "how", "recorded_by", "since")
    list_select_related = ("user__household__province", "recorded_by")
    search_fields = ("user__phone",)
    search_help_text = _("Số điện thoại đầy đủ của chủ hộ.")
    ordering = ("-pk",)
    fields = ("user", "shown", "twins_found", "how", "recorded_by")
    readonly_fields = fields

    @admin.display(description=_("hộ"))
    def household(self, identity):
        return identity.user.household

    @admin.display(description=_("số căn cước"))
    def shown(self, identity):
        return identity.masked()

    @admin.display(description=_("trùng"))
    def twins_found(self, identity):
        """How many others have the same number; who they are is for the officers of their provinces."""
        count = identity.twins().count()
        return _("trùng với %s người khác") % count if count else "–"

    @admin.display(description=_("ghi lúc"))
    def since(self, identity):
        return moment(identity.updated_at)

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(user__phone=phone_in(search_term)) if search_term else queryset), False

    def get_urls(self):
        reveal_page = path(
            "<int:pk>/xem-so/", self.admin_site.admin_view(self.reveal_view), name="accounts_identity_reveal"
        )
        return [reveal_page, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        link = (
            {"reveal_url": reverse("admin:accounts_identity_reveal", args=[object_id])} if object_id.isdecimal() else {}
        )
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **link})

    @method_decorator(never_cache)
    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a whole number once, to a reason, on record."""
        identity = self.get_queryset(request).select_related("user").filter(pk=pk).first()
        if identity is None:
            raise Http404
        form = RevealForm(request.POST or None)
        context = {
            "title": _("Xem số căn cước của %s") % identity.user,
            "back": reverse(CHANGELIST),
            "button": _("Xem số"),
        }
        if request.method == "POST" and form.is_valid():
            number = reveal(identity=identity, viewer=request.user, reason=form.cleaned_data["reason"])
            context |= {"intro": f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"}
            form = RevealForm()
        return self.form_page(request, form, **context)

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters("identity_number"))
    def add_view(self, request, form_url="", extra_context=None):
        """Keep the number of somebody who agreed by telephone or on paper."""
        if not self.has_add_permission(request):
            raise PermissionDenied(_("Bạn không ghi giúp được."))
        form = BehalfIdentityForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._keep(request, form):
            messages.success(request, _("Đã giữ số căn cước, ở dạng mã hóa."))
            return redirect(CHANGELIST)
        return self.form_page(request, form, title=_("Ghi số căn cước giúp chủ hộ"), back=reverse(CHANGELIST))

    def _keep(self, request: HttpRequest, form: BehalfIdentityForm) -> Identity | None:
        said = form.cleaned_data
        households = scope_of(request.user).limit(Household.objects.all(), "province")
        household = households.filter(owner__phone=said["phone"]).select_related("owner").first()
        if household is None or household.owner_id == request.user.pk:
            form.add_error("phone", _("Không có hộ nào dùng số này trong tỉnh bạn phụ trách."))
            return None
        return keep_identity(
            user=household.owner, number=said["identity_number"], recorded_by=request.user, how=said["how"]
        )
