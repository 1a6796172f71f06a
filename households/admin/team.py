"""The community digital teams of a department: who, in which communes."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from households import operations
from households.admin.exports import MEMBER_COLUMNS
from households.admin.forms import AppointForm
from households.models import TeamMember
from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role
from portal1034.core.formatting import phone


@admin.register(TeamMember)
class TeamMemberAdmin(ExportMixin, ScopedModelAdmin):
    """An officer meets the members of their own department. Nobody is deleted: a member stops being in use."""

    province_field = None
    add_roles = frozenset({Role.OFFICER})
    delete_roles = frozenset()
    list_display = ("name", "member_phone", "department", "is_active")
    list_select_related = ("user", "department")
    list_filter = ("is_active",)
    autocomplete_fields = ("communes",)
    actions = ("export_xlsx", "export_csv")
    export_columns = MEMBER_COLUMNS
    export_prefetch = ("communes",)
    fields = ("name", "member_phone", "department", "communes", "is_active")
    readonly_fields = ("name", "member_phone", "department")

    @admin.display(description=_("họ và tên"))
    def name(self, member):
        return str(member.user)

    @admin.display(description=_("số điện thoại"))
    def member_phone(self, member):
        return phone(member.user.phone.as_e164)

    def limit_to_scope(self, request, queryset):
        if has_role(request.user, Role.ADMINISTRATOR):
            return queryset
        return queryset.filter(department=request.user.department_id)

    def is_in_scope(self, request, obj):
        return has_role(request.user, Role.ADMINISTRATOR) or obj.department_id in {None, request.user.department_id}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "department")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = _appoint_form(request.user)
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        return self.fields if obj else ("phone", "full_name", "communes")

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    def save_form(self, request, form, change):
        return form.save(commit=False) if change else form.appointed

    def save_model(self, request, obj, form, change):
        if not self.is_in_scope(request, obj):
            raise PermissionDenied(_("Người này thuộc sở khác."))
        if change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        if change:
            super().save_related(request, form, formsets, change)


def _appoint_form(officer):
    """Return the form by which `officer` appoints: valid once the member is there, with the reason beside the field."""

    class Form(AppointForm):
        def clean(self):
            cleaned = super().clean()
            if self.errors:
                return cleaned
            try:
                self.appointed = operations.appoint(
                    phone=cleaned["phone"],
                    full_name=cleaned["full_name"],
                    department=officer.department,
                    communes=cleaned["communes"],
                    by=officer,
                )
            except operations.NotPossible as error:
                self.add_error("phone", ValidationError(str(error), code="not_possible"))
            return cleaned

    return Form
