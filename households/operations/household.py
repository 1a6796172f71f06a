"""Writes about households. The database writes their history (pghistory).

After `verify` and `return_for_correction` the caller wakes the sender of texts: `portal1034.accounts.tasks.wake()`.
"""

import re
import uuid
from collections.abc import Iterable, Mapping

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import Verification
from households.events import household_verified, households_changed
from households.models import Assistance, Household
from households.operations.crops import set_crops
from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.models import User
from portal1034.accounts.operations import give_consent, has_consent, queue_text
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from portal1034.core.text import nfc
from portal1034.regions.models import Commune

# Every public page that names households, or counts them.
PAGE_FAMILIES = ("households", "products", "season")


class NotPossible(ValueError):
    """The household's state does not allow it; the message is the Vietnamese sentence to show."""


class NoRecordedConsent(NotPossible):
    """The owner's agreement to be on the portal does not stand; the message says how to record it."""


def register_household(
    *,
    owner: User,
    name: str,
    commune: Commune,
    address_line: str = "",
    address_typed: str = "",
    commodities: Iterable[Commodity] = (),
    crop_areas: Mapping[int, int] | None = None,
    area_m2: int | None = None,
    story: str = "",
    consents: Iterable[ConsentPurpose] = (ConsentPurpose.REGISTER,),
    recorded_by: User | None = None,
    how: ConsentHow = ConsentHow.SELF,
    note: str = "",
    as_team: bool = False,
    form_key: uuid.UUID | None = None,
) -> tuple[Household, bool]:
    """Return (household, created): one a person, however often the form arrives. `crop_areas` is {commodity: m²}.

    `consents` are what the person agreed to (REGISTER must be among them), recorded with `how` and by whom. Recorded by
    somebody else, the household carries who typed it (`as_team`: for a community digital team) and a `note` about the
    paper or the call, until the owner comes and says whether it is right.
    """
    if ConsentPurpose.REGISTER not in consents:
        raise NotPossible(_("Chưa có sự đồng ý của chủ hộ thì chưa lập hồ sơ được."))
    with transaction.atomic(), pghistory.context(operation="register_household"):
        owner = User.objects.select_for_update().get(pk=owner.pk)
        if existing := Household.objects.owned_by(owner).first():
            return existing, False
        household = Household.objects.create(
            code=Household.objects.free_codes(1)[0],
            owner=owner,
            name=nfc(name),
            commune=commune,
            province=commune.province,
            address_line=nfc(address_line),
            address_typed=nfc(address_typed),
            area_m2=area_m2,
            story=nfc(story),
            form_key=form_key,
        )
        set_crops(household=household, commodities=commodities, areas=crop_areas)
        _name_owner(owner, household.name)
        for purpose in consents:
            give_consent(user=owner, purpose=purpose, recorded_by=recorded_by, how=how)
        if recorded_by and recorded_by.pk != owner.pk and how != ConsentHow.SELF:
            Assistance.objects.create(household=household, by=recorded_by, as_team=as_team, how=how, note=nfc(note))
        pagecache.bump(*PAGE_FAMILIES)
    return household, True


def _name_owner(owner: User, household_name: str) -> None:
    """Call a person without a name by the household's, less "Hộ ông"."""
    if not owner.full_name:
        owner.full_name = re.sub(r"^hộ\s+(ông\s+|bà\s+|anh\s+|chị\s+)?", "", household_name, flags=re.IGNORECASE)[:120]
        owner.save(update_fields=("full_name",))


def update_profile(
    *,
    household: Household,
    name: str,
    commune: Commune,
    address_line: str,
    address_typed: str,
    commodities: Iterable[Commodity],
    crop_areas: Mapping[int, int] | None = None,
    area_m2: int | None,
    story: str,
) -> Household:
    """Change what the household says of itself. A verified one with another name or commune is to be verified again.

    `crop_areas` is {commodity: m²}; None leaves the areas that are known.
    """
    with transaction.atomic(), pghistory.context(operation="update_profile"):
        household = _standing(household)
        moved = household.commune_id != commune.pk or household.name != nfc(name)
        household.name = nfc(name)
        household.commune = commune
        household.province = commune.province
        household.address_line = nfc(address_line)
        household.address_typed = nfc(address_typed)
        household.area_m2 = area_m2
        household.story = nfc(story)
        if moved and household.verification == Verification.VERIFIED:
            _unverify(household, Verification.WAITING)
        household.save()
        set_crops(household=household, commodities=commodities, areas=crop_areas)
        if moved:
            households_changed.send(households=[household])
        pagecache.bump(*PAGE_FAMILIES)
    return household


def verify(*, household: Household, by: User) -> Household:
    """Mark the household verified by an officer, tell it by text, and tell the upper layers. Raises NotPossible."""
    with transaction.atomic(), pghistory.context(operation="verify", by=by.pk):
        household = _standing(household)
        if household.verification == Verification.VERIFIED:
            raise NotPossible(_("Hộ này đã xác minh rồi."))
        if not has_consent(household.owner, ConsentPurpose.REGISTER):
            raise NoRecordedConsent(
                _("Chưa ghi sự đồng ý của chủ hộ. Gọi hỏi hoặc lấy chữ ký, bấm “Ghi sự đồng ý”, rồi xác minh.")
            )
        household.verification = Verification.VERIFIED
        household.verified_at = timezone.now()
        household.verified_by = by
        household.return_reason = ""
        household.save()
        _tell(household, _("Cổng 1034: %(name)s đã được xác minh. Bác đăng nông sản và báo mùa vụ tại %(url)s"))
        household_verified.send(household=household)
        pagecache.bump(*PAGE_FAMILIES)
    return household


def return_for_correction(*, household: Household, by: User, reason: str) -> Household:
    """Send the household back to its owner with what is missing, by text too. Raises NotPossible without a reason."""
    reason = nfc(reason)
    if not reason:
        raise NotPossible(_("Ghi rõ hộ cần bổ sung gì."))
    with transaction.atomic(), pghistory.context(operation="return_for_correction", by=by.pk):
        household = _standing(household)
        if household.verification == Verification.RETURNED:
            raise NotPossible(_("Hộ này đang chờ chủ hộ bổ sung."))
        _unverify(household, Verification.RETURNED, reason[:500])
        household.save()
        body = _("Cổng 1034: hồ sơ %(name)s cần bổ sung: %(reason)s. Bác sửa tại %(url)s")
        _tell(household, body, reason=reason[:200])
        pagecache.bump(*PAGE_FAMILIES)
    return household


def resubmit(*, household: Household) -> Household:
    """Put a returned household back into the officer's queue. Raises NotPossible when it was not returned."""
    with transaction.atomic(), pghistory.context(operation="resubmit"):
        household = _locked(household)
        if household.verification != Verification.RETURNED:
            raise NotPossible(_("Hồ sơ này không có gì chờ bổ sung."))
        _unverify(household, Verification.WAITING)
        household.save()
        pagecache.bump(*PAGE_FAMILIES)
    return household


def hide_without_consent(*, household: Household) -> Household:
    """Take a household off the public pages because its owner no longer agrees to be on the portal."""
    with transaction.atomic(), pghistory.context(operation="hide_without_consent"):
        household = _locked(household)
        if household.verification == Verification.MERGED:
            return household
        reason = _("Bác đã rút sự đồng ý lưu hồ sơ. Đồng ý lại rồi gửi cán bộ xác minh để hiện trở lại.")
        _unverify(household, Verification.RETURNED, reason)
        household.save()
        pagecache.bump(*PAGE_FAMILIES)
    return household


def _locked(household: Household) -> Household:
    return Household.objects.select_for_update(of=("self",)).select_related("owner", "province").get(pk=household.pk)


def _standing(household: Household) -> Household:
    """Return the household, locked; raise NotPossible for one that was merged into another."""
    household = _locked(household)
    if household.verification == Verification.MERGED:
        raise NotPossible(_("Hồ sơ này đã gộp vào hồ sơ khác."))
    return household


def _unverify(household: Household, state: Verification, reason: str = "") -> None:
    household.verification = state
    household.verified_at = None
    household.verified_by = None
    household.return_reason = reason


def _tell(household: Household, body: str, **more) -> None:
    url = f"{settings.PUBLIC_URL}/ho-cua-toi/"
    queue_text(phone=household.owner.phone, body=body % {"name": household.name, "url": url, **more})
