"""What the public is told of too much and too little: only what an officer stands behind, read from warnings.

    public_warnings() -> tuple[PublicWarning, ...]     all of the country, calls first; kept in memory
    told_at(place, slug="")                            those of a place (of one commodity)

Tonnes of a province are told only in a published call, and only where at least three verified households stand behind.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from harvests.enums import WarningState
from harvests.models import Harvest, SeasonWarning
from harvests.places import Place
from harvests.present import LEAST_HOUSEHOLDS
from portal1034.core.english import in_english
from portal1034.core.formatting import volume
from portal1034.core.kept import kept

MOST = 300


@dataclass(frozen=True, slots=True)
class PublicWarning:
    """One confirmed warning in words; `title` and `text` are plain, `url` leads to the crop there."""

    is_glut: bool
    is_call: bool
    commodity_id: int
    slug: str
    province_id: int
    starts_on: dt.date
    ends_on: dt.date
    title: str
    text: str
    contact: str
    url: str
    ask_url: str

    @property
    def for_household(self) -> str:
        """What it means for somebody with a harvest there."""
        called = _("Sở đang kêu gọi người mua.") if self.is_call else ""
        return f"{called} {_('Bác xem ai cần mua, hẹn trước khi hái.')}".strip()

    @property
    def body(self) -> str:
        """The text and whom to turn to."""
        return f"{self.text} {self.contact}".strip()


def public_warnings() -> tuple[PublicWarning, ...]:
    """One query, and none while nothing of the season changes."""
    return kept(("season",), ("public-warnings",), _read)


def told_at(place: Place, slug: str = "") -> list[PublicWarning]:
    return [one for one in public_warnings() if place.holds(one.province_id) and slug in ("", one.slug)]


def gluts_of(harvests: Iterable[Harvest]) -> dict[int, PublicWarning]:
    """By the id of a harvest that counts, the confirmed glut that it is in."""
    gluts = {(one.commodity_id, one.province_id): one for one in public_warnings() if one.is_glut}
    found = {}
    for harvest in harvests:
        glut = gluts.get((harvest.commodity_id, harvest.province_id))
        if glut and harvest.is_active and harvest.starts_on <= glut.ends_on and harvest.ends_on >= glut.starts_on:
            found[harvest.pk] = glut
    return found


def _read() -> tuple[PublicWarning, ...]:
    rows = SeasonWarning.objects.public().with_names().select_related("commodity", "province", "contact")
    strongest = sorted(rows.order_by("-called_at", "-pk")[:MOST], key=lambda row: (not row.called_at, -row.gap_kg))
    return tuple(_told(row) for row in strongest)


def _told(row: SeasonWarning) -> PublicWarning:
    is_call = row.state == WarningState.CALLED
    names = {"crop": row.commodity.name, "place": row.province.short_name}
    if not row.is_glut:
        title = _("%(crop)s, %(place)s: người mua cần nhiều hơn hộ khai") % names
    elif is_call:
        title = _("%(crop)s, %(place)s: cần người mua") % names
    else:
        title = _("%(crop)s, %(place)s: đang nhiều hơn cầu") % names
    slug, place = row.commodity.slug, row.province.slug
    return PublicWarning(
        is_glut=row.is_glut,
        is_call=is_call,
        commodity_id=row.commodity_id,
        slug=slug,
        province_id=row.province_id,
        starts_on=row.first.start,
        ends_on=row.last.end,
        title=title,
        text=_text(row, is_call),
        contact=_("Liên hệ: %s.") % row.contact.name if is_call else "",
        url=f"{reverse('harvests:commodity', args=[slug])}?tinh={place}",
        ask_url=f"{reverse('harvests:post_buy_request')}?loai={slug}&tinh={place}",
    )


def _text(row: SeasonWarning, is_call: bool) -> str:
    # What officers write is Vietnamese; on English pages the figures speak.
    said = [] if in_english() else [row.call_text if is_call else "", row.note]
    several = row.first_dekad != row.last_dekad
    when = _("Từ %s") % row.window_words if several else capfirst(row.window_words)
    window = f"{when}."
    if is_call and row.households >= LEAST_HOUSEHOLDS:
        window = _("%(window)s: %(households)s hộ khai %(supply)s, mới có người cần mua %(demand)s.") % {
            "window": when,
            "households": row.households,
            "supply": volume(row.supply_kg),
            "demand": volume(row.demand_kg),
        }
    return " ".join(filter(None, (*said, window)))
