"""What stands behind the code on a label: who made it, where, under which papers, when. Circular 02/2024/TT-BKHCN.

The page says what the portal holds and, where it holds nothing, says that: no fact is filled in.
"""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harvests.enums import HarvestStatus
from harvests.models import Harvest
from households.models import Certificate, Household
from households.models.merge import kept_code
from portal1034.core.pagecache import cached_page
from products.models import Product

HARVESTS_SINCE = dt.timedelta(days=365)
HARVESTS_SHOWN = 20


@login_not_required
@require_safe
@cached_page("households", "products", "season")
def trace(request, code: str):
    """By the code of a household or of a product.

    A label outlives the sale and the profile: archived products answer, merged households lead to the one kept.
    """
    if kept := kept_code(code.upper()):
        return redirect("pages:trace", kept)
    household, product = _behind(code)
    today = timezone.localdate()
    harvests = Harvest.objects.filter(household=household, ends_on__gte=today - HARVESTS_SINCE)
    if product:
        harvests = harvests.of_commodity(product.commodity)
    context = {
        "household": household,
        "product": product,
        "photo": next(iter(product.photos.all()), None) if product else None,
        "commodities": [product.commodity] if product else list(household.commodities.all()),
        "certificates": Certificate.objects.filter(household=household)
        .public(today)
        .select_related("verified_by__department"),
        "harvests": harvests.exclude(status=HarvestStatus.CANCELLED)
        .select_related("commodity")
        .order_by("-starts_on")[:HARVESTS_SHOWN],
        "today": today,
    }
    return render(request, "pages/trace.html", context)


def _behind(code: str) -> tuple[Household, Product | None]:
    """Return who stands behind the code, and the product if it is one's. Unverified households answer 404."""
    everyone = Household.objects.verified().select_related("commune__province__successor", "province__successor")
    if household := everyone.filter(code=code.upper()).first():
        return household, None
    product = (
        Product.objects.filter(code=code.lower(), household__in=everyone)
        .select_related("commodity", "household__commune__province__successor", "household__province__successor")
        .prefetch_related("photos")
        .first()
    )
    if product is None:
        raise Http404
    return product.household, product
