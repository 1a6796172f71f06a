"""Writes about registering for somebody else: who may do it in the villages, and what the owner says of it later."""

from collections.abc import Iterable

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import ClaimAnswer
from households.models import Assistance, Household, TeamMember
from households.operations.household import NotPossible, register_household, resubmit, update_profile
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.models import Consent, Department, User
from portal1034.accounts.operations import give_consent, person_with_phone
from portal1034.core.text import nfc
from portal1034.regions.models import Commune


def register_for(*, phone, by: User, as_team: bool = False, **said) -> Household:
    """Register a household for the person with this phone; an account is made if there is none, which they claim with
    a code. `said` are arguments of `register_household`. Raises NotPossible when the number is taken.
    """
    with transaction.atomic():
        owner = person_with_phone(phone=phone)
        if owner.role != Role.HOUSEHOLD:
            raise NotPossible(_("Số này đang là tài khoản cán bộ hoặc thương lái."))
        if owner.pk == by.pk:
            raise NotPossible(_("Đây là số của chính người ghi. Hộ của mình thì tự đăng ký."))
        household, created = register_household(owner=owner, recorded_by=by, as_team=as_team, **said)
        if not created:
            raise NotPossible(_("Số này đã có hồ sơ hộ."))
    return household


def record_consent(*, household: Household, by: User, how: ConsentHow) -> Consent:
    """Record that the owner agreed, by telephone or on paper, to be on the portal. Raises NotPossible by own hand."""
    if how == ConsentHow.SELF or household.owner_id == by.pk:
        raise NotPossible(_("Chủ hộ tự đồng ý trên trang của mình."))
    return give_consent(user=household.owner, purpose=ConsentPurpose.REGISTER, recorded_by=by, how=how)


def mend_for(*, household: Household, **said) -> Household:
    """Put right what an officer asked for, in the owner's place, and send the household to the officer again.

    `said` are the name, place and crops as arguments of `update_profile`. Raises NotPossible once the owner has claimed
    the household, or where nothing was asked for.
    """
    with transaction.atomic():
        assistance = Assistance.objects.select_for_update().select_related("household").get(household=household)
        if assistance.claimed_at is not None:
            raise NotPossible(_("Chủ hộ đã nhận hồ sơ và tự sửa được rồi."))
        now = assistance.household
        household = update_profile(household=now, area_m2=now.area_m2, story=now.story, **said)
        return resubmit(household=household)


def claim(*, household: Household, answer: ClaimAnswer) -> Assistance:
    """The owner has seen what was entered for them and says whether it is right; said twice, the first stands."""
    with transaction.atomic(), pghistory.context(operation="claim", answer=answer):
        assistance = Assistance.objects.select_for_update().get(household=household)
        if assistance.claimed_at is None:
            assistance.claimed_at = timezone.now()
            assistance.answer = answer
            assistance.save(update_fields=("claimed_at", "answer"))
    return assistance


def appoint(*, phone, full_name: str, department: Department, communes: Iterable[Commune], by: User) -> TeamMember:
    """Let the person with this phone register households in `communes`; an account is made if there is none.

    Raises NotPossible for staff and traders, without communes, and for communes outside
    the department's provinces.
    """
    communes = list(communes)
    _check_communes(department, communes)
    with transaction.atomic():
        user = person_with_phone(phone=phone)
        if user.role != Role.HOUSEHOLD:
            raise NotPossible(_("Số này đang là tài khoản cán bộ hoặc thương lái."))
        if not user.full_name:
            user.full_name = nfc(full_name)
            user.save(update_fields=("full_name",))
        if TeamMember.objects.filter(user=user).exists():
            raise NotPossible(_("Số này đã ở trong tổ. Mở tên người ấy để sửa."))
        member = TeamMember.objects.create(user=user, department=department, appointed_by=by)
        member.communes.set(communes)
    return member


def _check_communes(department: Department, communes: list[Commune]) -> None:
    if not communes:
        raise NotPossible(_("Chọn ít nhất một xã, phường."))
    held = set(department.provinces.values_list("pk", flat=True))
    if outside := [commune for commune in communes if commune.province_id not in held]:
        raise NotPossible(_("%s không thuộc tỉnh của sở.") % outside[0].name)
