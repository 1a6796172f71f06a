from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role


def can_edit_news(user) -> bool:
    return has_role(user, Role.EDITOR, Role.ADMINISTRATOR)


def may_approve(user, revision) -> bool:
    """A second person: an editor or administrator who did not write that version. There is no exception."""
    return can_edit_news(user) and revision.author_id != user.pk
