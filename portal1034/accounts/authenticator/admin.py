"""An administrator's part in the second step of others: taking a lost app away, and reading what happened."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal1034.accounts import tasks
from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.authenticator import operations
from portal1034.accounts.authenticator.forms import ResetForm
from portal1034.accounts.authenticator.models import Authenticator, AuthenticatorEvent
from portal1034.accounts.enums import Role
from portal1034.accounts.models import User
from portal1034.core.formatting import moment

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
NOBODY = frozenset()
CHANGE = "admin:accounts_user_change"


class ResettingMixin:
    """For UserAdmin: what a person's second step is, and the page that takes it away."""

    @admin.display(description=_("bước hai"))
    def second_step(self, user):
        installed = Authenticator.objects.confirmed().of(user).first() if user.pk and user.is_staff else None
        if installed is None:
            return _("Chưa cài ứng dụng xác thực")
        return format_html(
            '{} · <a href="{}">{}</a>',
            _("Ứng dụng, cài %s") % moment(installed.confirmed_at),
            reverse("admin:accounts_user_second_step", args=[user.pk]),
            _("Đặt lại"),
        )

    def get_urls(self):
        reset = path(
            "<int:pk>/dat-lai-buoc-hai/", self.admin_site.admin_view(self.reset_view), name="accounts_user_second_step"
        )
        return [reset, *super().get_urls()]

    def reset_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied(_("Chỉ quản trị đặt lại bước hai của người khác."))
        user = User.objects.filter(pk=pk).first()
        if user is None or not user.is_staff:
            raise Http404
        form = ResetForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._reset(request, user, form):
            messages.success(request, _("Đã đặt lại bước hai của %s và nhắn cho người ấy.") % user)
            return redirect(CHANGE, pk)
        return self.form_page(
            request,
            form,
            title=_("Đặt lại bước hai của %s") % user,
            intro=_("Ứng dụng và mã khôi phục cũ mất hiệu lực ngay. Lần đăng nhập tới, người ấy cài lại từ đầu."),
            button=_("Đặt lại"),
            back=reverse(CHANGE, args=[pk]),
        )

    def _reset(self, request: HttpRequest, user: User, form: ResetForm) -> bool:
        try:
            operations.reset(user=user, by=request.user, reason=form.cleaned_data["reason"])
        except ValueError as error:
            form.add_error("reason", str(error))
            return False
        tasks.wake()
        return True


@admin.register(AuthenticatorEvent)
class AuthenticatorEventAdmin(ScopedModelAdmin):
    """Evidence: looked at, never touched."""

    province_field = None
    roles = ADMINISTRATOR
    add_roles = change_roles = delete_roles = NOBODY
    list_display = ("user", "kind", "by", "at", "reason")
    list_filter = ("kind",)
    list_select_related = ("user", "by")
    ordering = ("-pk",)
