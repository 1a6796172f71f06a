"""What a province grows, and who a household is, put together from every app."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.calendar import read_season
from harvests.calls import told_at
from harvests.drawing import draw_grid, draw_legend
from harvests.enums import Freshness
from harvests.models import Harvest
from harvests.places import Geography
from harvests.present import household_accuracy
from harvests.views.season_words import feast_marks
from households.areas import write_area
from households.models import Certificate, Household
from households.models.merge import kept_code
from news.models import Article
from portal1034.commodities.notices import notices_for
from portal1034.core.formatting import percent
from portal1034.core.pagecache import cached_page
from portal1034.pages.rows import calendar_rows, season_rows
from portal1034.regions.drawing import draw_map
from products.models import Product

HOUSEHOLDS_SHOWN = 12
PRODUCTS_SHOWN = 8
HARVESTS_SHOWN = 20
WARNINGS_SHOWN = 4
NOTICES_SHOWN = 4


@login_not_required
@require_safe
@cached_page("season", "households", "products", "news")
def province(request, slug: str):
    """One of the 63: what ripens there, its year, its households and products."""
    geography = Geography.read()
    found = next((p for p in geography.provinces if p.slug == slug), None)
    if found is None:
        raise Http404
    place = geography.find(slug)
    season = read_season(timezone.localdate(), geography=geography, place=place)
    households = Household.objects.verified().in_provinces([found]).select_related("commune")
    context = {
        "province": found,
        "warnings": told_at(place)[:WARNINGS_SHOWN],
        "notices": notices_for(provinces={found.pk})[:NOTICES_SHOWN],
        "season": season,
        "rows": season_rows(season.ripe + season.soon, place=found.slug),
        "later": season_rows(season.later, place=found.slug),
        "grid": draw_grid(
            calendar_rows(season.rows, place=found.slug),
            today_index=season.year.now.index,
            feasts=feast_marks(season.year),
        ),
        "legend": draw_legend(),
        "map": draw_map({}, title=_("%s trên bản đồ Việt Nam") % found.short_name, current=found.code),
        "households": households.order_by("-verified_at", "-pk")[:HOUSEHOLDS_SHOWN],
        "products": Product.objects.published().in_province(found).for_cards().order_by("-pk")[:PRODUCTS_SHOWN],
        "articles": Article.objects.published().in_province(found).newest_first().for_list()[:3],
    }
    return render(request, "pages/province.html", context)


@login_not_required
@require_safe
@cached_page("households", "products", "season")
def household(request, code: str):
    """The public page of a verified household: what it grows, harvests and sells. Contact goes through an offer."""
    if kept := kept_code(code.upper()):
        return redirect("pages:household", kept)
    everyone = Household.objects.verified().select_related(
        "commune__province__successor", "province__successor", "farm_photo", "farm_place"
    )
    found = get_object_or_404(everyone, code=code.upper())
    products = list(Product.objects.published().filter(household=found).for_cards()[:24])
    context = {
        "household": found,
        "farm_photo": getattr(found, "farm_photo", None),
        "farm_place": getattr(found, "farm_place", None),
        "crops": [(row.commodity, write_area(row.area_m2)) for row in found.crops.in_order()],
        "certificates": Certificate.objects.filter(household=found).public().select_related("verified_by__department"),
        "map": draw_map(
            {}, title=_("%s trên bản đồ Việt Nam") % found.province.short_name, current=found.province.code
        ),
        "harvests": _declared(found, products),
        "products": products,
        "today": timezone.localdate(),
    }
    return render(request, "pages/household.html", context)


def _declared(found: Household, products: list[Product]) -> list[dict]:
    """What the household has declared and is still to come: beside each harvest how sure its word is, how far earlier
    ones kept theirs, and what it sells of the same crop."""
    now, accuracy = timezone.now(), household_accuracy(found)
    rows = Harvest.objects.public().filter(household=found).not_over(timezone.localdate(now)).with_places()
    return [
        {
            "harvest": harvest,
            "is_faded": harvest.freshness(now) == Freshness.FADED,
            "share": percent(accuracy[harvest.commodity_id].share) if harvest.commodity_id in accuracy else "",
            "products": [product for product in products if product.commodity_id == harvest.commodity_id],
        }
        for harvest in rows.soonest_ending()[:HARVESTS_SHOWN]
    ]
