from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harvests.models import Harvest
from households.desk import desk_context, household_view
from portal1034.accounts.offline import works_offline
from portal1034.pages.desk import next_step
from products.cards import dress
from products.models import Product

PRODUCTS_SHOWN = 20


@never_cache
@household_view
@works_offline
@require_safe
def desk(request):
    """The household's first page: the next thing to do, what is on sale where, what is being harvested."""
    household = request.household
    products = list(Product.objects.kept().filter(household=household).for_desk()[:PRODUCTS_SHOWN])
    dress(products, groups=False)
    harvests = Harvest.objects.active().filter(household=household).with_places().soonest_ending()[:6]
    context = {
        **desk_context(household, "home"),
        "next": next_step(household, products),
        "products": products,
        "harvests": harvests,
        "today": timezone.localdate(),
    }
    return render(request, "pages/desk.html", context)
