from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role


def can_edit_news(user) -> bool:
    return has_role(user, Role.EDITOR, Role.ADMINISTRATOR)
