"""Desks of people, departments and what was sent and agreed; communes for choosing. Roles only, no permission rows."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.authenticator.admin import ResettingMixin
from portal1034.accounts.enums import Role
from portal1034.accounts.models import Consent, Department, TextMessage, User
from portal1034.accounts.privacy import admin as privacy_admin
from portal1034.core.fields import MobileField
from portal1034.core.text import nfc
from portal1034.regions.models import Commune

__all__ = ["phone_in", "privacy_admin"]

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
NOBODY = frozenset()

# What people may do follows from their role: groups would be a second, silent way.
admin.site.unregister(Group)


def phone_in(text: str) -> str:
    """Return the number in E.164 when `text` is a whole Vietnamese mobile number, else ""."""
    try:
        number = MobileField(required=False).clean(text)
    except ValidationError:
        return ""
    return number.as_e164 if number else ""


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("phone", "full_name", "role", "department")
        field_classes = {"phone": MobileField}


@admin.register(User)
class UserAdmin(ResettingMixin, ScopedModelAdmin, DjangoUserAdmin):
    """Accounts. A member of staff gets a first password here and proves their phone at every sign-in."""

    province_field = None
    roles = ADMINISTRATOR
    delete_roles = NOBODY
    is_private = True
    add_form = NewUserForm
    list_display = ("full_name", "phone", "role", "department", "is_active", "last_login")
    list_display_links = ("full_name", "phone")
    list_filter = ("role", "is_active")
    list_select_related = ("department",)
    search_fields = ("phone",)
    search_help_text = _("Số điện thoại đầy đủ, hoặc phần đầu họ tên.")
    ordering = ("-pk",)
    filter_horizontal = ()
    autocomplete_fields = ("department",)
    readonly_fields = ("second_step", "phone_verified_at", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("phone", "full_name", "email", "password")}),
        (_("Làm gì trên cổng"), {"fields": ("role", "department", "is_active", "second_step")}),
        (_("Dấu thời gian"), {"fields": ("phone_verified_at", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("phone", "full_name", "role", "department", "password1", "password2")}),)

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        if number := phone_in(search_term):
            return queryset.filter(phone=number), False
        return queryset.filter(full_name__istartswith=nfc(search_term)), False


@admin.register(Department)
class DepartmentAdmin(ScopedModelAdmin):
    province_field = None
    roles = ADMINISTRATOR
    list_display = ("name", "short_name")
    search_fields = ("name", "short_name")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


@admin.register(Commune)
class CommuneAdmin(ScopedModelAdmin):
    """For choosing a commune by its name of today or before; nobody edits them."""

    add_roles = change_roles = delete_roles = NOBODY
    list_display = ("name", "province", "kind")
    list_select_related = ("province",)
    search_fields = ("name",)

    def has_module_permission(self, request):
        return False  # a list to choose from, not a place to work

    def get_queryset(self, request):
        return super().get_queryset(request).with_provinces()

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        found = Commune.objects.matching(search_term).values_list("pk", flat=True)[:300]
        return queryset.filter(pk__in=list(found)), False


class ReadOnlyAdmin(ScopedModelAdmin):
    """Rows that are evidence: looked at, never touched."""

    province_field = None
    roles = ADMINISTRATOR
    add_roles = change_roles = delete_roles = NOBODY


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("user", "purpose", "given_at", "given_how", "recorded_by", "withdrawn_at")
    list_filter = ("purpose", "given_how")
    list_select_related = ("user", "recorded_by")
    search_fields = ("user__phone",)
    ordering = ("-pk",)

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(user__phone=phone_in(search_term)) if search_term else queryset), False


@admin.register(TextMessage)
class TextMessageAdmin(ReadOnlyAdmin):
    """What was sent. A code is never shown: it would open somebody's account."""

    list_display = ("phone", "shown_body", "status", "attempts", "created_at", "sent_at", "problem")
    fields = ("phone", "shown_body", "status", "problem", "attempts", "created_at", "sent_at", "expires_at")
    list_filter = ("status",)
    search_fields = ("phone",)
    ordering = ("-pk",)

    @admin.display(description=_("nội dung"))
    def shown_body(self, text):
        return _("(tin chứa mã, không hiện)") if text.is_secret else text.body

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(phone=phone_in(search_term)) if search_term else queryset), False
