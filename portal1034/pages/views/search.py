from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal1034.core.pagecache import cached_page
from portal1034.pages.search import commodities_for, understand
from portal1034.regions.models import Commune
from products.models import Product

PER_GROUP = 6


@login_not_required
@require_safe
@cached_page("products")
def search(request):
    """Crops, places, products: grouped, best first."""
    question = understand(request.GET.get("q", ""))
    context = {"question": question, "commodities": [], "communes": [], "products": []}
    if not question.is_empty:
        products = Product.objects.published().for_cards().matching(question.rest)
        if question.province:
            products = products.in_province(question.province)
        context |= {
            "commodities": commodities_for(question),
            "communes": Commune.objects.matching(question.text)[:PER_GROUP],
            "products": list(products[:PER_GROUP]) if question.rest else [],
        }
    context["found"] = any(context[k] for k in ("commodities", "communes", "products")) or question.province
    return render(request, "pages/search.html", context)
