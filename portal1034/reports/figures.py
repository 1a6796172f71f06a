"""Reads of the Plan's figures: one query, no counting while somebody waits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from portal1034.regions.models import Province
from portal1034.reports.measures import FUNNEL, MEASURES, Measure
from portal1034.reports.models import Figure


@dataclass(frozen=True)
class Place:
    """A province of the 63 or the 34 with its figures by measure code."""

    code: str
    name: str
    slug: str
    values: dict[str, int]

    def value_of(self, measure: str) -> int:
        return self.values.get(measure, 0)

    @property
    def cells(self) -> list[tuple[Measure, int]]:
        return [(measure, self.value_of(measure.code)) for measure in MEASURES]

    @property
    def is_silent(self) -> bool:
        """Whether nothing has been counted there yet."""
        return not any(self.values.values())


@dataclass(frozen=True)
class Figures:
    """The figures of one day; `places` in the order of their registered households."""

    day: date
    computed_at: datetime
    country: Place
    places: list[Place]

    @property
    def told(self) -> list[Place]:
        return [place for place in self.places if not place.is_silent]

    @property
    def silent(self) -> list[Place]:
        """Places of zeros alone: named, not tabulated."""
        return [place for place in self.places if place.is_silent]

    @property
    def funnel(self) -> list[dict]:
        """Each step of the Plan's funnel with its share of the first, in whole percent."""
        first = self.country.value_of(FUNNEL[0])
        return [
            {
                "measure": m,
                "value": (value := self.country.value_of(m.code)),
                "percent": round(100 * value / first) if first else 0,
            }
            for m in MEASURES
            if m.code in FUNNEL
        ]


def read_figures(*, merged: bool = False) -> Figures | None:
    """Return the newest day's figures by the 63, or by the 34 with `merged`; None before the first computation."""
    day = Figure.objects.newest_day()
    if day is None:
        return None
    rows = list(Figure.objects.of_day(day).values_list("province_id", "measure", "value", "computed_at"))
    units = _units(merged)
    sums: dict[tuple[str, str, str], dict[str, int]] = {unit: defaultdict(int) for unit in units.values()}
    total: dict[str, int] = defaultdict(int)
    for province_id, measure, value, _computed in rows:
        sums[units[province_id]][measure] += value
        total[measure] += value
    places = [Place(*unit, dict(values)) for unit, values in sums.items()]
    places.sort(key=lambda place: (-place.value_of("registered"), place.slug))
    return Figures(day, max(row[3] for row in rows), Place("", _("Cả nước"), "", dict(total)), places)


def _units(merged: bool) -> dict[int, tuple[str, str, str]]:
    provinces = Province.objects.select_related("successor") if merged else Province.objects.all()
    chosen = {p.pk: p.successor if merged else p for p in provinces}
    return {pk: (unit.code, unit.short_name, unit.slug) for pk, unit in chosen.items()}


def latest_country() -> Place | None:
    """Return the country's newest figures for the home page; one query."""
    newest = Figure.objects.order_by("-day").values("day")[:1]
    totals: dict[str, int] = defaultdict(int)
    for measure, value in Figure.objects.filter(day=newest).values_list("measure", "value"):
        totals[measure] += value
    return Place("", _("Cả nước"), "", dict(totals)) if totals else None
