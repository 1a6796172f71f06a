"""Things of the portal that stand inside a text and are drawn when it is read, so that they are never out of date.

A text holds a token on a line of its own, `[[san-pham: K7M2QX]]`; upper layers register how a kind is drawn.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

# A paragraph that is nothing but a token. Spaces of any sort may stand around it: people paste.
_SPACE = r"(?:\s|&nbsp;|\u00a0)*"
_BLOCK = re.compile(rf"<p>{_SPACE}\[\[{_SPACE}([a-z-]{{2,20}}){_SPACE}:([^\[\]<>]{{1,120}})\]\]{_SPACE}</p>")
_ANYWHERE = re.compile(r"\[\[[^\[\]]{0,200}\]\]")


@dataclass(frozen=True)
class Embed:
    """One kind: `kind` is its word in the token, `label` and `hint` are for editors.

    `problem(key)` is what is wrong with a key as one sentence, "" when nothing; `draw(key)` is HTML, safe as it stands,
    "" for what is no longer there.
    """

    kind: str
    label: str
    hint: str
    problem: Callable[[str], str]
    draw: Callable[[str], str]


class EmbedKinds:
    def __init__(self) -> None:
        self._kinds: dict[str, Embed] = {}

    def register(self, embed: Embed) -> None:
        self._kinds[embed.kind] = embed

    def __iter__(self) -> Iterator[Embed]:
        return iter(self._kinds.values())

    def get(self, kind: str) -> Embed | None:
        return self._kinds.get(kind)


embed_kinds = EmbedKinds()


def tokens(html: str) -> list[tuple[str, str]]:
    """Return (kind, key) of each token that stands alone in a paragraph."""
    return [(kind, key.strip()) for kind, key in _BLOCK.findall(html)]


def stray_tokens(html: str) -> list[str]:
    """Return what looks like a token and stands where it would not be drawn."""
    return _ANYWHERE.findall(_BLOCK.sub("", html))


def draw_embeds(html: str) -> SafeString:
    """Return `html`, which must be clean already, with every token drawn; an unknown one leaves nothing behind."""
    return mark_safe(_BLOCK.sub(_drawn, html))  # noqa: S308 - what is put in is a template's


def _drawn(match: re.Match) -> str:
    embed = embed_kinds.get(match[1])
    return str(embed.draw(match[2].replace("&amp;", "&").strip())) if embed else ""
