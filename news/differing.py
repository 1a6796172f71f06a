"""Two versions of an article, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from news.enums import Topic

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|tr|blockquote|table|ul|ol)>|<(?:br|hr)[^>]*>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_WORDS = re.compile(r"\s+|[^\s]+")
# Beyond this, word by word would keep the page waiting: paragraphs are told as wholes.
MAX_WORDS = 6000


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one part: `html` is the new text with <del> and <ins>."""

    label: str
    html: SafeString


def paragraphs(html: str) -> list[str]:
    """Return the words of a rich text, a string a block."""
    text = _TAG.sub("", _CELL_END.sub(" | ", _BLOCK_END.sub("\n", html.replace("\n", " "))))
    return [line for line in (" ".join(unescape(raw).split()) for raw in text.split("\n")) if line]


def changes(old: dict, new: dict, *, province_name=str) -> list[Change]:
    """Return what differs between two texts, as ArticleText.text() gives them; `province_name` names a key."""
    labels = {
        "title": _("Tiêu đề"),
        "topic": _("Chủ đề"),
        "province_id": _("Tỉnh"),
        "summary": _("Tóm tắt"),
        "picture_alt": _("Tả ảnh đầu bài"),
        "picture_credit": _("Nguồn ảnh đầu bài"),
    }
    named = {
        "topic": lambda value: str(Topic(value).label),
        "province_id": lambda key: province_name(key) if key else _("Cả nước"),
    }
    found = [
        Change(label, words_changed(*(named.get(name, str)(side[name]) for side in (old, new))))
        for name, label in labels.items()
        if old[name] != new[name]
    ]
    if old["picture"] != new["picture"]:
        found.append(Change(_("Ảnh đầu bài"), SafeString(escape(_("Đã đổi ảnh.")))))
    if old["body"] != new["body"]:
        found.append(Change(_("Nội dung"), body_changed(old["body"], new["body"])))
    return found


def body_changed(old: str, new: str) -> SafeString:
    before, after = paragraphs(old), paragraphs(new)
    if before == after:
        return mark_safe(f"<p>{escape(_('Lời văn như cũ, chỉ đổi cách trình bày hoặc liên kết.'))}</p>")  # noqa: S308
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts += _unchanged(before[a:b])
        elif kind == "replace" and b - a == d - c:
            parts += [f"<p>{words_changed(x, y)}</p>" for x, y in zip(before[a:b], after[c:d], strict=True)]
        else:
            parts += [f"<p><del>{escape(line)}</del></p>" for line in before[a:b]]
            parts += [f"<p><ins>{escape(line)}</ins></p>" for line in after[c:d]]
    return mark_safe("".join(parts))  # noqa: S308 - every word in it is escaped


def _unchanged(lines: list[str]) -> list[str]:
    """The first and the last of a run; a dot line says that there is more between."""
    if len(lines) <= 3:
        return [f"<p>{escape(line)}</p>" for line in lines]
    more = escape(_("… %s đoạn không đổi …") % (len(lines) - 2))
    return [f"<p>{escape(lines[0])}</p>", f'<p class="quiet">{more}</p>', f"<p>{escape(lines[-1])}</p>"]


def words_changed(old: str, new: str) -> SafeString:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MAX_WORDS:
        return mark_safe(f"<del>{escape(old)}</del><ins>{escape(new)}</ins>")  # noqa: S308
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = escape("".join(before[a:b])), escape("".join(after[c:d]))
        if kind == "equal":
            parts.append(come)
            continue
        parts += [f"<del>{gone}</del>"] if gone else []
        parts += [f"<ins>{come}</ins>"] if come else []
    return mark_safe("".join(parts))  # noqa: S308 - every word in it is escaped
