"""Showing a household's telephone number: by consent, to a person who is signed in, so many a day, on record."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import ContactLook, Household
from households.operations.household import NotPossible
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import User
from portal1034.accounts.operations import has_consent
from portal1034.core import limits

LOOKS_A_DAY = 30
# A person reads and rings; a machine that collects numbers does not wait.
BURST = "10/10 minutes"


class NoConsent(NotPossible):
    """The owner has not agreed that the number is shown; the message is the Vietnamese sentence to show."""


class TooManyLooks(NotPossible):
    """This viewer has seen as many numbers as one may in a day; the message is the Vietnamese sentence to show."""


@transaction.atomic
def look_up_phone(*, household: Household, viewer: User, page: str = "") -> str:
    """Return the owner's number in E.164 and record the look. Raises NoConsent, TooManyLooks.

    The day's count is of the recorded looks, so that losing Redis unlocks nothing; the viewer's row is locked while
    it is counted, so that many requests at once do not get past it.
    """
    viewer = User.objects.select_for_update().get(pk=viewer.pk)
    household = Household.objects.select_related("owner").get(pk=household.pk)
    if not has_consent(household.owner, ConsentPurpose.CONTACT):
        raise NoConsent(_("Chủ hộ chưa đồng ý cho xem số điện thoại."))
    since = timezone.now() - timedelta(days=1)
    seen = ContactLook.objects.by(viewer).since(since)[: LOOKS_A_DAY + 1].count()
    if seen >= LOOKS_A_DAY or not limits.allow(BURST, "contact-look", str(viewer.pk)):
        raise TooManyLooks(_("Đã xem nhiều số điện thoại trong thời gian ngắn. Chờ một lát, hoặc nhắn qua cổng."))
    ContactLook.objects.create(household=household, viewer=viewer, page=page[:120])
    return household.owner.phone.as_e164
