"""What officers of the demonstration find besides: doubles, requests about data at various clocks, looks at numbers."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from harvests.models import Trader
from households.models import ContactLook, Household
from households.operations import look_up_phone, register_for
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, RequestKind
from portal1034.accounts.models import User
from portal1034.accounts.operations import has_consent
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.accounts.privacy.requests import answer_request, open_request
from portal1034.demo import names
from portal1034.demo.moments import Clock, set_moments

FIRST_DOUBLE = 470  # 0900 000 470: behind every household, before the traders
DOUBLES = 3
FEW = 12  # households, below which the demonstration is a small one
# A number as cards have them, of nobody: Bắc Giang, a woman born in 1985.
ONE_PERSON = "024185000999"
LOOKS = 4
# kind, days ago, what was said, what the officer answered: one just come, one nearly due, one being done, one late
REQUESTS = (
    (RequestKind.CORRECT, 0, "Tên đệm của tôi ghi sai.", ""),
    (RequestKind.SEE, 1, "", ""),
    (RequestKind.RESTRICT, 3, "Ngừng nhắn tin quảng bá.", "Sở đã ghi, trong tuần này không nhắn nữa."),
    (RequestKind.ERASE, 9, "Tôi bán vườn, không làm nữa.", ""),
)


def write_rights(
    households: Sequence[Household], officers: Mapping[str, User], traders: Sequence[Trader], clock: Clock
) -> None:
    """For the officer of the first household's province, so that whoever signs in as such sees them."""
    first = households[0]
    officer = officers[first.province.code]
    near = [row for row in households[1:] if row.province_id == first.province_id]
    _write_looks(households, traders[0], clock)
    if len(households) < FEW:
        return
    _write_doubles(near, officer)
    for household, (kind, days, details, answer) in zip(reversed(near), REQUESTS, strict=False):
        received = timezone.localdate() - dt.timedelta(days=days)
        request = open_request(person=household.owner, kind=kind, details=details, received_on=received)
        if answer:
            answer_request(request=request, by=officer, answer=answer)


def _write_doubles(near: Sequence[Household], officer: User) -> None:
    """Some households registered twice, the second time under another number; two of one person."""
    twins = []
    for turn, household in enumerate(near[:DOUBLES]):
        twins.append(
            register_for(
                phone=names.phone(FIRST_DOUBLE + turn),
                by=officer,
                name=household.name.upper() if turn else household.name.replace("Hộ bà ", "").replace("Hộ ông ", ""),
                commune=household.commune,
                address_line=household.address_line,
                address_typed=household.address_typed,
                how=ConsentHow.PHONE,
                note="Con gái bác gọi nhờ ghi",
            )
        )
    for household in (near[0], twins[0]):
        keep_identity(user=household.owner, number=ONE_PERSON, recorded_by=officer, how=ConsentHow.PAPER)


def _write_looks(households: Sequence[Household], trader: Trader, clock: Clock) -> None:
    """A trader saw the numbers of some, the first household's among them."""
    shown = [row for row in households if has_consent(row.owner, ConsentPurpose.CONTACT)][:LOOKS]
    for household in shown:
        look_up_phone(household=household, viewer=trader.user, page=household.get_absolute_url())
    looks = list(ContactLook.objects.filter(viewer=trader.user).order_by("pk"))
    for turn, look in enumerate(looks):
        look.at = clock.ago(days=turn, salt=look.pk)
    set_moments(looks, "at")
