"""Rich text as it comes out of Word and its kin, made plain: real lists, real emphasis, and nothing of their looks."""

import re
from html import escape
from html.parser import HTMLParser

_FROM_WORD = re.compile(r"mso-|class=[\"']?Mso|<o:p|urn:schemas-microsoft|<font\b|<!--\[if|<!\[if", re.IGNORECASE)
_HIDDEN = re.compile(r"<!--\[if[^\]]*\]>.*?<!\[endif\]-->", re.IGNORECASE | re.DOTALL)
_MARKS = re.compile(r"<!--\[(?:if[^\]]*|endif)\]-->|<!\[(?:if[^\]]*|endif)\]>", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list:[^;\"']*?level(\d)", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?(?:\d+|[a-z]|[ivx]+)[.)]", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u00a0]+")
# Their contents are not words: styles, settings, drawings.
_NOT_WORDS = frozenset({"style", "script", "xml", "head", "title"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "col", "input", "wbr"})
_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_KEPT = frozenset(
    {"strong", "em", "h2", "h3", "a", "ul", "ol", "li", "blockquote", "br", "hr",
     "table", "thead", "tbody", "tr", "td", "th"}
)  # fmt: skip
_ATTRIBUTES = {"a": ("href",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan")}


def is_from_word(html: str) -> bool:
    return _FROM_WORD.search(html) is not None


def clean_pasted(html: str) -> str:
    """Return `html` as it is, unless it comes from Word: then what it says, in plain elements. Not yet sanitised."""
    if not is_from_word(html):
        return html
    reader = _Reader()
    reader.feed(_MARKS.sub("", _HIDDEN.sub("", html)))
    reader.close()
    return reader.finish()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._lists: list[tuple[int, str]] = []  # what is open: (level, "ul" or "ol")
        self._paragraph: list[str] | None = None
        self._level = 0  # of the list the paragraph is in; 0 outside
        self._marker: list[str] | None = None
        self._spans: list[bool] = []  # of each open span, whether it holds an item's marker
        self._skipping = 0

    # ---- reading ----
    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in _NOT_WORDS:
            self._skipping += 1
        elif tag == "p":
            self._end_paragraph()
            level = _LEVEL.search(given.get("style") or "")
            self._paragraph, self._level, self._marker = [], int(level[1]) if level else 0, None
            self._spans = []
        elif tag == "span":
            is_marker = "mso-list:ignore" in (given.get("style") or "").replace(" ", "").lower()
            self._spans.append(is_marker)
            self._marker = [] if is_marker else self._marker
        else:
            self._open(_RENAMED.get(tag, tag), given)

    def handle_endtag(self, tag):
        if tag in _NOT_WORDS:
            self._skipping = max(0, self._skipping - 1)
        elif tag == "p":
            self._end_paragraph()
        elif tag == "span":
            if self._spans:
                self._spans.pop()
        else:
            self._close(_RENAMED.get(tag, tag))

    def handle_data(self, data):
        if self._skipping:
            return
        if any(self._spans) and self._marker is not None:
            self._marker.append(data)
            return
        text = _SPACES.sub(" ", data)
        if self._paragraph is not None:
            self._paragraph.append(escape(text, quote=False))
        elif text.strip():
            self._end_lists()
            self._done.append(escape(text, quote=False))

    # ---- writing ----
    def _open(self, tag: str, given: dict) -> None:
        if tag not in _KEPT or self._skipping:
            return
        wanted = "".join(f' {n}="{escape(given[n])}"' for n in _ATTRIBUTES.get(tag, ()) if given.get(n))
        self._write(f"<{tag}{wanted}>", is_inline=tag in {"strong", "em", "a", "br"})

    def _close(self, tag: str) -> None:
        if tag in _KEPT and tag not in _VOID and not self._skipping:
            self._write(f"</{tag}>", is_inline=tag in {"strong", "em", "a"})

    def _write(self, html: str, *, is_inline: bool) -> None:
        if is_inline and self._paragraph is not None:
            self._paragraph.append(html)
            return
        if not is_inline:
            self._end_paragraph()
            self._end_lists()
        self._done.append(html)

    def _end_paragraph(self) -> None:
        if self._paragraph is None:
            return
        words, self._paragraph = _SPACES.sub(" ", "".join(self._paragraph)).strip(), None
        if not re.sub(r"<[^>]+>", "", words).strip():
            return
        if not self._level:
            self._end_lists()
            self._done.append(f"<p>{words}</p>")
            return
        marker = _SPACES.sub(" ", "".join(self._marker or [])).strip()
        self._item(self._level, "ol" if _NUMBERED.match(marker) else "ul", words)

    def _item(self, level: int, kind: str, words: str) -> None:
        while self._lists and (
            self._lists[-1][0] > level or self._lists[-1] == (level, "ul" if kind == "ol" else "ol")
        ):
            self._done.append(f"</li></{self._lists.pop()[1]}>")
        if self._lists and self._lists[-1][0] == level:
            self._done.append("</li>")
        else:
            self._lists.append((level, kind))
            self._done.append(f"<{kind}>")
        self._done.append(f"<li><p>{words}</p>")

    def _end_lists(self) -> None:
        while self._lists:
            self._done.append(f"</li></{self._lists.pop()[1]}>")

    def finish(self) -> str:
        self._end_paragraph()
        self._end_lists()
        return "".join(self._done)
