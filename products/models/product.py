"""A product: what a household sells, in which pack, at what price, and how much is left."""

import re
import secrets
from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households.enums import Verification
from households.models import Household
from portal1034.commodities.dekads import DEKADS_A_YEAR
from portal1034.commodities.models import Commodity
from portal1034.core.models import TimestampedModel
from portal1034.core.search import SearchedQuerySet, search_document
from portal1034.core.text import fold
from portal1034.regions.models import MergedProvince, Province
from products.enums import FRESH, KEEPS_WHEN_SOLD_ALL_YEAR, PRESERVED

CODE_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
MAX_PRICE_VND = 180_000_000
MAX_STOCK = 999_999
_PRESERVED_WORDS = "|".join(PRESERVED)
_IS_PRESERVED = re.compile(rf"\b({_PRESERVED_WORDS})\b", re.IGNORECASE)


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(7))


def external_id_of(code: str) -> str:
    """Return the name that the product of this code goes by on every marketplace, for ever."""
    return f"c1034-{code}"


def full_title_of(title: str, grade: str, unit_label: str, *, is_in_group: bool) -> str:
    """Return the title with the grade, and in a group with the pack, so that two siblings never read alike."""
    parts = [part for part in (grade, unit_label if is_in_group else "") if part]
    return ", ".join([title, *(part for part in parts if fold(part) not in fold(title))]) if parts else title


def choice_name_of(grade: str, unit_label: str) -> str:
    """Return what tells a sibling from the others: "loại 1, thùng 5 kg"."""
    return ", ".join(part for part in (grade, unit_label) if part)


class ProductQuerySet(SearchedQuerySet):
    def published(self) -> Self:
        """What the public may see: shown by its household, which an officer has verified."""
        return self.filter(shown_at__isnull=False, is_archived=False, household__verification=Verification.VERIFIED)

    def kept(self) -> Self:
        return self.filter(is_archived=False)

    def for_writing(self, *, skip_locked: bool = False) -> Self:
        """Hold the products' own rows until the transaction ends; the crop and the household are everybody's.

        Rows that point at them may be written meanwhile, for their keys do not change: else the reaper, at whose commit
        PostgreSQL looks at the product again, and an edit that wants the listing would each wait for the other.
        """
        return self.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)

    def fresh(self) -> Self:
        """Goods that spoil on the road; `Product.is_fresh` is the same rule."""
        keeps = Q(commodity__category__slug__in=KEEPS_WHEN_SOLD_ALL_YEAR, sells_all_year=True)
        # PostgreSQL's word boundaries are \\m and \\M.
        keeps |= Q(title__iregex=rf"\m({_PRESERVED_WORDS})\M")
        return self.filter(commodity__category__slug__in=FRESH).exclude(keeps)

    def in_province(self, province: Province | MergedProvince) -> Self:
        """Products of one of the 63 or of the 34, whichever is given."""
        if isinstance(province, MergedProvince):
            return self.filter(province__successor=province)
        return self.filter(province=province)

    def of_commodity(self, commodity: Commodity) -> Self:
        return self.filter(commodity=commodity)

    def beside(self, product: "Product") -> Self:
        """The product and its siblings, the first one first; the product alone where there is no group."""
        own = Q(group=product.group_id) if product.group_id else Q(pk=product.pk)
        return self.filter(own).order_by("pk")

    def one_per_group(self) -> Self:
        """Of siblings that are both in this set, only the newest."""
        newer = self.order_by().filter(group=models.OuterRef("group"), pk__gt=models.OuterRef("pk"))
        return self.filter(Q(group=None) | ~models.Exists(newer))

    def owned_by(self, user) -> Self:
        return self.filter(household__owner=user)

    def for_cards(self) -> Self:
        """With all that a card of the catalogue shows."""
        return self.select_related("household__commune", "province", "commodity").prefetch_related("photos")

    def with_payload_parts(self) -> Self:
        """With all that a marketplace's payload is made of."""
        related = ("household__owner", "household__commune", "household__province", "commodity__category")
        return self.select_related(*related).prefetch_related("photos")

    def on_shelves(self) -> Self:
        """The newest first, siblings side by side (annotation `shelf`: the first sibling's key)."""
        return self.annotate(shelf=Coalesce("group_id", "pk")).order_by("-shelf", "-pk")

    def for_desk(self) -> Self:
        return self.select_related("commodity", "household").prefetch_related("photos", "listings", "season_rests")


@pghistory.track(exclude=["document", "names", "form_key"])
class Product(TimestampedModel):
    code = models.CharField(_("mã"), max_length=10, unique=True, default=new_code, editable=False)
    slug = models.SlugField(_("đường dẫn"), max_length=160, unique=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="products", verbose_name=_("hộ"))
    # The household's province, kept here so that an officer's scope is one indexed column.
    province = models.ForeignKey(Province, models.PROTECT, related_name="products", verbose_name=_("tỉnh (63)"))
    commodity = models.ForeignKey(Commodity, models.PROTECT, related_name="products", verbose_name=_("nông sản"))
    title = models.CharField(_("tên sản phẩm"), max_length=120)
    description = models.TextField(_("mô tả"), max_length=5000, blank=True)
    unit_label = models.CharField(_("bán theo"), max_length=40)
    price_vnd = models.PositiveIntegerField(_("giá một đơn vị (đồng)"))
    stock = models.PositiveIntegerField(_("còn bao nhiêu"))
    weight_g = models.PositiveIntegerField(_("một đơn vị nặng (gam)"))
    # Siblings are products of their own (price, stock, listings), tied by the first of them, which names itself too.
    group = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="siblings", verbose_name=_("cùng nhóm với")
    )
    grade = models.CharField(_("loại"), max_length=40, blank=True)
    sells_all_year = models.BooleanField(_("bán quanh năm"), default=False)
    # The household's own season, in dekads of any year; empty means that the reference season counts.
    sells_from = models.PositiveSmallIntegerField(_("bán từ"), null=True, blank=True)
    sells_until = models.PositiveSmallIntegerField(_("bán đến"), null=True, blank=True)
    is_archived = models.BooleanField(_("đã cất"), default=False)
    shown_at = models.DateTimeField(_("hiện trên cổng từ"), null=True, blank=True, editable=False)
    names = models.TextField(_("các tên để tìm"), editable=False, default="")
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    document = models.GeneratedField(
        expression=search_document(title="A", names="B", description="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProductQuerySet.as_manager()

    # What products.cards.dress() tells of a product that stands on a page.
    kinds, cheapest_vnd, season = 1, None, None

    class Meta:
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        ordering = ("-pk",)
        indexes = [
            GinIndex(fields=("document",), name="product_document", fastupdate=False),
            models.Index(fields=("province", "-id"), name="product_province"),
            models.Index(fields=("commodity", "-id"), name="product_commodity"),
            models.Index(fields=("household", "-id"), name="product_household"),
            models.Index(fields=("-id",), name="product_shown", condition=Q(shown_at__isnull=False, is_archived=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="product_price_in_range",
                condition=Q(price_vnd__gt=0, price_vnd__lte=MAX_PRICE_VND),
                violation_error_message=_("Giá phải lớn hơn 0 và không quá 180.000.000 đ."),
            ),
            models.CheckConstraint(
                name="product_stock_in_range",
                condition=Q(stock__lte=MAX_STOCK),
                violation_error_message=_("Số còn lại nhiều nhất là 999.999."),
            ),
            models.CheckConstraint(
                name="product_weight_positive",
                condition=Q(weight_g__gt=0),
                violation_error_message=_("Một đơn vị phải nặng hơn 0 gam."),
            ),
            models.CheckConstraint(
                name="product_named", condition=~Q(title=""), violation_error_message=_("Bác ghi tên sản phẩm.")
            ),
            models.CheckConstraint(
                name="product_own_season_whole",
                condition=Q(sells_from__isnull=True, sells_until__isnull=True)
                | Q(sells_from__range=(1, DEKADS_A_YEAR), sells_until__range=(1, DEKADS_A_YEAR)),
                violation_error_message=_("Mùa bán riêng cần cả lúc bắt đầu và lúc kết thúc."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("products:detail", args=[self.slug])

    @property
    def external_id(self) -> str:
        return external_id_of(self.code)

    @property
    def full_title(self) -> str:
        return full_title_of(self.title, self.grade, self.unit_label, is_in_group=self.group_id is not None)

    @property
    def is_fresh(self) -> bool:
        """See ProductQuerySet.fresh; of products with their commodity's category at hand."""
        group = self.commodity.category.slug
        keeps = self.sells_all_year and group in KEEPS_WHEN_SOLD_ALL_YEAR
        return group in FRESH and not keeps and not _IS_PRESERVED.search(self.title)

    @property
    def choice_name(self) -> str:
        return choice_name_of(self.grade, self.unit_label)

    @property
    def unit_word(self) -> str:
        """The first word of the pack: "thùng" of "thùng 5 kg"."""
        return self.unit_label.split()[0] if self.unit_label else ""

    @property
    def open_rest(self):
        """The end of a season that the household has still to answer, or None (reads the prefetched rests)."""
        return next((rest for rest in self.season_rests.all() if rest.closed_at is None), None)

    @property
    def cover(self):
        """The first photograph, or None (reads the prefetched photos)."""
        return next(iter(self.photos.all()), None)

    def known_names(self) -> str:
        """Return what the product is also searched by: the crop's names, the household, the place old and new."""
        household, commodity = self.household, self.commodity
        aliases = [alias.name for alias in commodity.aliases.all()]
        province = household.province
        former = [name for place in household.commune.former_places.all() for name in (place.ward, place.district)]
        places = dict.fromkeys((household.commune.name, province.short_name, province.successor.short_name, *former))
        known = (commodity.name, *aliases, household.name, *places, self.grade)
        return " | ".join(name for name in known if name)
