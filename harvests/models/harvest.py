"""A household's declaration: which commodity, when, how much (đợt thu hoạch)."""

import datetime as dt
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from harvests.enums import ACTIVE_HARVEST, Freshness, HarvestStatus
from harvests.models.accounting import Ledger
from harvests.models.window import WindowModel, WindowQuerySet, window_constraints
from households.enums import Verification
from households.models import Household
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province

FRESH_DAYS = 10
FADED_DAYS = 30
# A household is asked ten days before its word fades, and about one matter or another at most once a week.
ASK_DAYS = FADED_DAYS - 10
ASK_AGAIN_DAYS = 7
# How long after its last day a harvest is asked how much it gave, and how far back that tells of a household's word.
ACTUAL_ASKED_DAYS = 60
ACCURACY_DAYS = 3 * 365

# What counts is what can still be had: once the household has said what is left, that much over the days left.
HARVESTS = Ledger(
    "harvests_harvest",
    ACTIVE_HARVEST,
    kg="supply_kg",
    count="harvest_count",
    volume="coalesce(left_kg, volume_kg)",
    starts="greatest(starts_on, progress_on)",
)


class HarvestQuerySet(WindowQuerySet):
    def active(self) -> Self:
        """Harvests that count in the calendar."""
        return self.filter(status__in=ACTIVE_HARVEST)

    def public(self) -> Self:
        """What buyers may see: active harvests of verified households."""
        return self.active().filter(household__verification=Verification.VERIFIED)

    def in_provinces(self, province_ids) -> Self:
        return self.filter(province__in=province_ids)

    def owned_by(self, user) -> Self:
        return self.filter(household__owner=user)

    def with_places(self) -> Self:
        return self.select_related("commodity", "household__commune", "province")

    def to_confirm(self, now: dt.datetime, days: int = FRESH_DAYS) -> Self:
        """Harvests still to come or on, whose household last gave its word more than `days` ago."""
        today = timezone.localdate(now)
        return self.active().not_over(today).filter(confirmed_at__lt=now - dt.timedelta(days=days + 1))

    def over(self, today: dt.date) -> Self:
        """Harvests whose days have passed or that were sold out; what was cancelled never was."""
        passed = Q(ends_on__lt=today) & ~Q(status=HarvestStatus.CANCELLED)
        return self.filter(passed | Q(status=HarvestStatus.SOLD_OUT))

    def actual_unknown(self, today: dt.date) -> Self:
        """Harvests lately over, of which nobody has said yet how much they gave."""
        since = today - dt.timedelta(days=ACTUAL_ASKED_DAYS)
        return self.over(today).filter(actual_kg=None, ends_on__gte=since)

    def reported(self, today: dt.date) -> Self:
        """Harvests of the last three years of which is known how much they gave."""
        return self.filter(actual_kg__isnull=False, ends_on__gte=today - dt.timedelta(days=ACCURACY_DAYS))

    def soonest_ending(self) -> Self:
        return self.order_by("ends_on", "pk")

    def newest(self) -> Self:
        return self.order_by("-pk")


@pghistory.track(exclude=["form_key", "asked_at"])
class Harvest(WindowModel):
    """`volume_kg` is all of the window's, `price_vnd` per kg. `province` is the household's, kept by the database.

    Progress is three columns or none: on `progress_on` the household had `gathered_kg` in and `left_kg` to come.
    `promised_kg` is the volume declared before the first day, kept where it was amended afterwards; `actual_kg` is what
    the window gave in the end (0 where the crop was lost). `asked_at` is when the household was last texted about it.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="harvests", verbose_name="hộ sản xuất", db_index=False
    )
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="harvests", verbose_name="tỉnh (63)", editable=False, db_index=False
    )
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, related_name="harvests", verbose_name="nông sản", db_index=False
    )
    status = models.CharField("trạng thái", max_length=10, choices=HarvestStatus, default=HarvestStatus.PLANNED)
    confirmed_at = models.DateTimeField("xác nhận lúc", default=timezone.now, editable=False)
    gathered_kg = models.PositiveIntegerField("đã thu (kg)", null=True, blank=True)
    left_kg = models.PositiveIntegerField("còn lại (kg)", null=True, blank=True)
    progress_on = models.DateField("tiến độ ngày", null=True, blank=True)
    promised_kg = models.PositiveIntegerField("khai trước vụ (kg)", null=True, blank=True, editable=False)
    actual_kg = models.PositiveIntegerField("thực thu (kg)", null=True, blank=True)
    actual_at = models.DateTimeField("báo thực thu lúc", null=True, blank=True, editable=False)
    asked_at = models.DateTimeField("hỏi lại lúc", null=True, blank=True, editable=False)

    objects = HarvestQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt thu hoạch"
        verbose_name_plural = "đợt thu hoạch"
        ordering = ("-pk",)
        constraints = [
            *window_constraints("harvest"),
            models.CheckConstraint(name="harvest_status_known", condition=Q(status__in=HarvestStatus.values)),
            models.CheckConstraint(
                name="harvest_progress_whole",
                condition=Q(gathered_kg=None, left_kg=None, progress_on=None)
                | Q(
                    gathered_kg__isnull=False,
                    left_kg__isnull=False,
                    progress_on__isnull=False,
                    left_kg__gt=0,
                    progress_on__lte=F("ends_on"),
                ),
                violation_error_message="Tiến độ gồm đã thu bao nhiêu, còn bao nhiêu và ngày nào, trong đợt thu hoạch.",
            ),
            models.CheckConstraint(
                name="harvest_actual_is_dated",
                condition=Q(actual_kg=None, actual_at=None) | Q(actual_kg__isnull=False, actual_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=("household", "-id"), name="harvest_household"),
            models.Index(
                fields=("commodity", "ends_on", "id"), name="harvest_ripe", condition=Q(status__in=ACTIVE_HARVEST)
            ),
            models.Index(
                fields=("commodity", "province", "ends_on", "id"),
                name="harvest_ripe_in_province",
                condition=Q(status__in=ACTIVE_HARVEST),
            ),
            models.Index(fields=("province", "-id"), name="harvest_province"),
            models.Index(
                fields=("commodity", "province", "ends_on"),
                name="harvest_reported",
                condition=Q(actual_kg__isnull=False),
                include=("household", "volume_kg", "promised_kg", "actual_kg"),
            ),
            # Whom to ask today: the least fresh first.
            models.Index(fields=("confirmed_at",), name="harvest_to_ask", condition=Q(status__in=ACTIVE_HARVEST)),
        ]
        triggers = [
            *HARVESTS.triggers(),
            pgtrigger.Trigger(
                name="take_province",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id", "province_id"),
                # Held until the end, so that a household that moves meanwhile waits and finds this harvest too.
                func="""
                    SELECT province_id INTO NEW.province_id FROM households_household WHERE id = NEW.household_id
                    FOR SHARE;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.commodity}, {self.starts_on:%d/%m/%Y} – {self.ends_on:%d/%m/%Y}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_HARVEST

    @property
    def remaining_kg(self) -> int:
        """What can still be had of it: what the calendar counts."""
        return self.volume_kg if self.left_kg is None else self.left_kg

    @property
    def declared_kg(self) -> int:
        """What was declared for it before its first day: what the outcome is measured against."""
        return self.volume_kg if self.promised_kg is None else self.promised_kg

    def is_over(self, today: dt.date) -> bool:
        return self.status == HarvestStatus.SOLD_OUT or (self.is_active and self.ends_on < today)

    def stage(self, today: dt.date) -> str:
        """What to call it today, in Vietnamese: the days say more than the stored state once a window has begun."""
        if not self.is_active:
            return self.get_status_display()
        if today < self.starts_on:
            return str(HarvestStatus.PLANNED.label)
        return str(HarvestStatus.ONGOING.label) if today <= self.ends_on else "Đã qua ngày thu hoạch"

    def freshness(self, now: dt.datetime) -> Freshness:
        age = (now - self.confirmed_at).days
        return Freshness.FRESH if age <= FRESH_DAYS else Freshness.AGEING if age <= FADED_DAYS else Freshness.FADED


class HouseholdOnTheMove(Household):
    """A household that moves to another province takes its harvests along. Exists for its trigger only."""

    class Meta:
        proxy = True
        verbose_name = "hộ chuyển tỉnh"
        verbose_name_plural = "hộ chuyển tỉnh"
        triggers = [
            pgtrigger.Trigger(
                name="take_harvests_along",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("province_id"),
                condition=pgtrigger.Q(old__province__df=pgtrigger.F("new__province")),
                func="""
                    UPDATE harvests_harvest SET province_id = NEW.province_id WHERE household_id = NEW.id;
                    RETURN NULL;
                """,
            )
        ]
