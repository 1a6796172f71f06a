"""Who may do what, from the role and the department alone: there are no permission rows to forget about."""

from dataclasses import dataclass

from django.db.models import QuerySet

from portal1034.accounts.enums import STAFF_ROLES, Role
from portal1034.regions.models import Province


@dataclass(frozen=True, slots=True)
class Scope:
    """The provinces a person works for: `everywhere`, or those whose primary keys are in `province_ids`."""

    everywhere: bool = False
    province_ids: frozenset[int] = frozenset()

    def holds(self, province_id: int | None) -> bool:
        return self.everywhere or province_id in self.province_ids

    def limit(self, queryset: QuerySet, province_field: str) -> QuerySet:
        """Return the rows whose `province_field` (a lookup to a Province; "pk" on Province itself) is held."""
        return queryset if self.everywhere else queryset.filter(**{f"{province_field}__in": self.province_ids})


NOWHERE = Scope()
EVERYWHERE = Scope(everywhere=True)


def scope_of(user) -> Scope:
    """Return the user's scope; one query an officer and request, kept on the user object."""
    if has_role(user, Role.ADMINISTRATOR):
        return EVERYWHERE
    if not has_role(user, Role.OFFICER) or user.department_id is None:
        return NOWHERE
    if getattr(user, "_scope", None) is None:
        links = Province.departments.through.objects.filter(department_id=user.department_id)
        user._scope = Scope(province_ids=frozenset(links.values_list("province_id", flat=True)))
    return user._scope


def provinces_of(user) -> QuerySet[Province]:
    """Return the provinces a member of staff works for, none for anybody else."""
    return scope_of(user).limit(Province.objects.all(), "pk")


def in_scope(user, province_id: int | None) -> bool:
    return scope_of(user).holds(province_id)


def has_role(user, *roles: Role) -> bool:
    """Whether `user` is signed in, in use and has one of `roles`."""
    return bool(user.is_authenticated and user.is_active and user.role in roles)


def can_enter_admin(user) -> bool:
    return has_role(user, *STAFF_ROLES)


def is_household(user) -> bool:
    return has_role(user, Role.HOUSEHOLD)


def is_trader(user) -> bool:
    return has_role(user, Role.TRADER)


def is_officer(user) -> bool:
    return has_role(user, Role.OFFICER)


def is_editor(user) -> bool:
    return has_role(user, Role.EDITOR)


def is_administrator(user) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def can_handle_request(user, request) -> bool:
    """Whether a member of staff works on a PersonalDataRequest: of their provinces, never their own."""
    works = is_officer(user) or is_administrator(user)
    return works and request.person_id != user.pk and in_scope(user, request.province_id)
