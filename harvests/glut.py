"""When supply and demand are so far apart that somebody should be warned (nguy cơ ùn ứ, thiếu hàng): limits are data.

The rules stand here and, for the whole country at once, in the SQL of `harvests.weighing`; the two are tested equal.
"""

from dataclasses import dataclass

from harvests.models import WarningThreshold
from portal1034.core.kept import kept


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one commodity. Ratios are percent of the smaller side, weights whole kg of one dekad, leads in dekads."""

    glut_percent: int = 300
    glut_least_kg: int = 10_000
    glut_lead: int = 3
    shortage_percent: int = 150
    shortage_least_kg: int = 10_000
    shortage_lead: int = 3

    def is_glut(self, supply_kg: int, demand_kg: int) -> bool:
        """Whether a dekad's declared supply outruns its declared demand. Without known demand nothing can be said."""
        return demand_kg > 0 and supply_kg >= self.glut_least_kg and supply_kg * 100 > demand_kg * self.glut_percent

    def is_shortage(self, supply_kg: int, demand_kg: int) -> bool:
        """Whether more is wanted in a dekad than is declared, and by enough to send somebody looking."""
        return demand_kg >= self.shortage_least_kg and demand_kg * 100 > supply_kg * self.shortage_percent


STANDARD = Limits()
_FIGURES = tuple(Limits.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class AllLimits:
    """The standard row's limits and those of commodities that have their own, by slug."""

    standard: Limits
    own: dict[str, Limits]

    def of(self, slug: str) -> Limits:
        return self.own.get(slug, self.standard)


def read_limits() -> AllLimits:
    """One query, and none while nobody edits them: kept in memory for all pages."""
    return kept(("limits",), ("limits",), _read)


def _read() -> AllLimits:
    rows = {
        slug: Limits(*figures) for slug, *figures in WarningThreshold.objects.values_list("commodity__slug", *_FIGURES)
    }
    return AllLimits(rows.pop(None, STANDARD), rows)
