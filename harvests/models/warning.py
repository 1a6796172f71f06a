"""When supply and demand part: the limits, and the warnings that officers judge (cảnh báo ùn ứ, thiếu hàng)."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import PUBLIC_WARNING, STANDING_WARNING, WarningKind, WarningState
from portal1034.accounts.models import Department, User
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province

LONGEST_LEAD = 18


def _percent(name: str, default: int) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        name,
        default=default,
        validators=[
            MinValueValidator(100, "Ghi từ 100 trở lên: 300 là gấp ba lần."),
            MaxValueValidator(10_000, "Ghi nhiều nhất 10.000, là gấp trăm lần."),
        ],
        help_text="Phần trăm: 300 là gấp ba lần.",
    )


def _least(name: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        name, default=10_000, help_text="Ít hơn mức này trong mười ngày thì không cảnh báo. 10.000 kg là 10 tấn."
    )


def _lead(name: str) -> models.PositiveSmallIntegerField:
    problem = f"Nhìn trước nhiều nhất {LONGEST_LEAD} kỳ mười ngày, là nửa năm."
    return models.PositiveSmallIntegerField(
        name,
        default=3,
        validators=[MaxValueValidator(LONGEST_LEAD, problem)],
        help_text="Số kỳ mười ngày nhìn trước: 3 là một tháng.",
    )


class WarningThreshold(models.Model):
    """From when to warn. The row without a commodity is the standard; a commodity may have limits of its own."""

    commodity = models.OneToOneField(
        Commodity, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="nông sản",
        help_text="Để trống là mức chung cho mọi nông sản.",
    )  # fmt: skip
    glut_percent = _percent("ùn ứ: cung hơn cầu (%)", 300)
    glut_least_kg = _least("ùn ứ: từ bao nhiêu kg cung")
    glut_lead = _lead("ùn ứ: báo trước")
    shortage_percent = _percent("thiếu: cầu hơn cung (%)", 150)
    shortage_least_kg = _least("thiếu: từ bao nhiêu kg cầu")
    shortage_lead = _lead("thiếu: báo trước")

    class Meta:
        verbose_name = "ngưỡng cảnh báo"
        verbose_name_plural = "ngưỡng cảnh báo"
        ordering = (F("commodity").asc(nulls_first=True),)
        constraints = [
            models.UniqueConstraint(
                fields=("commodity",),
                name="warningthreshold_one_standard",
                nulls_distinct=False,
                violation_error_message="Mỗi nông sản một dòng, và chỉ một dòng là mức chung. Hãy sửa dòng đã có.",
            ),
            models.CheckConstraint(
                name="warningthreshold_in_bounds",
                condition=Q(
                    glut_percent__range=(100, 10_000),
                    shortage_percent__range=(100, 10_000),
                    glut_lead__lte=LONGEST_LEAD,
                    shortage_lead__lte=LONGEST_LEAD,
                ),
                violation_error_message="Tỷ lệ từ 100 đến 10.000%, báo trước nhiều nhất 18 kỳ mười ngày.",
            ),
        ]

    def __str__(self):
        return self.commodity.name if self.commodity_id else "Mức chung"

    @property
    def is_standard(self) -> bool:
        return self.commodity_id is None


class SeasonWarningQuerySet(models.QuerySet):
    def suggested(self) -> Self:
        return self.filter(state=WarningState.SUGGESTED)

    def public(self) -> Self:
        """What an officer stands behind."""
        return self.filter(state__in=PUBLIC_WARNING)

    def called(self) -> Self:
        return self.filter(state=WarningState.CALLED)

    def with_names(self) -> Self:
        return self.select_related("commodity", "province")


class SeasonWarning(models.Model):
    """A commodity in one of the 63 whose supply and demand part from dekad `first_dekad` to `last_dekad` (ordinals).

    Found and refreshed by `harvests.weighing`; figures are whole kg over the window, `households` are the verified ones
    behind its supply. The officer's part: `state`, a `note`, a `reason` why not, and for a call its text, whom to turn
    to, and the figures as they were then.
    """

    kind = models.CharField("loại", max_length=8, choices=WarningKind, editable=False)
    commodity = models.ForeignKey(
        Commodity, models.CASCADE, related_name="+", verbose_name="nông sản", editable=False, db_index=False
    )
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", verbose_name="tỉnh (63)", editable=False, db_index=False
    )
    first_dekad = models.IntegerField("từ kỳ", editable=False)
    last_dekad = models.IntegerField("đến kỳ", editable=False)
    supply_kg = models.BigIntegerField("cung (kg)", editable=False)
    demand_kg = models.BigIntegerField("cầu (kg)", editable=False)
    households = models.IntegerField("số hộ", default=0, editable=False)
    state = models.CharField("trạng thái", max_length=9, choices=WarningState, default=WarningState.SUGGESTED)
    first_seen_at = models.DateTimeField("thấy lúc", default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="cán bộ"
    )
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True, editable=False)
    note = models.CharField("ghi chú của Sở", max_length=500, blank=True, default="")
    reason = models.CharField("lý do bỏ qua", max_length=500, blank=True, default="")
    dismissed_gap_kg = models.BigIntegerField("chênh khi bỏ qua (kg)", null=True, blank=True, editable=False)
    call_text = models.CharField("lời kêu gọi", max_length=500, blank=True, default="")
    contact = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="liên hệ Sở"
    )
    called_at = models.DateTimeField("kêu gọi lúc", null=True, blank=True, editable=False)
    supply_at_call_kg = models.BigIntegerField("cung khi kêu gọi (kg)", null=True, blank=True, editable=False)
    demand_at_call_kg = models.BigIntegerField("cầu khi kêu gọi (kg)", null=True, blank=True, editable=False)
    over_at = models.DateTimeField("hết lúc", null=True, blank=True, editable=False)

    objects = SeasonWarningQuerySet.as_manager()

    class Meta:
        verbose_name = "cảnh báo mùa vụ"
        verbose_name_plural = "cảnh báo mùa vụ"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "commodity", "province"),
                condition=Q(state__in=STANDING_WARNING),
                name="seasonwarning_one_standing",
            ),
            models.CheckConstraint(name="seasonwarning_kind_known", condition=Q(kind__in=WarningKind.values)),
            models.CheckConstraint(name="seasonwarning_state_known", condition=Q(state__in=WarningState.values)),
            models.CheckConstraint(name="seasonwarning_window", condition=Q(last_dekad__gte=F("first_dekad"))),
            models.CheckConstraint(
                name="seasonwarning_dismissed_why",
                condition=~Q(state=WarningState.DISMISSED) | (~Q(reason="") & Q(dismissed_gap_kg__isnull=False)),
            ),
            models.CheckConstraint(
                name="seasonwarning_called_whole",
                condition=~Q(state=WarningState.CALLED)
                | Q(
                    kind=WarningKind.GLUT, called_at__isnull=False, contact__isnull=False,
                    supply_at_call_kg__isnull=False, demand_at_call_kg__isnull=False,
                )
                & ~Q(call_text=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=("province", "state", "-id"), name="seasonwarning_queue"),
            models.Index(fields=("commodity", "province"), name="seasonwarning_of_commodity"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.commodity}, {self.province.short_name}"

    @property
    def gap_kg(self) -> int:
        """How far the two are apart: supply over demand for a glut, the other way for a shortage."""
        gap = self.supply_kg - self.demand_kg
        return gap if self.is_glut else -gap

    @property
    def is_glut(self) -> bool:
        return self.kind == WarningKind.GLUT

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING_WARNING

    @property
    def first(self) -> Dekad:
        return Dekad.from_ordinal(self.first_dekad)

    @property
    def last(self) -> Dekad:
        return Dekad.from_ordinal(self.last_dekad)

    @property
    def window_words(self) -> str:
        """ "đầu tháng 12 đến giữa tháng 12", or one dekad."""
        if self.first_dekad == self.last_dekad:
            return self.first.label
        return _("%(first)s đến %(last)s") % {"first": self.first.label, "last": self.last.label}
