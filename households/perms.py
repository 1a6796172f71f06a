"""Who may see, change and verify a household. The owner owns; an officer works for provinces; nobody else."""

from households.models import TeamMember
from portal1034.accounts.perms import in_scope, is_administrator, is_household, is_officer


def can_edit(user, household) -> bool:
    """The owner changes the profile; an officer of the province may mend it for them."""
    return owns(user, household) or can_manage(user, household)


def owns(user, household) -> bool:
    return is_household(user) and household.owner_id == user.pk


def can_manage(user, household) -> bool:
    return (is_officer(user) or is_administrator(user)) and in_scope(user, household.province_id)


def can_verify(user, household) -> bool:
    """An officer of the household's province, never of their own household."""
    return can_manage(user, household) and household.owner_id != user.pk


def can_return(user, household) -> bool:
    return can_verify(user, household)


def owns_certificate(user, certificate) -> bool:
    return owns(user, certificate.household)


def can_change_certificate(user, certificate) -> bool:
    """Its owner, until an officer has vouched for it."""
    return owns_certificate(user, certificate) and not certificate.is_verified


def can_judge_certificate(user, certificate) -> bool:
    """An officer of the household's province, never of their own household."""
    return can_verify(user, certificate.household)


def can_see_document(user, certificate) -> bool:
    return owns_certificate(user, certificate) or can_manage(user, certificate.household)


def can_run_class(user, training_class) -> bool:
    return (is_officer(user) or is_administrator(user)) and in_scope(user, training_class.province_id)


def team_member_of(user) -> TeamMember | None:
    """Return the user's place in a community digital team, None for everybody else; one query."""
    if not is_household(user):
        return None
    return TeamMember.objects.in_use().filter(user=user).select_related("department").first()


def is_team_member(user) -> bool:
    return team_member_of(user) is not None


def may_register_in(member: TeamMember, commune) -> bool:
    """A member registers households in the communes of their list, as long as the department covers them."""
    held = member.communes.filter(pk=commune.pk, province__departments=member.department_id)
    return member.is_active and held.exists()


def can_merge(user, one, other) -> bool:
    """Whoever may decide about both, and is the owner of neither."""
    return can_verify(user, one) and can_verify(user, other)
