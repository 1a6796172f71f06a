"""A year of 36 dekads in view, and what one commodity has in each of them at one place."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from harvests.glut import STANDARD, Limits
from harvests.present import Present
from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad

DEKADS_BEHIND = 6
SOON_DEKADS = 3
NOBODY = (0,) * DEKADS_A_YEAR
DRAWINGS_KEPT = 12


def commodity_url(slug: str) -> str:
    return _commodity_url(get_script_prefix(), slug)


# The prefix says the language; the calendar asks for the same hundred addresses on every page.
@lru_cache(maxsize=1024)
def _commodity_url(_prefix: str, slug: str) -> str:
    return reverse("harvests:commodity", args=[slug])


@dataclass(frozen=True, slots=True)
class Year:
    """The 36 dekads in view: two months back from `today`, ten ahead, so that New Year is never an edge.

    `now` is the dekad looked at, one of the 36: today's, or another that the reader chose.
    """

    today: Dekad
    now: Dekad

    @classmethod
    def around(cls, day: dt.date, index: int | None = None) -> "Year":
        """The year in view on a day, looked at in its dekad, or in the dekad that has the index 1..36."""
        today = Dekad.of(day)
        year = cls(today, today)
        return year if index is None else cls(today, year.dekad(index))

    @property
    def first(self) -> Dekad:
        return self.today - DEKADS_BEHIND

    @property
    def last(self) -> Dekad:
        return self.first.next(DEKADS_A_YEAR - 1)

    def dekad(self, index: int) -> Dekad:
        """The dekad in view that has this index 1..36."""
        return self.first.next((index - self.first.index) % DEKADS_A_YEAR)

    def by_index(self, kg_by_ordinal: Mapping[int, int]) -> tuple[int, ...]:
        """36 figures, đầu tháng 1 first, from figures by ordinal; ordinals out of view are left out."""
        figures = [0] * DEKADS_A_YEAR
        first = self.today.ordinal - DEKADS_BEHIND
        for ordinal, kg in kg_by_ordinal.items():
            if first <= ordinal < first + DEKADS_A_YEAR:
                figures[ordinal % DEKADS_A_YEAR] = kg
        return tuple(figures)


@dataclass(frozen=True, eq=False)
class SeasonRow:
    """One commodity's year at one place. Sequences hold 36 values by index, đầu tháng 1 first.

    A row is itself alone: `harvests.reading` gives the very same one again for as long as nothing in it has changed.

    `present` is about the dekad looked at, `usual_in` holds the ids of the provinces whose reference season it is in,
    `notice` is the title of an official notice in force, or "", `notice_kind` its kind.
    """

    name: str
    slug: str
    supply_kg: tuple[int, ...]
    demand_kg: tuple[int, ...]
    reference: tuple[bool, ...]
    places: tuple[str, ...]
    year: Year
    present: Present = field(default_factory=Present)
    usual_in: frozenset[int] = frozenset()
    notice: str = ""
    notice_kind: str = ""
    is_of_a_part: bool = False
    limits: Limits = STANDARD

    @property
    def url(self) -> str:
        return commodity_url(self.slug)

    @property
    def supply_now(self) -> int:
        return self.supply_kg[self.year.now.index - 1]

    @property
    def demand_now(self) -> int:
        return self.demand_kg[self.year.now.index - 1]

    @property
    def wanted_now(self) -> int:
        """What is wanted of it in the dekad, from this place or from anywhere, in kg."""
        return self.demand_now + (self.present.wanted_anywhere_kg if self.is_of_a_part else 0)

    @cached_property
    def usual_declared(self) -> int:
        """In how many of the provinces where it is usually ripe in the dekad somebody has declared it."""
        return len(self.usual_in & self.present.supply_by_province.keys())

    @cached_property
    def total_kg(self) -> int:
        """Supply from now on, within the dekads in view: what can still be bought."""
        return sum(self._ahead)

    @cached_property
    def is_ripe(self) -> bool:
        return self.supply_now > 0

    @property
    def is_usual(self) -> bool:
        """Whether the reference season says that it is ripe now, declared or not."""
        return self.reference[self.year.now.index - 1]

    @property
    def until(self) -> Dekad | None:
        """The last dekad of the supply that is running now."""
        if not self.is_ripe:
            return None
        steps = next((step for step, kg in enumerate(self._ahead) if not kg), len(self._ahead))
        return self.year.now.next(steps - 1)

    @cached_property
    def begins(self) -> Dekad | None:
        """The first dekad after now with supply, or else with a reference season."""
        found = self._first(self._ahead) or self._first(self._usual_ahead)
        return self.year.now.next(found) if found else None

    @cached_property
    def is_soon(self) -> bool:
        """Whether it is not ripe now, but within the next 30 days."""
        return not self.is_ripe and self.begins is not None and self.begins - self.year.now <= SOON_DEKADS

    @cached_property
    def glut(self) -> frozenset[int]:
        """Indices of the dekads, now or to come, whose supply outruns their demand."""
        if not any(self.demand_kg):
            return frozenset()
        now, is_glut = self.year.now.index - 1, self.limits.is_glut
        ahead = [(now + step) % DEKADS_A_YEAR for step in range(len(self._ahead))]
        return frozenset(place + 1 for place in ahead if is_glut(self.supply_kg[place], self.demand_kg[place]))

    @cached_property
    def is_glut(self) -> bool:
        """Whether a glut is here or within the commodity's lead time."""
        return any(self.year.now.next(step).index in self.glut for step in range(self.limits.glut_lead + 1))

    @cached_property
    def rank(self) -> tuple:
        """Ripe now first, the fullest first; then what is usually ripe now; then by when it begins."""
        if self.is_ripe:
            return (0, -self.supply_now, self.slug)
        if self.is_usual:
            return (1, 0, self.slug)
        return (2, self.begins - self.year.now if self.begins else DEKADS_A_YEAR, self.slug)

    def drawn(self, key: tuple, draw: Callable[[], str]) -> str:
        """What `draw` makes of this row, kept with it: a row never changes, so neither does its drawing.

        `key` names everything else that the drawing depends on, except the reader's language.
        """
        whole, drawings = (get_language(), *key), self._drawings
        found = drawings.get(whole)
        if found is None:
            if len(drawings) >= DRAWINGS_KEPT:
                drawings.clear()
            found = drawings[whole] = draw()
        return found

    @cached_property
    def _drawings(self) -> dict[tuple, str]:
        return {}

    @cached_property
    def _ahead(self) -> tuple[int, ...]:
        now = self.year.now.index - 1
        return tuple(self.supply_kg[(now + step) % DEKADS_A_YEAR] for step in range(self.year.last - self.year.now + 1))

    @property
    def _usual_ahead(self) -> tuple[bool, ...]:
        now = self.year.now.index - 1
        return tuple(self.reference[(now + step) % DEKADS_A_YEAR] for step in range(DEKADS_A_YEAR))

    @staticmethod
    def _first(values: tuple) -> int | None:
        return next((step for step, value in enumerate(values) if step and value), None)
