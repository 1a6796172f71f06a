"""What ripens in the demonstration: windows around whatever day it is, after the reference seasons."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator

from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad, share_by_dekad
from portal1034.demo.crops import CROPS, NOT_PLANTS
from portal1034.demo.pieces import HarvestPlan, HouseholdPlan, Season

NOTES = (
    "", "", "Xe tải 5 tấn vào tận vườn.", "Bán cả vườn hoặc bán lẻ từng chuyến.", "Hái theo đơn, báo trước hai ngày.",
    "Có người hái và sọt sẵn.", "Ưu tiên người mua lấy đều cả vụ.", "Giá còn thương lượng theo số lượng.",
)  # fmt: skip
OTHER_NOTES = (
    "",
    "",
    "Xe đông lạnh đến tận nơi được.",
    "Bán rải trong cả đợt, báo trước hai ngày.",
    "Ưu tiên mối lấy đều.",
)
Window = tuple[dt.date, dt.date]


def occurrence(season: Season, today: dt.date) -> Window:
    """Return the first and last day of the season's run that is on today, or else of the next one."""
    length = (season.end - season.start) % DEKADS_A_YEAR
    for year in (today.year - 1, today.year, today.year + 1):
        first = Dekad(year, season.start)
        if first.next(length).end >= today:
            return first.start, first.next(length).end
    raise AssertionError("A season of next year ends after today")


def plan_harvests(
    rng: random.Random, households: list[HouseholdPlan], seasons: list[Season], today: dt.date
) -> list[HarvestPlan]:
    """Return some windows for each crop of each household, in the order in which they were declared."""
    of_crop: dict[tuple[str, str], list[Season]] = defaultdict(list)
    for season in seasons:
        of_crop[season.slug, season.province].append(season)
    planned = []
    for household in households:
        for slug in household.crops:
            for season in of_crop[slug, household.province]:
                planned += _of_season(rng, household, season, today)
    return sorted(planned, key=lambda harvest: -harvest.confirmed_days_ago)


def _of_season(rng: random.Random, household: HouseholdPlan, season: Season, today: dt.date) -> Iterator[HarvestPlan]:
    first, last = occurrence(season, today)
    windows = _running(rng, first, last, today) if first <= today else _coming(rng, first, last, season)
    for starts_on, ends_on in windows:
        yield _harvest(rng, household, season.slug, starts_on, ends_on, today)


def _running(rng: random.Random, first: dt.date, last: dt.date, today: dt.date) -> Iterator[Window]:
    """One window on today, perhaps one that is over, last year's, and what is still to come."""
    days = dt.timedelta
    if rng.random() < 0.5:
        yield first - days(365), first - days(365 - rng.randint(9, 16))
    if rng.random() < 0.35:
        over = today - days(rng.randint(24, 40))
        if over >= first:
            yield over, over + days(rng.randint(9, 16))
    yield max(first, today - days(rng.randint(2, 14))), min(last, today + days(rng.randint(5, 20)))
    for low, high in ((9, 27), (34, 80)):
        begins = today + days(rng.randint(low, high))
        if begins + days(4) <= last:
            yield begins, min(last, begins + days(rng.randint(9, 22)))


def _coming(rng: random.Random, first: dt.date, last: dt.date, season: Season) -> Iterator[Window]:
    """Windows around the peak, the early one first."""
    peak = Dekad.of(first).next((season.peak - season.start) % DEKADS_A_YEAR).start
    for low, high in ((-22, -8), (-4, 8)):
        begins = max(first, peak + dt.timedelta(days=rng.randint(low, high)))
        if begins + dt.timedelta(days=4) <= last:
            yield begins, min(last, begins + dt.timedelta(days=rng.randint(9, 20)))


def _harvest(
    rng: random.Random, household: HouseholdPlan, slug: str, starts_on: dt.date, ends_on: dt.date, today: dt.date
) -> HarvestPlan:
    crop = CROPS[slug]
    step = 500 if crop.kg[1] >= 5_000 else 100
    price = round(crop.price_kg * rng.uniform(0.88, 1.12) / 500) * 500
    is_over = ends_on < today
    volume_kg = max(step, round(rng.triangular(*crop.kg) / step) * step)
    # Farmers are hopeful: what comes in is a little less than was declared, now and then more.
    came_in = round(volume_kg * rng.uniform(0.72, 1.06) / step) * step if is_over else None
    is_running = starts_on < today <= ends_on and rng.random() < 0.4
    return HarvestPlan(
        household=household.number,
        slug=slug,
        starts_on=starts_on,
        ends_on=ends_on,
        volume_kg=volume_kg,
        price_vnd=price if rng.random() < 0.75 else None,
        note=rng.choice(OTHER_NOTES if slug in NOT_PLANTS else NOTES),
        confirmed_days_ago=_confirmed(rng, household, is_over),
        is_sold=is_over,
        actual_kg=came_in if rng.random() < 0.85 else None,
        left_kg=round(volume_kg * rng.uniform(0.3, 0.8) / 100) * 100 or None if is_running else None,
    )


def _confirmed(rng: random.Random, household: HouseholdPlan, is_over: bool) -> int:
    """Days since it was last confirmed: most lately, some to be asked again, a few long silent."""
    oldest = max(1, household.days_ago - 2)
    if is_over:
        return min(oldest, rng.randint(20, 45))
    low, high = rng.choices(((0, 9), (11, 28), (31, 40)), weights=(14, 4, 1))[0]
    return min(oldest, rng.randint(low, high))


def supply_within(harvests: list[HarvestPlan], first: dt.date, last: dt.date) -> dict[tuple[str, int], int]:
    """Return kg by slug and household that ripen in the dekads from `first`'s to `last`'s, sold ones left out."""
    low, high = Dekad.of(first).ordinal, Dekad.of(last).ordinal
    kg: dict[tuple[str, int], int] = defaultdict(int)
    for harvest in harvests:
        if not harvest.is_sold:
            shares = share_by_dekad(harvest.volume_kg, harvest.starts_on, harvest.ends_on)
            kg[harvest.slug, harvest.household] += sum(v for ordinal, v in shares.items() if low <= ordinal <= high)
    return {key: value for key, value in kg.items() if value}
