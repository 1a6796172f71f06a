"""Places: the Plan's 63 provinces, the 34 they became on 1 July 2025, the communes, and what people still call them.

Rows come from `operations.load_regions`; nobody types them. A commune lies in exactly one of the 63, so one foreign
key answers for both maps.
"""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from portal1034.core.spoken import SpokenCharField
from portal1034.core.text import nfc

from .enums import CommuneKind, Zone
from .names import in_english_order, lower_first, words

_MAX_QUERY_WORDS = 12
_KIND_PHRASES = ("thi tran", "thi xa", "thanh pho", "dac khu", "phuong", "xa", "huien", "quan", "tinh")


class PlaceQuerySet(models.QuerySet):
    def by_slug(self, slug: str) -> Self:
        """Return the place whose address part is `slug` ("bac-giang"), as a queryset of one or none."""
        return self.filter(slug=slug)


class MergedProvince(models.Model):
    """One of the 34 provinces since 1 July 2025."""

    code = models.CharField(_("mã"), max_length=2, unique=True)
    name = SpokenCharField(_("tên"), max_length=60)
    short_name = models.CharField(_("tên ngắn"), max_length=40)
    slug = models.SlugField(_("đường dẫn"), max_length=40, unique=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("tỉnh (34)")
        verbose_name_plural = _("tỉnh (34)")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name

    @property
    def name_en(self) -> str:
        """On English pages "Bắc Giang" says it all."""
        return self.short_name

    @property
    def name_in_sentence(self) -> str:
        return lower_first(self.name)


class Province(models.Model):
    """One of the 63 provinces of the Plan; `map_id` names its shape in data/map63.json."""

    code = models.CharField(_("mã"), max_length=2, unique=True)
    name = SpokenCharField(_("tên"), max_length=60)
    short_name = models.CharField(_("tên ngắn"), max_length=40)
    slug = models.SlugField(_("đường dẫn"), max_length=40, unique=True)
    zone = models.CharField(_("vùng"), max_length=20, choices=Zone)
    map_id = models.CharField(_("mã trên bản đồ"), max_length=20, unique=True)
    successor = models.ForeignKey(
        MergedProvince, on_delete=models.PROTECT, related_name="predecessors", verbose_name=_("tỉnh sau sáp nhập")
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("tỉnh (63)")
        verbose_name_plural = _("tỉnh (63)")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(zone__in=Zone.values), name="province_zone_known")]

    def __str__(self) -> str:
        return self.short_name

    @property
    def name_en(self) -> str:
        """On English pages "Bắc Giang" says it all."""
        return self.short_name

    @property
    def name_in_sentence(self) -> str:
        return lower_first(self.name)


class CommuneQuerySet(models.QuerySet):
    def with_provinces(self) -> Self:
        return self.select_related("province__successor")

    def in_province(self, province: Province | MergedProvince) -> Self:
        """Return the communes of one of the 63 or of the 34, whichever is given."""
        if isinstance(province, MergedProvince):
            return self.filter(province__successor=province)
        return self.filter(province=province)

    def matching(self, text: str) -> Self:
        """Return the communes that `text` finds, now or by an old name, the likeliest first; slice it.

        Every word must be found, the last one by its beginning; tone marks may be missing. Text without a letter or
        digit finds nothing. Uses the two search indexes.
        """
        found = words(text[:200])[:_MAX_QUERY_WORDS]
        if not found:
            return self.none()
        query = _search_query(found)
        former = FormerPlace.objects.filter(commune=OuterRef("pk"))
        by_name = Commune.objects.annotate(document=_document()).filter(document=query).order_by().values("pk")
        by_old_name = FormerPlace.objects.annotate(document=_document()).filter(document=query).order_by()
        name = _without_kind(" ".join(found))
        return (
            # A union, not an OR: PostgreSQL then answers each half from its own index.
            self.filter(pk__in=by_name.union(by_old_name.values("commune")))
            .annotate(
                document=_document(),
                match_rank=Case(
                    When(short_name__iexact=nfc(text[:200]), then=Value(0)),
                    When(name__iexact=nfc(text[:200]), then=Value(0)),
                    When(name_key=name, then=Value(1)),
                    When(Exists(former.filter(ward_key=name, is_default=True)), then=Value(2)),
                    When(name_key__startswith=name, then=Value(3)),
                    When(Exists(former.filter(ward_key__startswith=name)), then=Value(4)),
                    When(document=query, then=Value(5)),
                    default=Value(6),
                ),
            )
            .order_by("match_rank", "name_key", "code")
        )


def _document() -> SearchVector:
    return SearchVector("search_text", config="simple")


def _search_query(found: list[str]) -> SearchQuery:
    """Return all of `found`, the last by prefix; or, written without spaces, one old name of the place."""
    spelled = " & ".join([*found[:-1], f"{found[-1]}:*"])
    return SearchQuery(f"({spelled}) | {''.join(found)}:*", search_type="raw", config="simple")


def _without_kind(name: str) -> str:
    kind = next((kind for kind in _KIND_PHRASES if name.startswith(kind + " ")), "")
    return name.removeprefix(kind).strip()


class Commune(models.Model):
    """A commune, ward or special zone since 1 July 2025."""

    code = models.CharField(_("mã"), max_length=5, unique=True)
    name = SpokenCharField(_("tên"), max_length=60)
    short_name = models.CharField(_("tên ngắn"), max_length=50)
    kind = models.CharField(_("loại"), max_length=12, choices=CommuneKind)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="communes", verbose_name=_("tỉnh (63)")
    )
    latitude = models.FloatField(_("vĩ độ"))
    longitude = models.FloatField(_("kinh độ"))
    name_key = models.CharField(max_length=50, editable=False)
    search_text = models.TextField(editable=False)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("xã, phường")
        verbose_name_plural = _("xã, phường")
        ordering = ["name_key", "code"]
        indexes = [
            GinIndex(SearchVector("search_text", config="simple"), name="commune_search", fastupdate=False),
            models.Index(fields=["province", "name_key"], name="commune_in_province"),
        ]
        constraints = [models.CheckConstraint(condition=Q(kind__in=CommuneKind.values), name="commune_kind_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def name_en(self) -> str:
        """ "Lục Ngạn commune"."""
        return in_english_order(self.name_vi)

    @property
    def name_vi(self) -> str:
        return self._meta.get_field("name").value_from_object(self)

    @property
    def full_name(self) -> str:
        """Return "Xã Lục Ngạn, tỉnh Bắc Ninh" (needs `province__successor`)."""
        return f"{self.name}, {self.province.successor.name_in_sentence}"


class FormerPlace(models.Model):
    """A ward of before 1 July 2025 and one commune it went to; a divided ward has several rows, one `is_default`.

    It was in the commune's province of the 63. An island district without wards has "" for `ward`.
    """

    code = models.CharField(_("mã cũ"), max_length=5, db_index=True)
    ward = models.CharField(_("xã, phường cũ"), max_length=60, blank=True)
    district = models.CharField(_("huyện cũ"), max_length=60)
    commune = models.ForeignKey(
        Commune, on_delete=models.CASCADE, related_name="former_places", verbose_name=_("xã, phường nay")
    )
    is_default = models.BooleanField(_("phần chính"))
    ward_key = models.CharField(max_length=60, editable=False)
    search_text = models.TextField(editable=False)

    class Meta:
        verbose_name = _("tên cũ")
        verbose_name_plural = _("tên cũ")
        ordering = ["code", "-is_default"]
        indexes = [GinIndex(SearchVector("search_text", config="simple"), name="former_place_search", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(fields=["code", "ward_key", "district", "commune"], name="former_place_once"),
            models.UniqueConstraint(
                fields=["code", "ward_key", "district"], condition=Q(is_default=True), name="former_place_one_default"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.ward, self.district)))

    @property
    def name_in_sentence(self) -> str:
        return ", ".join(lower_first(name) for name in (self.ward, self.district) if name)


class RegionRelease(models.Model):
    """What `load_regions` loaded last: it does nothing while the sources are the same."""

    fingerprint = models.CharField(_("dấu vân dữ liệu"), max_length=64, unique=True)
    loaded_at = models.DateTimeField(_("nạp lúc"), auto_now=True)

    class Meta:
        verbose_name = _("lần nạp địa phương")
        verbose_name_plural = _("lần nạp địa phương")
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return self.fingerprint[:12]
