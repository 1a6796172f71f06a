"""The 36-tick strip beside a commodity's name: a year at a glance, today in gold."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_PITCH = 4
_HEIGHT = 24
_LEAST = 1
_LEAST_TODAY = 4


def draw_strip(supply: Sequence[int], *, today_index: int | None, label: str) -> SafeString:
    """One tick a dekad, as tall as its supply (kg) beside the fullest; empty dekads keep a baseline tick.

    `label` is the accessible name, a whole phrase ("Vải thiều: rộ giữa tháng 6"); "" hides the strip from assistive
    technology, where the words beside it say as much. The drawing stretches to the width its box has.
    """
    top = max(supply, default=0)
    today = (today_index or 0) - 1
    heights = [_tick(kg, top) for kg in supply]
    # A single stroke of vertical ticks: from each top, step right and back down to the baseline.
    ticks, down = [f"M2 {_HEIGHT}"], 0
    for place, height in enumerate(heights):
        if place:
            ticks.append(f"m{_PITCH} {down}")
        if place == today:
            down = 0
        else:
            ticks.append(f"v-{height}")
            down = height
    now = ""
    if 0 <= today < len(heights):
        height = max(heights[today], _LEAST_TODAY)
        now = f'<path class="now" d="M{today * _PITCH + 2} {_HEIGHT}v-{height}"/>'
    access = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 (every text in it is escaped here)
        f'<svg class="strip" viewBox="0 0 {len(heights) * _PITCH} {_HEIGHT}" preserveAspectRatio="none" {access}>'
        f'<path d="{"".join(ticks)}"/>{now}</svg>'
    )


def _tick(kg: int, top: int) -> int:
    return max(kg * _HEIGHT // top, _LEAST) if top > 0 else _LEAST
