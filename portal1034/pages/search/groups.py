"""What answers a question, in groups, the likeliest first. Each group has its time; one that is too slow says so."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harvests.views.season_words import answer_there
from households.models import Household
from news.models import Article, Document, Guide
from portal1034.commodities.dekads import format_dekad
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import short_date, vnd
from portal1034.core.search import TooSlow, within
from portal1034.core.text import fold
from portal1034.pages.search.question import Question
from portal1034.regions.addresses import Candidate, suggest
from portal1034.regions.models import Commune, Province
from portal1034.regions.names import split_kind
from products.models import Product
from products.packs import pack

PER_GROUP = 6
MILLISECONDS_A_GROUP = 200


@dataclass(frozen=True)
class Hit:
    """`picture` is a commodity's slug, or else `icon` the name of one; `note` is the second line."""

    title: str
    url: str
    note: str = ""
    picture: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Group:
    """`more_url` leads to all of them where there is such a page; `is_late` says that there was no time to look."""

    code: str
    title: str
    hits: tuple[Hit, ...]
    more_url: str = ""
    is_late: bool = False

    @property
    def is_said(self) -> bool:
        """Whether its titles are in the language of the page, rather than in what people wrote."""
        return self.code in {"season", "crops", "places"}


def find(question: Question, per_group: int = PER_GROUP) -> list[Group]:
    """Return the groups in which something was found. Where only a place was named, places come first."""
    if question.is_empty:
        return []
    order = ("crops", "products", "households", "places", "articles", "guides", "documents")
    if not question.subject:
        order = ("places", "crops", "products", "households", "articles", "guides", "documents")
    elif question.rest and not question.crops:
        order = ("products", "households", "crops", "places", "articles", "guides", "documents")
    if question.dekad:
        order = ("season", *order)
    with transaction.atomic():
        found = [_in_time(code, question, per_group) for code in order]
    return [group for group in found if group.hits or group.is_late]


def _in_time(code: str, question: Question, limit: int) -> Group:
    title, look, more = GROUPS[code]
    try:
        with within(MILLISECONDS_A_GROUP):
            hits = tuple(look(question, limit))
    except TooSlow:
        return Group(code, str(title), (), is_late=True)
    return Group(code, str(title), hits, more(question) if len(hits) == limit else "")


# ---- where the question is about ----


def _provinces(question: Question) -> Q:
    """Rows in the province(s) of the place, in a table with a column `province`."""
    place = question.place
    if place is None:
        return Q()
    if place.province is not None:
        return Q(province=place.province)
    if place.merged_province is not None:
        return Q(province__successor=place.merged_province)
    return Q(province__in={candidate.commune.province_id for candidate in place.candidates})


def _nearest_first(rows, question: Question, commune: str, limit: int) -> list:
    """Rows in the communes meant, and where they are too few, others of the same province."""
    place = question.place
    if place is None:
        return list(rows[:limit])
    here = list(rows.filter(**{f"{commune}__code__in": place.commune_codes})[:limit]) if place.commune_codes else []
    if len(here) < limit:
        around = rows.filter(_provinces(question)).exclude(pk__in=[row.pk for row in here])
        here += around[: limit - len(here)]
    return here


# ---- the groups ----


def _season(question: Question, limit: int) -> Iterator[Hit]:
    """The calendar then and there, with its answer in one sentence; of a crop, its own page says it."""
    if question.crops or (question.rest and question.place is None):
        return
    asked = {"tinh": "", "ky": format_dekad(question.dekad)}
    if question.place and (province := question.place.province or question.place.merged_province):
        merged = {} if isinstance(province, Province) else {"dia-gioi": "34"}
        asked = {**merged, "tinh": province.slug, "ky": asked["ky"]}
    title, sentence, url = answer_there(urlencode({name: value for name, value in asked.items() if value}))
    yield Hit(title, url, sentence, icon="calendar")


def _crops(question: Question, limit: int) -> Iterator[Hit]:
    place = question.place
    if question.dekad and not question.subject:
        return
    when = f"ky={format_dekad(question.dekad)}" if question.dekad else ""
    crops: Iterable[Commodity] = question.crops or Commodity.objects.active().matching(question.rest)
    slug, where = ("", "")
    if place and (province := place.province or place.merged_province):
        slug, where = province.slug, province.short_name
    for crop in crops[:limit]:
        url = reverse("harvests:commodity", args=[crop.slug])
        if slug:
            title = _("%(crop)s ở %(place)s") % {"crop": crop.name, "place": where}
            yield Hit(
                title,
                f"{url}?{'&'.join(filter(None, (f'tinh={slug}', when)))}",
                _("Khi nào chín, còn bao nhiêu, ai cần mua"),
                crop.slug,
            )
        else:
            yield Hit(crop.name, f"{url}?{when}" if when else url, _("Lịch mùa vụ cả nước"), crop.slug)


def _products(question: Question, limit: int) -> Iterator[Hit]:
    rows = Product.objects.published().select_related("household__commune", "province", "commodity")
    if question.crops and not question.rest:
        rows = rows.filter(commodity__in=question.crops).order_by("-pk")
    elif question.subject:
        rows = rows.matching(question.subject)
    else:
        rows = rows.order_by("-pk")
    for product in _nearest_first(rows, question, "household__commune", limit):
        note = f"{vnd(product.price_vnd)} / {pack(product.unit_label)} · {product.household.place}"
        yield Hit(product.title, product.get_absolute_url(), note, product.commodity.slug)


def _households(question: Question, limit: int) -> Iterator[Hit]:
    rows = Household.objects.verified().select_related("commune", "province")
    if question.crops and not question.rest:
        rows = rows.filter(commodities__in=question.crops).order_by("-pk").distinct()
    elif question.subject:
        rows = rows.named(question.subject).order_by("-pk")
    else:
        rows = rows.order_by("-pk")
    for household in _nearest_first(rows, question, "commune", limit):
        yield Hit(household.name, household.get_absolute_url(), household.place, icon="sprout")


def _places(question: Question, limit: int) -> list[Hit]:
    hits = []
    place = question.place
    if place and not place.commune and (province := place.province or place.merged_province):
        hits.append(_province_hit(province, place.district))
    communes = _communes(question, limit)
    hits += [_commune_hit(commune, former) for commune, former in communes]
    return hits[:limit]


def _communes(question: Question, limit: int) -> list[tuple[Commune, str]]:
    """Communes meant or named, where more people farm first, each with the old name that was asked for."""
    place = question.place
    meant = list(place.candidates) if place else []
    if place and place.commune:
        meant.insert(0, Candidate(place.commune, place.former))
    if not question.subject or question.subject == question.text:
        # Names that hold the words side by side; "Đường Hồng, Hà Giang" is not what "hồng giang" asks for.
        name = fold(split_kind(question.text[:1].upper() + question.text[1:])[1])
        meant += [candidate for candidate in suggest(question.text, limit) if name in fold(candidate.label)]
    named = {}
    for candidate in meant:
        known = named.get(candidate.commune.pk)
        if known is None or not known[1]:
            named[candidate.commune.pk] = (candidate.commune, candidate.former)
    farming = dict(Commune.objects.filter(pk__in=named).annotate(count=Count("households")).values_list("pk", "count"))
    return sorted(named.values(), key=lambda pair: -farming.get(pair[0].pk, 0))[:limit]


def _province_hit(province, district: str) -> Hit:
    if isinstance(province, Province):
        url = reverse("pages:province", args=[province.slug])
    else:
        url = f"{reverse('harvests:calendar')}?tinh={province.slug}&dia-gioi=34"
    note = _("%s cũ nay chia cho nhiều xã, phường") % district if district else _("Đang chín gì, ai trồng, ai bán")
    return Hit(province.name, url, note, icon="map-pin")


def _commune_hit(commune: Commune, former: str) -> Hit:
    url = reverse("pages:province", args=[commune.province.slug])
    return Hit(f"{commune.name}, {commune.province.short_name}", url, former[:1].upper() + former[1:], icon="map-pin")


def _articles(question: Question, limit: int) -> Iterator[Hit]:
    for article in Article.objects.published().matching(question.text).defer("body", "document")[:limit]:
        note = f"{article.get_topic_display()} · {short_date(article.published_at)}"
        yield Hit(article.title, article.get_absolute_url(), note, icon="newspaper")


def _guides(question: Question, limit: int) -> Iterator[Hit]:
    for guide in Guide.objects.shown().matching(question.text).defer("words", "document")[:limit]:
        yield Hit(guide.title, guide.get_absolute_url(), guide.summary, icon="info")


def _documents(question: Question, limit: int) -> Iterator[Hit]:
    for document in Document.objects.shown().matching(question.text).for_list()[:limit]:
        yield Hit(document.full_name, document.get_absolute_url(), document.title, icon="download")


def _catalogue(question: Question) -> str:
    return f"{reverse('products:catalogue')}?{urlencode({'q': question.text})}"


def _nowhere(question: Question) -> str:
    return ""


GROUPS: dict[str, tuple[str, Callable, Callable[[Question], str]]] = {
    "season": (gettext_lazy("Lịch mùa vụ"), _season, _nowhere),
    "crops": (gettext_lazy("Mùa vụ"), _crops, _nowhere),
    "places": (gettext_lazy("Nơi trồng"), _places, _nowhere),
    "products": (gettext_lazy("Đang bán"), _products, _catalogue),
    "households": (gettext_lazy("Hộ sản xuất"), _households, _nowhere),
    "articles": (gettext_lazy("Tin tức"), _articles, _nowhere),
    "guides": (gettext_lazy("Hướng dẫn"), _guides, _nowhere),
    "documents": (gettext_lazy("Văn bản"), _documents, _nowhere),
}
