"""Who fits whom: harvests for a buy request, buy requests for a harvest, best first, each with why in one line.

The database narrows by commodity, window and place through its indexes and hands over at most CANDIDATES rows; ranking
them is arithmetic here. Distance is a straight line between the communes of the household and of the trader, so it is
said as "khoảng"; a trader who has told only a province is taken to be in the middle of it (of its communes).
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import Avg
from django.utils.translation import gettext as _

from harvests.models import BuyRequest, Harvest, Trader
from harvests.models.harvest import FADED_DAYS
from portal1034.core.formatting import NBSP, number, short_date, volume
from portal1034.regions.models import Commune

CANDIDATES = 200
SHOWN = 20
EARTH_KM = 6371
NEAR_KM, FAR_KM = 30, 600
# What a lorry fetches on one round: told apart in the summary.
AROUND_KM = 20
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Match:
    """`row` is a Harvest or a BuyRequest; `days` of both windows overlap; `score` is for ordering only, 0 to 1.

    `km` is None where the trader has told no place, `is_exact` where they have told their commune.
    """

    row: Harvest | BuyRequest
    days: int
    kg: int
    km: int | None
    is_exact: bool
    score: float
    why: str


@cache
def _middles() -> dict[int, Point]:
    """The middle of each of the 63, by key. Places never move while a process lives."""
    rows = Commune.objects.order_by().values_list("province").annotate(Avg("latitude"), Avg("longitude"))
    return {key: (latitude, longitude) for key, latitude, longitude in rows}


def _home(trader: Trader) -> Point | None:
    if trader.commune_id:
        return trader.commune.latitude, trader.commune.longitude
    return _middles().get(trader.province_id)


def distance_km(one: Point, other: Point) -> int:
    """Whole kilometres in a straight line (haversine)."""
    (lat, lon), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(half)))


def left_kg(harvest: Harvest) -> int:
    """What can still be bought: what the household said is left, or all it declared."""
    return harvest.volume_kg if harvest.left_kg is None else harvest.left_kg


def harvests_for(wanted: BuyRequest, now: dt.datetime, today: dt.date) -> list[Match]:
    """Public harvests of the commodity whose window meets the request's, where it is wanted; one query."""
    rows = (
        Harvest.objects.public()
        .of_commodity(wanted.commodity_id)
        .filter(starts_on__lte=wanted.ends_on, ends_on__gte=max(today, wanted.starts_on))
    )
    if wanted.several:
        named = BuyRequest.provinces.through.objects.filter(buyrequest=wanted)
        rows = rows.filter(province__in=named.values("province"))
    elif wanted.province_id:
        rows = rows.in_provinces([wanted.province_id])
    found = rows.with_places().soonest_ending()[:CANDIDATES]
    return _best(_match(harvest, harvest, wanted, now, today) for harvest in found)


def requests_for(harvest: Harvest, now: dt.datetime, today: dt.date) -> list[Match]:
    """Open requests for the harvest's commodity, window and province; one query."""
    rows = BuyRequest.objects.open().of_commodity(harvest.commodity_id).reaching([harvest.province_id])
    rows = rows.filter(starts_on__lte=harvest.ends_on, ends_on__gte=max(today, harvest.starts_on))
    found = rows.with_places().select_related("trader__province", "trader__commune").newest()[:CANDIDATES]
    return _best(_match(wanted, harvest, wanted, now, today) for wanted in found)


def _best(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda match: (-match.score, match.row.pk))


def _match(row, harvest: Harvest, wanted: BuyRequest, now: dt.datetime, today: dt.date) -> Match:
    first, last = max(harvest.starts_on, wanted.starts_on, today), min(harvest.ends_on, wanted.ends_on)
    days = (last - first).days + 1
    kg = min(left_kg(harvest) * days // harvest.days, wanted.volume_kg)
    place = harvest.household.commune
    home, is_exact = _home(wanted.trader), wanted.trader.commune_id is not None
    km = distance_km((place.latitude, place.longitude), home) if home else None
    inside = wanted.trader.province_id == harvest.province_id
    overlap = days / max(1, min(harvest.days, wanted.days))
    near = 0.5 if km is None else 1 - min(max(0 if inside else km - NEAR_KM, 0), FAR_KM) / FAR_KM
    told = harvest.confirmed_at if row is harvest else wanted.created_at
    fresh = 1 - min((now - told).days, FADED_DAYS) / FADED_DAYS
    trusted = 1 if row is harvest or wanted.trader.is_verified else 0
    score = 0.4 * min(overlap, 1) + 0.3 * near + 0.15 * trusted + 0.15 * fresh
    return Match(row, days, kg, km, is_exact, score, _why(days, first, last, _where(km, is_exact, inside)))


def _why(days: int, first: dt.date, last: dt.date, where: str) -> str:
    """ "Trùng 9 ngày (11/6 – 19/6), trong cùng tỉnh"."""
    overlap = _("Trùng %(days)s ngày (%(first)s – %(last)s)") % {
        "days": days, "first": short_date(first), "last": short_date(last)
    }  # fmt: skip
    return f"{overlap}, {where}"


def _where(km: int | None, is_exact: bool, inside: bool) -> str:
    if is_exact:
        return _("cách khoảng %s") % f"{number(km)}{NBSP}km"
    if inside:
        return _("trong cùng tỉnh")
    if km is None:
        return _("bên mua chưa ghi tỉnh nên chưa tính được đường")
    return _("cách khoảng %s tính từ giữa tỉnh bên mua") % f"{number(km)}{NBSP}km"


def harvests_summary(matches: list[Match]) -> str:
    """ "3 hộ, 12 tấn trong 20 km; 4 hộ, 15 tấn ở Bắc Giang; 1 hộ, 800 kg ở Hải Dương": what is around, where the trader
    has told their commune, then the fullest three provinces; "" for none.
    """
    households: dict[str, set[int]] = defaultdict(set)
    kg: dict[str, int] = defaultdict(int)
    for match in matches:
        place = match.row.province.short_name
        households[place].add(match.row.household_id)
        kg[place] += left_kg(match.row)
    fullest = sorted(kg, key=lambda place: (-kg[place], place))[:3]
    words = _("%(count)s hộ, %(kg)s ở %(place)s")
    said = [words % {"count": len(households[place]), "kg": volume(kg[place]), "place": place} for place in fullest]
    around = [match.row for match in matches if match.is_exact and match.km <= AROUND_KM]
    if around:
        told = {"count": len({row.household_id for row in around}), "kg": volume(sum(map(left_kg, around)))}
        said.insert(0, _("%(count)s hộ, %(kg)s trong %(km)s km") % {**told, "km": AROUND_KM})
    return "; ".join(said)


def requests_summary(matches: list[Match]) -> str:
    """ "2 bên mua cần 40 tấn, gần nhất trong tỉnh"; "" for none."""
    if not matches:
        return ""
    traders = {match.row.trader_id for match in matches}
    words = _("%(count)s bên mua cần %(kg)s") % {
        "count": len(traders), "kg": volume(sum(match.row.volume_kg for match in matches))
    }  # fmt: skip
    known = [match for match in matches if match.km is not None]
    if not known:
        return words
    nearest = min(known, key=lambda match: match.km)
    return f"{words}, {_('gần nhất cách khoảng %s') % f'{number(nearest.km)}{NBSP}km'}"
