"""The feasts that markets live by: when they fall, from the lunar calendar and, for Thanh minh, from the sun."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lunar_vn import LunarDate, jd_from_date, lunar_to_solar

from portal1034.commodities.dekads import Dekad

NEW_YEAR = _("Tết Nguyên đán")
# Lunar day and month. The twelfth month belongs to the lunar year before the solar one it mostly falls in.
_BY_THE_MOON = (
    (23, 12, -1, _("ông Công ông Táo")),
    (1, 1, 0, NEW_YEAR),
    (15, 1, 0, _("rằm tháng Giêng")),
    (15, 7, 0, _("rằm tháng Bảy")),
    (15, 8, 0, _("rằm tháng Tám")),
)
_CLEAR_AND_BRIGHT = _("Thanh minh")
_CLEAR_AND_BRIGHT_DEGREES = 15
_VIETNAM_HOURS = 7
_J2000 = 2_451_545.0


@dataclass(frozen=True, slots=True)
class Feast:
    day: dt.date
    name: str | Promise

    @property
    def dekad(self) -> Dekad:
        return Dekad.of(self.day)


def feasts_between(first: dt.date, last: dt.date) -> list[Feast]:
    """The feasts from `first` to `last`, both included, in order of time."""
    return [
        feast for year in range(first.year, last.year + 1) for feast in feasts_of(year) if first <= feast.day <= last
    ]


@lru_cache(maxsize=32)
def feasts_of(year: int) -> tuple[Feast, ...]:
    """The feasts of a solar year, 1901 to 2099, in order of time."""
    return tuple(sorted(_feasts_of(year), key=lambda feast: feast.day))


def _feasts_of(year: int) -> Iterator[Feast]:
    for day, month, shift, name in _BY_THE_MOON:
        yield Feast(lunar_to_solar(LunarDate(day, month, year + shift, False)), name)
    yield Feast(clear_and_bright(year), _CLEAR_AND_BRIGHT)


def clear_and_bright(year: int) -> dt.date:
    """The day, on Vietnamese clocks, on which the sun's longitude reaches 15° (tiết Thanh minh): 4 or 5 April."""
    day = dt.date(year, 4, 3)
    while _sun_longitude_at_the_end_of(day) < _CLEAR_AND_BRIGHT_DEGREES:
        day += dt.timedelta(days=1)
    return day


def _sun_longitude_at_the_end_of(day: dt.date) -> float:
    """Apparent longitude of the sun in degrees, in April within a hundredth (Meeus, Astronomical Algorithms, 25)."""
    centuries = (jd_from_date(day.day, day.month, day.year) + 0.5 - _VIETNAM_HOURS / 24 - _J2000) / 36_525
    mean = 280.46645 + 36_000.76983 * centuries + 0.0003032 * centuries**2
    anomaly = math.radians(357.52910 + 35_999.05030 * centuries - 0.0001559 * centuries**2)
    centre = (
        (1.914600 - 0.004817 * centuries) * math.sin(anomaly)
        + (0.019993 - 0.000101 * centuries) * math.sin(2 * anomaly)
        + 0.000290 * math.sin(3 * anomaly)
    )
    node = math.radians(125.04 - 1934.136 * centuries)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(node)) % 360
