"""What grows: commodities under every name they go by, when they are normally ripe, and official season notices."""

import re
from collections.abc import Iterable
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Mod
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad, dekad_choices, dekad_label, season_indices
from portal1034.commodities.enums import NoticeKind, SeasonKind, Unit
from portal1034.core.spoken import SpokenCharField
from portal1034.core.text import fold, nfc

_NOT_A_WORD = re.compile(r"[\W_]+")


class Category(models.Model):
    name = SpokenCharField(_("tên nhóm"), max_length=80, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=80, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("nhóm nông sản")
        verbose_name_plural = _("nhóm nông sản")
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.name


class CommodityQuerySet(models.QuerySet):
    def active(self) -> "CommodityQuerySet":
        return self.filter(is_active=True)

    def matching(self, text: str) -> "CommodityQuerySet":
        """Commodities one of whose names, aliases included, has words beginning with every word of `text`.

        Tone marks may be left out or put in. Names that carry the very marks typed come first ("dứa" puts Dứa before
        Dừa and Dưa hấu), whole names before beginnings. Text without a letter or digit matches nothing.
        """
        typed = _NOT_A_WORD.sub(" ", nfc(text).lower()).strip()
        if not typed:
            return self.none()
        folded = fold(typed)
        matches = self
        for word in folded.split():
            matches = matches.filter(search_text__contains=f" {word}")
        return matches.annotate(
            match_rank=Case(
                When(search_text__startswith=f" | {typed} | ", then=Value(0)),
                When(search_text__contains=f" | {typed} | ", then=Value(1)),
                When(search_text__contains=f" | {typed}", then=Value(2)),
                When(search_text__contains=f" | {folded} | ", then=Value(3)),
                When(search_text__contains=f" | {folded}", then=Value(4)),
                default=Value(5),
                output_field=models.SmallIntegerField(),
            )
        ).order_by("match_rank", "slug")


class Commodity(models.Model):
    """A crop, animal or catch that people ask for by name (loại nông sản).

    `search_text` is written by the database from `name`, `name_en` and the aliases: " | name | folded name | alias | …
    | ", each in lower case without punctuation. Two crops may fold to one word (Dứa, Dừa), so slugs are not derived on
    the fly.
    """

    name = SpokenCharField(_("tên nông sản"), max_length=80, unique=True)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=80, blank=True)
    slug = models.SlugField(_("đường dẫn"), max_length=80, unique=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="commodities", verbose_name=_("nhóm nông sản")
    )
    unit = models.CharField(_("đơn vị bán"), max_length=8, choices=Unit, default=Unit.KILOGRAM)
    kg_per_unit = models.DecimalField(
        _("số kg một đơn vị"),
        max_digits=8,
        decimal_places=3,
        default=Decimal(1),
        help_text=_("Trung bình một quả, nải, lít hay con nặng bao nhiêu kg; dùng để cộng sản lượng."),
    )
    is_active = models.BooleanField(_("đang dùng"), default=True)
    search_text = models.TextField(_("các tên gọi"), editable=False, default="")

    objects = CommodityQuerySet.as_manager()

    class Meta:
        verbose_name = _("nông sản")
        verbose_name_plural = _("nông sản")
        # Slugs are folded, so they sort as a Vietnamese reader expects (Đào beside Dưa), whatever the collation.
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                name="commodity_kg_per_unit_positive",
                condition=Q(kg_per_unit__gt=0),
                violation_error_message=_("Số kg một đơn vị phải lớn hơn 0."),
            ),
            models.CheckConstraint(
                name="commodity_kilogram_weighs_one",
                condition=~Q(unit=Unit.KILOGRAM) | Q(kg_per_unit=1),
                violation_error_message=_("Nông sản bán theo kg thì số kg một đơn vị là 1."),
            ),
            models.CheckConstraint(
                name="commodity_unit_known",
                condition=Q(unit__in=Unit.values),
                violation_error_message=_("Hãy chọn đơn vị bán: kg, quả, nải, lít hoặc con."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="write_search_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    SELECT ' | ' || string_agg(words || ' | ' || portal_fold(words) || ' | ', '' ORDER BY place, words)
                    INTO NEW.search_text
                    FROM (
                        SELECT 0 AS place, portal_search_words(NEW.name) AS words
                        UNION ALL
                        SELECT 1, portal_search_words(NEW.name_en) WHERE NEW.name_en <> ''
                        UNION ALL
                        SELECT 1, portal_search_words(alias.name)
                        FROM commodities_commodityalias AS alias
                        WHERE alias.commodity_id = NEW.id
                    ) AS spoken;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_vi(self) -> str:
        """The name in Vietnamese, in whatever language the page is."""
        return self._meta.get_field("name").value_from_object(self)


class CommodityAlias(models.Model):
    """Another name for a commodity. "Thơm" or "bưởi" may be said of several, so a name is unique within one only."""

    commodity = models.ForeignKey(
        Commodity, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("nông sản")
    )
    name = models.CharField(_("tên gọi khác"), max_length=80)

    class Meta:
        verbose_name = _("tên gọi khác")
        verbose_name_plural = _("tên gọi khác")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("commodity", "name"),
                name="commodityalias_once_per_commodity",
                violation_error_message=_("Nông sản này đã có tên gọi đó."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refresh_search_text",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # Touching the row lets the commodity's own trigger say the one rule.
                func="""
                    UPDATE commodities_commodity SET name = name WHERE id IN (OLD.commodity_id, NEW.commodity_id);
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReferenceSeasonQuerySet(models.QuerySet):
    def ripe_in(self, dekad: Dekad | int) -> "ReferenceSeasonQuerySet":
        """Seasons that the dekad (or its index 1..36) falls in, also those that run over New Year."""
        index = dekad.index if isinstance(dekad, Dekad) else dekad
        within_a_year = Q(start__lte=index, end__gte=index)
        over_new_year = Q(start__gt=F("end")) & (Q(start__lte=index) | Q(end__gte=index))
        return self.filter(within_a_year | over_new_year)

    def for_commodities(self, commodities: Iterable[Commodity | int]) -> "ReferenceSeasonQuerySet":
        return self.filter(commodity__in=commodities)

    def in_provinces(self, provinces: Iterable) -> "ReferenceSeasonQuerySet":
        return self.filter(province__in=provinces)


def _dekad_field(name: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        name,
        choices=dekad_choices,
        error_messages={"invalid_choice": _("Hãy chọn một trong 36 tuần mười ngày của năm.")},
    )


def _steps_from_start(field: str) -> Mod:
    return Mod(F(field) - F("start") + DEKADS_A_YEAR, DEKADS_A_YEAR)


class ReferenceSeason(models.Model):
    """When a commodity is normally ripe in a province (lịch mùa vụ tham chiếu). A guide, never a promise.

    `start`, `end`, `peak` are dekad indices 1..36; an end before the start runs over New Year.
    """

    commodity = models.ForeignKey(
        Commodity, on_delete=models.CASCADE, related_name="reference_seasons", verbose_name=_("nông sản")
    )
    province = models.ForeignKey(
        "regions.Province", on_delete=models.PROTECT, related_name="reference_seasons", verbose_name=_("tỉnh")
    )
    kind = models.CharField(_("vụ"), max_length=8, choices=SeasonKind, default=SeasonKind.MAIN)
    start = _dekad_field(_("vào vụ"))
    end = _dekad_field(_("hết vụ"))
    peak = _dekad_field(_("rộ vụ"))
    basis = models.CharField(
        _("căn cứ"), max_length=200, help_text=_("Biết từ đâu: báo đã đăng, kinh nghiệm địa phương…")
    )

    objects = ReferenceSeasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("mùa vụ tham chiếu")
        verbose_name_plural = _("mùa vụ tham chiếu")
        ordering = ("commodity", "province", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("commodity", "province", "kind"),
                name="referenceseason_once_per_kind",
                violation_error_message=_("Tỉnh này đã có mùa vụ tham chiếu của nông sản đó; hãy sửa mùa vụ đã có."),
            ),
            models.CheckConstraint(
                name="referenceseason_dekads_in_year",
                condition=Q(
                    start__range=(1, DEKADS_A_YEAR), end__range=(1, DEKADS_A_YEAR), peak__range=(1, DEKADS_A_YEAR)
                ),
                violation_error_message=_("Mỗi mốc mùa vụ là một trong 36 tuần mười ngày của năm."),
            ),
            models.CheckConstraint(
                name="referenceseason_peak_within",
                condition=Q(LessThanOrEqual(_steps_from_start("peak"), _steps_from_start("end"))),
                violation_error_message=_("Lúc rộ vụ phải nằm giữa lúc vào vụ và lúc hết vụ."),
            ),
            models.CheckConstraint(
                name="referenceseason_kind_known",
                condition=Q(kind__in=SeasonKind.values),
                violation_error_message=_("Hãy chọn chính vụ hoặc trái vụ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commodity}, {self.province}: {dekad_label(self.start)} – {dekad_label(self.end)}"

    @property
    def indices(self) -> tuple[int, ...]:
        """The dekad indices of the season, in its own order."""
        return season_indices(self.start, self.end)


class SeasonNoticeQuerySet(models.QuerySet):
    def published(self) -> "SeasonNoticeQuerySet":
        return self.filter(published_at__lte=timezone.now())

    def current_on(self, day) -> "SeasonNoticeQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def for_commodity(self, commodity: Commodity) -> "SeasonNoticeQuerySet":
        return self.filter(commodity=commodity)

    def for_province(self, province) -> "SeasonNoticeQuerySet":
        """Notices for the province and for the whole country."""
        return self.filter(Q(province=province) | Q(province=None))


class SeasonNotice(models.Model):
    """An official word about a season in a province, or in the whole country where `province` is empty.

    It is read by the public from `published_at` (empty: a draft) and is in force from `starts_on` to `ends_on`.
    """

    commodity = models.ForeignKey(
        Commodity, on_delete=models.CASCADE, related_name="notices", verbose_name=_("nông sản")
    )
    province = models.ForeignKey(
        "regions.Province",
        on_delete=models.PROTECT,
        related_name="season_notices",
        verbose_name=_("tỉnh"),
        null=True,
        blank=True,
        help_text=_("Để trống nếu báo cho cả nước."),
    )
    kind = models.CharField(_("loại thông báo"), max_length=16, choices=NoticeKind)
    title = models.CharField(_("tiêu đề"), max_length=160)
    body = models.TextField(_("nội dung"), blank=True)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    published_at = models.DateTimeField(_("đăng lúc"), null=True, blank=True)

    objects = SeasonNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo mùa vụ")
        verbose_name_plural = _("thông báo mùa vụ")
        ordering = ("-published_at", "-id")
        indexes = [models.Index(fields=("commodity", "ends_on"), name="seasonnotice_commodity_end")]
        constraints = [
            models.CheckConstraint(
                name="seasonnotice_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Ngày kết thúc phải bằng hoặc sau ngày bắt đầu."),
            ),
            models.CheckConstraint(
                name="seasonnotice_has_title",
                condition=~Q(title=""),
                violation_error_message=_("Hãy viết tiêu đề thông báo."),
            ),
            models.CheckConstraint(
                name="seasonnotice_kind_known",
                condition=Q(kind__in=NoticeKind.values),
                violation_error_message=_("Hãy chọn loại thông báo: vào vụ, rộ vụ, hết vụ hoặc cảnh báo giả mạo."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
