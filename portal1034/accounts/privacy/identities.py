"""Writes about the citizen's number: kept with its own consent, gone with it, seen by staff only on record."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.models import Identity, IdentityReveal, User
from portal1034.accounts.operations import give_consent
from portal1034.accounts.privacy.citizen_id import index_of, read_number, seal
from portal1034.accounts.sealing import current_key_id
from portal1034.core.text import nfc

REKEY_BATCH = 500


class NoReason(ValueError):
    """A number is not shown without a reason; the message is the Vietnamese sentence to show."""


@transaction.atomic
def keep_identity(
    *, user: User, number: str, recorded_by: User | None = None, how: ConsentHow = ConsentHow.SELF
) -> Identity:
    """Keep the number with the person's consent to it, given just now; another number replaces it. Raises BadNumber."""
    digits = read_number(number, timezone.localdate())
    give_consent(user=user, purpose=ConsentPurpose.IDENTITY, recorded_by=recorded_by, how=how)
    key, ciphertext = seal(digits, user.pk)
    kept = {"ciphertext": ciphertext, "key_id": key, "index": index_of(digits), "how": how}
    return Identity.objects.update_or_create(user=user, defaults={**kept, "recorded_by": recorded_by or user})[0]


def forget_identity(*, user: User, purpose: ConsentPurpose) -> None:
    """Delete the number when its consent is withdrawn (a subscriber of `consent_withdrawn`)."""
    if purpose == ConsentPurpose.IDENTITY:
        Identity.objects.filter(user=user).delete()


@transaction.atomic
def reveal(*, identity: Identity, viewer: User, reason: str) -> str:
    """Return the whole number and record who saw it and why. Raises NoReason."""
    if not (reason := nfc(reason)[:200]):
        raise NoReason(_("Ghi xem số này để làm gì. Chủ hộ đọc được câu này."))
    IdentityReveal.objects.create(user_id=identity.user_id, viewer=viewer, reason=reason)
    return identity.number()


def rekey() -> int:
    """Write every number that another key holds under the current key; return how many. Safe to stop and run again."""
    changed = 0
    while batch := list(Identity.objects.exclude(key_id=current_key_id()).order_by("pk")[:REKEY_BATCH]):
        for identity in batch:
            changed += _rekey_one(identity.pk)
    return changed


@transaction.atomic
def _rekey_one(pk: int) -> bool:
    identity = Identity.objects.select_for_update().filter(pk=pk).exclude(key_id=current_key_id()).first()
    if identity is None:  # withdrawn, or written anew, since the batch was read
        return False
    identity.key_id, identity.ciphertext = seal(identity.number(), identity.user_id)
    identity.save(update_fields=("key_id", "ciphertext", "updated_at"))
    return True
