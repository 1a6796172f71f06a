"""The producer: who they are, where, what they grow, and whether an officer has verified it."""

import re
import secrets

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Exists, F, Func, OuterRef
from django.urls import reverse

from households.enums import Verification
from portal1034.accounts.models import Consent, User
from portal1034.commodities.models import Commodity
from portal1034.core.models import TimestampedModel
from portal1034.core.text import fold
from portal1034.regions.models import Commune, Province

# Without 0/O, 1/I/L and U: read out over a bad line, typed from a printed label.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code() -> str:
    return "H" + "".join(secrets.choice(CODE_LETTERS) for _ in range(7))


def _folded_name() -> SearchVector:
    return SearchVector(Func(F("name"), function="portal_fold", output_field=models.TextField()), config="simple")


def _bare_name() -> Func:
    """The twin of `households.duplicates.bare_name` in the database, made by the migration that adds the column."""
    return Func(F("name"), function="portal_bare_name", output_field=models.TextField())


class HouseholdQuerySet(models.QuerySet):
    def named(self, text: str):
        """Households whose name has words beginning with every word of `text`, tone marks or not; from an index."""
        words = re.findall(r"[a-z0-9]+", fold(text[:120]))[:8]
        if not words:
            return self.none()
        query = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
        return self.annotate(folded_name=_folded_name()).filter(folded_name=query)

    def free_codes(self, count: int) -> list[str]:
        """Return new codes that nobody has: among millions, one drawn blindly would now and then be somebody's."""
        codes: set[str] = set()
        while len(codes) < count:
            drawn = {new_code() for _ in range(count - len(codes))}
            codes |= drawn - set(self.filter(code__in=drawn).values_list("code", flat=True))
        return list(codes)

    def verified(self):
        return self.filter(verification=Verification.VERIFIED)

    def waiting(self):
        return self.filter(verification=Verification.WAITING)

    def standing(self):
        """Every household but those merged into another: what figures count."""
        return self.exclude(verification=Verification.MERGED)

    def in_provinces(self, provinces):
        return self.filter(province__in=provinces)

    def owned_by(self, user):
        return self.filter(owner=user)

    def with_consent(self, purpose):
        """Only households whose owner's consent to `purpose` stands."""
        return self.filter(Exists(Consent.objects.active().for_purpose(purpose).filter(user=OuterRef("owner"))))


@pghistory.track(exclude=["bare_name"])
class Household(TimestampedModel):
    code = models.CharField("mã hộ", max_length=12, unique=True, default=new_code, editable=False)
    owner = models.OneToOneField(User, models.PROTECT, related_name="household", verbose_name="chủ hộ")
    name = models.CharField("tên hộ hoặc cơ sở", max_length=120)
    # The name without marks and titles, written by the database: doubles are found by an index.
    bare_name = models.GeneratedField(expression=_bare_name(), output_field=models.TextField(), db_persist=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, related_name="households", verbose_name="xã, phường", db_index=False
    )
    # The commune's province, kept here so that an officer's scope is one indexed column.
    province = models.ForeignKey(Province, models.PROTECT, related_name="households", verbose_name="tỉnh (63)")
    address_line = models.CharField("thôn, xóm, số nhà", max_length=200, blank=True)
    address_typed = models.CharField("địa chỉ như người dân ghi", max_length=300, blank=True)
    area_m2 = models.PositiveIntegerField("diện tích (m²)", null=True, blank=True)
    story = models.TextField("giới thiệu", max_length=2000, blank=True)
    commodities = models.ManyToManyField(
        Commodity, through="households.HouseholdCrop", related_name="households", blank=True, verbose_name="nông sản"
    )
    verification = models.CharField("xác minh", max_length=10, choices=Verification, default=Verification.WAITING)
    verified_at = models.DateTimeField("xác minh lúc", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="người xác minh"
    )
    return_reason = models.CharField("cần bổ sung gì", max_length=500, blank=True)
    # Sent with the form that made the row: a double click finds the row already made.
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "hộ sản xuất"
        verbose_name_plural = "hộ sản xuất"
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=("province", "verification", "-created_at"), name="household_queue"),
            models.Index(fields=("-created_at", "-id"), name="household_newest"),
            models.Index(fields=("province", "-created_at", "-id"), name="household_of_province"),
            # What a province's public page shows first, and what waits in the whole country.
            models.Index(
                fields=("province", "-verified_at", "-id"),
                condition=models.Q(verification=Verification.VERIFIED),
                name="household_verified",
            ),
            models.Index(
                fields=("verification", "-created_at", "-id"),
                condition=models.Q(verification__in=[Verification.WAITING, Verification.RETURNED, Verification.MERGED]),
                name="household_not_verified",
            ),
            models.Index(
                fields=("commune", "bare_name", "id"),
                include=("owner", "verification"),
                name="household_commune_name",
            ),
            GinIndex(_folded_name(), name="household_folded_name", fastupdate=False),
        ]
        constraints = [
            models.CheckConstraint(
                name="verified_household_has_verifier",
                condition=~models.Q(verification=Verification.VERIFIED)
                | models.Q(verified_at__isnull=False, verified_by__isnull=False),
                violation_error_message="Hộ đã xác minh phải ghi ai xác minh và lúc nào.",
            ),
            models.CheckConstraint(
                name="returned_household_has_reason",
                condition=~models.Q(verification=Verification.RETURNED) | ~models.Q(return_reason=""),
                violation_error_message="Ghi rõ hộ cần bổ sung gì.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pages:household", args=[self.code])

    @property
    def place(self) -> str:
        return f"{self.commune.name}, {self.province.short_name}"
