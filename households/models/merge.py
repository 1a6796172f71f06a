"""Households found to be one: what was moved when, so that it can be moved back; and pairs that are two after all."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from households.models.household import Household
from portal1034.accounts.models import Identity, User


class HouseholdMergeQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(undone_at__isnull=True)


class HouseholdMerge(models.Model):
    """`moved` is {"app.model": [primary keys]} of the rows that went from `dropped` to `kept`; `filled` is
    {field: value} of what `kept` did not say and took over, `crops` the commodities added, `crop_areas` {commodity: m²}
    taken over for crops that both grow. Undoing reads these back."""

    kept = models.ForeignKey(Household, models.PROTECT, related_name="merges_kept", verbose_name="hồ sơ giữ lại")
    dropped = models.ForeignKey(Household, models.PROTECT, related_name="merges_dropped", verbose_name="hồ sơ gộp vào")
    merged_at = models.DateTimeField("gộp lúc", default=timezone.now, editable=False)
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gộp")
    # How the dropped household stood, to put it back so.
    before = models.JSONField(default=dict, editable=False)
    moved = models.JSONField(default=dict, editable=False)
    filled = models.JSONField(default=dict, editable=False)
    crops = models.JSONField(default=list, editable=False)
    crop_areas = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField("tách lại lúc", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = HouseholdMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "lần gộp hồ sơ"
        verbose_name_plural = "lần gộp hồ sơ"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("dropped"))),
            models.UniqueConstraint(
                fields=("dropped",), condition=Q(undone_at__isnull=True), name="household_merged_once"
            ),
        ]

    def __str__(self):
        return f"{self.dropped} → {self.kept}"

    def add(self, name: str, keys: Iterable[int]) -> None:
        """Note that the rows `keys` of `name` ("products.product") were moved; the caller of the event saves."""
        if found := list(keys):
            self.moved[name] = [*self.moved.get(name, ()), *found]

    def keys(self, name: str) -> list[int]:
        return self.moved.get(name, [])


def kept_code(code: str) -> str | None:
    """Return the code of the household that the one with `code` was merged into, None for one that stands."""
    seen: set[str] = set()
    while code not in seen:
        seen.add(code)
        merges = HouseholdMerge.objects.standing().filter(dropped__code=code)
        following = merges.values_list("kept__code", flat=True).first()
        if following is None:
            return code if len(seen) > 1 else None
        code = following
    return None


class NotDuplicate(models.Model):
    """Two households that look alike and that an officer has found to be two; `first` has the smaller key."""

    first = models.ForeignKey(Household, models.CASCADE, related_name="+")
    second = models.ForeignKey(Household, models.CASCADE, related_name="+")
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người xem")
    said_at = models.DateTimeField("xem lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "hai hộ khác nhau"
        verbose_name_plural = "hai hộ khác nhau"
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="not_duplicate_once"),
            models.CheckConstraint(name="not_duplicate_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self):
        return f"{self.first_id} ≠ {self.second_id}"


class SamePerson(models.Model):
    """Two identities with one citizen's number; `first` has the smaller key. Written by a trigger on identities.

    Without it every look at the doubles would read the numbers of the whole country. Gone with either identity.
    """

    first = models.ForeignKey(Identity, models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Identity, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "hai người một số căn cước"
        verbose_name_plural = "hai người một số căn cước"
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="same_person_once"),
            models.CheckConstraint(name="same_person_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self):
        return f"{self.first_id} = {self.second_id}"
