"""What a reader asks of the season's pages by address: place, borders, dekad, words. Bad input gets a sentence."""

import datetime as dt
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from harvests.places import SIXTY_THREE, THIRTY_FOUR, Geography, Place
from harvests.season_row import Year
from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad, format_dekad, parse_dekad
from portal1034.core.text import nfc

MAX_WORDS = 60


@dataclass(frozen=True, slots=True)
class SeasonQuery:
    """A parsed address. `problems` are sentences about what was not understood and is therefore left out."""

    path: str
    geography: Geography
    place: Place
    year: Year
    chosen: bool = False
    words: str = ""
    show_all: bool = False
    problems: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: str, asked: QueryDict, today: dt.date, *, keep: tuple[str, ...] = ()) -> "SeasonQuery":
        """One query (the provinces). What is asked under names in `keep` is the page's own; it stays in addresses."""
        problems: list[str] = []
        geography = Geography.read(asked.get("dia-gioi", SIXTY_THREE))
        place = geography.find(asked.get("tinh", ""))
        if place is None:
            problems.append(_("Không có tỉnh hay vùng đó trong danh sách; đang xem cả nước."))
            place = geography.country
        index = _index(asked.get("ky", ""), problems)
        return cls(
            path=path,
            geography=geography,
            place=place,
            year=Year.around(today, index),
            chosen=index is not None,
            words=nfc(asked.get("q", ""))[:MAX_WORDS],
            show_all="tat-ca" in asked,
            problems=problems,
            kept={name: nfc(asked.get(name, ""))[:MAX_WORDS] for name in keep},
        )

    @property
    def dekad(self) -> Dekad:
        return self.year.now

    @property
    def state(self) -> tuple | None:
        """What the drawing depends on, for keeping it; None where words or mistakes make it one of endlessly many."""
        if self.words or self.problems or any(self.kept.values()):
            return None
        return (self.path, self.geography.borders, self.place.slug, self.dekad.index, self.chosen, self.show_all)

    @property
    def is_common(self) -> bool:
        """Whether many will ask for the very same: today's, by the usual map, without words or more rows."""
        return self.state is not None and not (self.chosen or self.show_all or self.geography.is_merged)

    @property
    def carried(self) -> tuple:
        """What the addresses on a row carry along: with the row itself, all that its drawing depends on."""
        dekad = self.dekad.index if self.chosen else None
        return (self.place.slug, self.geography.borders, dekad, self.year.today.index, *self.kept.items())

    @property
    def dekad_code(self) -> str:
        return format_dekad(self.dekad.index)

    def address(self, path: str | None = None, **changes: str | None) -> str:
        """The address of `path` (default: this page) with some of what is asked changed; None or "" takes it away."""
        asked = {
            "q": self.words,
            "tinh": self.place.slug,
            "dia-gioi": THIRTY_FOUR if self.geography.is_merged else "",
            "ky": self.dekad_code if self.chosen else "",
            "tat-ca": "1" if self.show_all else "",
            **self.kept,
        }
        asked |= {name.replace("_", "-"): value for name, value in changes.items()}
        encoded = QueryDict(mutable=True)
        encoded.update({name: value for name, value in asked.items() if value})
        query = encoded.urlencode()
        path = self.path if path is None else path
        return f"{path}?{query}" if query else path

    def cell_address(self, path: str):
        """A function of a dekad's index 1..36 → the address of `path` at that dekad, here."""
        start = self.address(path, q=None, ky=None, tat_ca=None)
        joint = "&" if "?" in start else "?"
        return lambda index: f"{start}{joint}ky={_CODES[index - 1]}"

    def merged_address(self) -> str:
        """This page by the other map; a zone is on both, a province of one map only on its own."""
        place = self.place.slug if any(zone.slug == self.place.slug for zone in self.geography.zones) else None
        return self.address(tinh=place, dia_gioi=None if self.geography.is_merged else THIRTY_FOUR)


_CODES = [format_dekad(index) for index in range(1, DEKADS_A_YEAR + 1)]


def _index(text: str, problems: list[str]) -> int | None:
    if not text:
        return None
    try:
        return parse_dekad(text)
    except ValueError:
        problems.append(_("Kỳ mười ngày ghi như 06-1 (đầu tháng 6); đang xem kỳ hôm nay."))
        return None
