"""Writes about registrations that are not finished: each answer at once, so that nothing typed is lost."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.models import Household, RegistrationDraft
from households.operations.farm import FarmAnswers, StoredPhoto, describe_farm, forget_photo
from households.operations.household import register_household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import User
from portal1034.core.text import nfc

DRAFTS_KEPT = timedelta(days=90)
_LONGEST = 4_000
_MOST_VALUES = 60


class OutOfDate(ValueError):
    """The step was written from another page since this one was opened; the message is the sentence to show."""


def save_step(
    *, user: User, step: str, values: dict[str, list[str]], done: bool, seen: int | None = None
) -> RegistrationDraft:
    """Keep what was typed in one step; the other steps, perhaps being written on another phone, stay as they are.

    `done` says that the step was sent and is good. With `seen` (the step's revision that the page was drawn from) a
    page that is out of date changes nothing and OutOfDate is raised: what saves itself never undoes what a hand sent.
    """
    kept = {name: [nfc(value)[:_LONGEST] for value in some[:_MOST_VALUES]] for name, some in values.items()}
    with transaction.atomic():
        RegistrationDraft.objects.get_or_create(user=user)
        draft = RegistrationDraft.objects.select_for_update().get(user=user)
        revision = draft.revision_of(step)
        if seen is not None and seen < revision:
            raise OutOfDate(_("Bước này vừa được sửa ở nơi khác. Bác mở lại trang để xem bản mới."))
        if not done and kept == draft.values_of(step):
            return draft
        draft.steps[step] = {"values": kept, "done": done, "revision": revision + 1}
        draft.last_step = step
        draft.updated_at = timezone.now()
        draft.save()
    return draft


def send_registration(
    *, user: User, answers: dict, farm: FarmAnswers, consents: Iterable[ConsentPurpose], form_key=None
) -> tuple[Household, bool]:
    """Make the household of a finished draft; the draft is gone with it. `answers` are register_household's own."""
    with transaction.atomic():
        household, created = register_household(owner=user, consents=list(consents), form_key=form_key, **answers)
        if created:
            describe_farm(household=household, farm=farm)
        RegistrationDraft.objects.filter(user=user).delete()
    return household, created


def forget_old_drafts() -> int:
    """Delete drafts left alone for DRAFTS_KEPT, and their pictures: personal data nobody sent. Returns how many."""
    old = list(RegistrationDraft.objects.left_alone_since(timezone.now() - DRAFTS_KEPT)[:1000])
    RegistrationDraft.objects.filter(pk__in=[draft.pk for draft in old]).delete()
    for draft in old:
        if said := draft.values_of("anh"):
            forget_photo(StoredPhoto(said["sha256"][0], int(said["width"][0]), 0))
    return len(old)
