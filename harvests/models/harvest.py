"""A household's declaration: which commodity, when, how much (đợt thu hoạch)."""

import datetime as dt
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
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

HARVESTS = Ledger("harvests_harvest", ACTIVE_HARVEST, kg="supply_kg", count="harvest_count")


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

    def soonest_ending(self) -> Self:
        return self.order_by("ends_on", "pk")

    def newest(self) -> Self:
        return self.order_by("-pk")


@pghistory.track(exclude=["form_key"])
class Harvest(WindowModel):
    """`volume_kg` is all of the window's, `price_vnd` per kg. `province` is the household's, kept by the database."""

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

    objects = HarvestQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt thu hoạch"
        verbose_name_plural = "đợt thu hoạch"
        ordering = ("-pk",)
        constraints = [
            *window_constraints("harvest"),
            models.CheckConstraint(name="harvest_status_known", condition=Q(status__in=HarvestStatus.values)),
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
        ]
        triggers = [
            *HARVESTS.triggers(),
            pgtrigger.Trigger(
                name="take_province",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id", "province_id"),
                func="""
                    SELECT province_id INTO NEW.province_id FROM households_household WHERE id = NEW.household_id;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.commodity}, {self.starts_on:%d/%m/%Y} – {self.ends_on:%d/%m/%Y}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_HARVEST

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
