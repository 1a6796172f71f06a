"""The copy of everything kept about a person: as JSON for machines, as sections for a page that prints."""

import datetime as dt
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from portal1034.accounts.privacy.holders import Section, sections_about
from portal1034.core.formatting import VIETNAM


class CopyEncoder(DjangoJSONEncoder):
    """Telephone numbers as E.164, times with their offset, what else a model column holds as its text."""

    def default(self, value):
        if isinstance(value, dt.datetime):
            return value.astimezone(VIETNAM).isoformat(timespec="seconds")
        if hasattr(value, "as_e164"):
            return value.as_e164
        try:
            return super().default(value)
        except TypeError:
            return str(value)


def as_json(user) -> str:
    """Return {"made_at", "sections": {key: {"title", "rows": [{column: value}]}}} as text, in Vietnamese letters."""
    sections = {section.key: _as_dict(section) for section in sections_about(user)}
    whole = {"portal": "Cổng 1034", "made_at": timezone.localtime(), "sections": sections}
    return json.dumps(whole, cls=CopyEncoder, ensure_ascii=False, indent=2)


def _as_dict(section: Section) -> dict:
    return {
        "title": section.title,
        "rows": [{key: value for key, _label, value in record.values} for record in section.records],
    }


def readable(value) -> str:
    """Return a value as people read it: "có", "14:05 ngày 21/11/2026"; "" for nothing."""
    if value is None or value == "" or value == {} or value == []:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
