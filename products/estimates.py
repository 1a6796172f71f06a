"""What is left of a price and what sending costs, with today's tables of fees. Estimates, and called so."""

from products.fees import Estimate, Fee, Rate, estimate
from products.models import CarrierRate, MarketplaceFee


def estimate_of(price_vnd: int | None, weight_g: int | None) -> Estimate | None:
    """Return the estimate for one unit; None without a price, or where administrators keep no fees. Two queries."""
    if not price_vnd:
        return None
    fees = [Fee(*row) for row in MarketplaceFee.objects.values_list("marketplace", "percent", "fixed_vnd")]
    rates = [Rate(*row) for row in CarrierRate.objects.values_list("carrier", "reach", "up_to_g", "price_vnd")]
    found = estimate(price_vnd, weight_g, fees, rates)
    return found if found.nets else None
