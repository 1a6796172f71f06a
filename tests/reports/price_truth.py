"""What the price board must say, worked out in plain Python from plain rows: the other way to the same figures."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

Row = tuple[str, int | None, int, int]  # source, province, party, price


def percentile(values: list[Decimal], share: Decimal) -> Decimal:
    """As PostgreSQL's percentile_cont: between two neighbours in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def rounded(figure: Decimal) -> int:
    step = max(Decimal(10) ** (figure.adjusted() - 1) / 2, Decimal(1))
    return int((figure / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def expected(rows: list[Row]) -> dict[tuple[str, int | None], tuple[int, int, int | None, int | None]]:
    """(source, province) → (parties, median, low, high), of one commodity and week."""
    usual = percentile([Decimal(price) for *_who, price in rows], Decimal("0.5"))
    clean = [row for row in rows if usual / 20 <= row[3] <= usual * 20]
    prices: dict = defaultdict(lambda: defaultdict(list))
    for source, province, party, price in clean:
        prices[source, None][party].append(Decimal(price))
        if province is not None:
            prices[source, province][party].append(Decimal(price))
    told = {}
    for source in {row[0] for row in clean}:
        shown = sorted(
            (key for key in prices if key[0] == source and key[1] is not None and len(prices[key]) >= 3),
            key=lambda key: (len(prices[key]), key[1]),
        )
        provinces = {key[1] for key in shown}
        left = {party for one, province, party, _price in clean if one == source and province not in provinces}
        if 0 < len(left) < 3:
            shown = shown[1:]
        country = [(source, None)] if len(prices[source, None]) >= 3 else []
        told |= {key: _figures(prices[key]) for key in country + shown}
    return told


def _figures(by_party: dict[int, list[Decimal]]) -> tuple[int, int, int | None, int | None]:
    means = [sum(prices) / len(prices) for prices in by_party.values()]
    median, low, high = (rounded(percentile(means, Decimal(share))) for share in ("0.5", "0.1", "0.9"))
    return (len(means), median, low, high) if len(means) >= 5 else (len(means), median, None, None)
