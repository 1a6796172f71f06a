"""How long what was drawn of the season is kept."""

from collections.abc import Callable

from harvests.filters import SeasonQuery
from portal1034.core.kept import kept, unwritten
from portal1034.core.whole import Whole


def kept_season(
    families: tuple[str, ...], name: str, query: SeasonQuery, draw: Callable[[], Whole], *, is_common: bool
) -> Whole:
    """What `draw` makes of the query: what many ask for is kept until one of `families` is bumped, what some ask for
    until anything is written; one of endlessly many states is drawn for the one who asks.
    """
    if query.state is None:
        return draw()
    key = (name, query.state, query.year)
    if not is_common:
        return unwritten(key, draw)
    return kept(families, key, lambda: unwritten(key, draw))
