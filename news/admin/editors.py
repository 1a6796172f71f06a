"""What every desk of the newsroom shares."""

from js_asset import Media, Script

from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.enums import Role


class EditorsInline:
    """Rows inside a page of EditorsAdmin, which has asked already who may change it."""

    def has_add_permission(self, request, obj=None):
        return True

    def has_change_permission(self, request, obj=None):
        return True

    def has_delete_permission(self, request, obj=None):
        return True

    def has_view_permission(self, request, obj=None):
        return True


class EditorsAdmin(ScopedModelAdmin):
    """For editors and administrators, of the whole country."""

    roles = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
    delete_roles = roles
    province_field = None

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's import map is an inline script: without the page's nonce the policy would refuse it."""
        first = Media(js=[Script("js/newsroom.js", type="module")])
        context["media"] = Media.from_media(first + context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
