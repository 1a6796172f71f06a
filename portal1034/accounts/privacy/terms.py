"""Finding and blanking what names a person in columns of text, and in append-only history.

History tables refuse UPDATE and DELETE (pghistory's `append_only` trigger). Erasing a person is the one lawful
exception: `blank_history` switches that trigger off for its own statements, inside the caller's transaction, and every
row it touches is counted in the `Erasure` that the caller writes.
"""

import re
from dataclasses import dataclass

import pgtrigger
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, FileField, Func, JSONField, Model, QuerySet, TextField, Value
from django.db.models.fields import Field
from django.db.models.functions import Left

SOMEONE = "(đã xóa)"
# A shorter word would blank half the language.
SHORTEST_NAME = 4
_GAP = "[\\s\u00a0.-]*"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person is called: `phone` in E.164, and names of theirs and of what is theirs."""

    phone: str
    names: frozenset[str]

    @property
    def pattern(self) -> str:
        """A PostgreSQL regular expression for the number, however it is spaced, and for each name as whole words."""
        national = self.phone.removeprefix("+84")
        number = rf"(?:\+?84|0){_GAP}{_GAP.join(national)}"
        names = [re.escape(name) for name in sorted(self.names, key=len, reverse=True) if len(name) >= SHORTEST_NAME]
        return rf"(?<![[:alnum:]])(?:{'|'.join([number, *names])})(?![[:alnum:]])"


def blank_terms(rows: QuerySet, field: str, terms: Terms) -> int:
    """Replace what names the person in one column of `rows` by "(đã xóa)"; return how many rows changed."""
    longest = rows.model._meta.get_field(field).max_length
    changed = Func(F(field), Value(terms.pattern), Value(SOMEONE), Value("g"), function="REGEXP_REPLACE")
    found = rows.filter(**{f"{field}__regex": terms.pattern})
    return found.update(**{field: Left(changed, longest) if longest else changed})


def blank_rows(rows: QuerySet, *, keep: tuple[str, ...] = (), **values) -> int:
    """Empty every text, file and free JSON column of `rows`, and set `values`; return how many rows.

    A column that is added to the model later is emptied too, without anybody thinking of it. Columns of choices, unique
    ones and those in `keep` are left; `values` says what these become.
    """
    columns = {f.name: _emptied(f) for f in rows.model._meta.concrete_fields if _says_something(f, keep)}
    return rows.update(**{**columns, **values})


def blank_history(model: type[Model], object_ids, *, keep: tuple[str, ...] = (), **values) -> int:
    """`blank_rows` over the history of the objects with these primary keys, past the append-only trigger."""
    events = model.pgh_event_model
    with pgtrigger.ignore(f"{events._meta.label}:append_only"):
        return blank_rows(events.objects.filter(pgh_obj__in=object_ids), keep=("pgh_label", *keep), **values)


def blank_admin_log(model: type[Model], object_ids) -> int:
    """Take names out of Django's own log of who changed what; who and when stay."""
    kind = ContentType.objects.get_for_model(model)
    mine = LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in object_ids])
    return mine.update(object_repr=SOMEONE, change_message="")


def _says_something(field: Field, keep: tuple[str, ...]) -> bool:
    if field.name in keep or field.choices or field.unique or field.is_relation or field.generated:
        return False
    return isinstance(field, (CharField, TextField, JSONField, FileField))


def _emptied(field: Field):
    if field.null:
        return None
    return field.get_default() if isinstance(field, JSONField) else ""
