"""Rows that officers read and never type."""

from portal1034.accounts.admin_scope import ScopedModelAdmin

NOBODY = frozenset()


class ReadingAdmin(ScopedModelAdmin):
    add_roles = NOBODY
    change_roles = NOBODY
    delete_roles = NOBODY
