"""Rows that only the portal itself writes."""

from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.enums import Role


class ReadOnlyMixin:
    """Rows that only the portal itself writes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AdministratorsOnly(ReadOnlyMixin, ScopedModelAdmin):
    """Of the whole country, so not an officer's."""

    province_field = None
    roles = frozenset({Role.ADMINISTRATOR})
