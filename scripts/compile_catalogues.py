"""Write each portal1034/locale/*/LC_MESSAGES/django.mo from its django.po, without GNU gettext.

    .venv/bin/python scripts/compile_catalogues.py

The .mo files are committed, because machines that run the portal have no msgfmt; a test tells when one fell behind.
"""

import ast
import re
import struct
import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "portal1034" / "locale"
_LINE = re.compile(r'^(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])?\s+)?(".*")$')
_CONTEXT, _PLURAL = "\x04", "\0"


def read_po(text: str) -> dict[str, str]:
    """Return msgid → msgstr as a .mo file holds them: contexts in front, plural forms joined. Untranslated is left out.

    Raises ValueError for a line that is none of a catalogue's, and for an entry that stands twice.
    """
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        parts = _parts(block)
        if "msgid" not in parts or not any(parts.get(f"msgstr{n}") for n in ("", 0, 1)):
            continue
        key = parts.get("msgctxt", "") + (_CONTEXT if "msgctxt" in parts else "") + parts["msgid"]
        if "msgid_plural" in parts:
            key += _PLURAL + parts["msgid_plural"]
        forms = [parts[f"msgstr{n}"] for n in range(9) if f"msgstr{n}" in parts] or [parts["msgstr"]]
        if key in found:
            raise ValueError(f"twice in the catalogue: {key!r}")
        found[key] = _PLURAL.join(forms)
    return found


def _parts(block: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#") or not line.strip():
            if line.startswith("#,") and "fuzzy" in line:
                raise ValueError(f"a fuzzy entry: {block!r}")
            continue
        match = _LINE.match(line)
        if match is None:
            raise ValueError(f"not a line of a catalogue: {line!r}")
        if match[1]:
            name = match[1] + (match[2] or "")
            parts[name] = ""
        parts[name] += ast.literal_eval(match[3])
    return parts


def write_mo(messages: dict[str, str]) -> bytes:
    """Return the bytes of a little-endian .mo file without a hash table."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    ids, strings, texts = [], [], b""
    start = 7 * 4 + len(pairs) * 16
    for index in (0, 1):
        for pair in pairs:
            (ids, strings)[index].append((len(pair[index]), start + len(texts)))
            texts += pair[index] + b"\0"
    table = b"".join(struct.pack("<II", *row) for row in (*ids, *strings))
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + len(pairs) * 8, 0, 0)
    return head + table + texts


def main() -> None:
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        messages = read_po(po.read_text(encoding="utf-8"))
        po.with_suffix(".mo").write_bytes(write_mo(messages))
        sys.stdout.write(f"{po.parent.parent.name}: {len(messages) - 1} messages\n")


if __name__ == "__main__":
    main()
