"""What a card shows beside the product itself: how many siblings there are and from what price, and the season."""

from collections.abc import Sequence

from django.db.models import Count, Min
from django.utils import timezone

from products.models import Product
from products.seasons import seasons_of


def dress(products: Sequence[Product], *, groups: bool = True) -> Sequence[Product]:
    """Set `kinds`, `cheapest_vnd` and `season` of each; at most two queries, however many there are."""
    seasons = seasons_of(products, timezone.localdate())
    facts = _facts({p.group_id for p in products if p.group_id}) if groups else {}
    for product in products:
        product.season = seasons[product.pk]
        product.kinds, product.cheapest_vnd = facts.get(product.group_id, (1, None))
    return products


def _facts(groups: set[int]) -> dict[int, tuple[int, int]]:
    if not groups:
        return {}
    siblings = Product.objects.published().filter(group__in=groups).order_by().values_list("group")
    return {group: (kinds, least) for group, kinds, least in siblings.annotate(Count("pk"), Min("price_vnd"))}
