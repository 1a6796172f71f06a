"""What is left of a price, and what sending costs: arithmetic on the tables of fees. Every figure is an estimate.

Money is whole đồng, weight whole grams. Nothing here knows the database.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from products.enums import Marketplace, Reach

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Fee:
    """`percent` of the price and `fixed_vnd` a sale."""

    marketplace: str
    percent: Decimal
    fixed_vnd: int = 0

    def of(self, price_vnd: int) -> int:
        share = (price_vnd * self.percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
        return min(price_vnd, int(share) + self.fixed_vnd)


@dataclass(frozen=True)
class Rate:
    """One parcel up to `up_to_g` grams."""

    carrier: str
    reach: str
    up_to_g: int
    price_vnd: int


@dataclass(frozen=True)
class Net:
    """What a household gets for one unit sold on a marketplace: price = fee + net."""

    marketplace: str
    percent: Decimal
    fee_vnd: int
    net_vnd: int


@dataclass(frozen=True)
class Shipping:
    reach: str
    price_vnd: int


@dataclass(frozen=True)
class Estimate:
    """`nets` in the order of the marketplaces; `shipping` by reach, empty when no carrier takes so heavy a parcel."""

    nets: tuple[Net, ...]
    shipping: tuple[Shipping, ...]
    is_too_heavy: bool


def estimate(price_vnd: int, weight_g: int | None, fees: Iterable[Fee], rates: Sequence[Rate]) -> Estimate:
    """Return what is left of `price_vnd` on each marketplace, and the cheapest carriage of one unit by reach."""
    order = list(Marketplace.values)
    known = sorted((fee for fee in fees if fee.marketplace in order), key=lambda fee: order.index(fee.marketplace))
    nets = tuple(Net(fee.marketplace, fee.percent, fee.of(price_vnd), price_vnd - fee.of(price_vnd)) for fee in known)
    if weight_g is None:
        return Estimate(nets, (), False)
    costs = ((reach, cheapest(weight_g, reach, rates)) for reach in Reach.values)
    shipping = tuple(Shipping(reach, cost) for reach, cost in costs if cost is not None)
    return Estimate(nets, shipping, bool(rates) and not shipping)


def cheapest(weight_g: int, reach: str, rates: Iterable[Rate]) -> int | None:
    """Return the lowest price at which some carrier takes the parcel; None when it is too heavy for all of them."""
    fitting: dict[str, Rate] = {}
    for rate in rates:
        best = fitting.get(rate.carrier)
        if rate.reach == reach and weight_g <= rate.up_to_g and (best is None or rate.up_to_g < best.up_to_g):
            fitting[rate.carrier] = rate
    return min((rate.price_vnd for rate in fitting.values()), default=None)


def standard_fees() -> list[dict]:
    """Return the rows of data/marketplace_fees.csv as keyword arguments of MarketplaceFee."""
    return [
        row | {"percent": Decimal(row["percent"]), "fixed_vnd": int(row["fixed_vnd"]), "as_of": _day(row)}
        for row in _rows("marketplace_fees.csv")
    ]


def standard_carriers() -> list[dict]:
    """Return the rows of data/carrier_rates.csv as keyword arguments of CarrierRate."""
    return [
        row | {"up_to_g": int(row["up_to_g"]), "price_vnd": int(row["price_vnd"]), "as_of": _day(row)}
        for row in _rows("carrier_rates.csv")
    ]


def _rows(name: str) -> list[dict]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(row: dict) -> date:
    return date.fromisoformat(row["as_of"])
