"""Where every app says what it keeps about a person. Upper layers register a `Holder` in their AppConfig.ready().

Registered from the lowest layer to the highest (the order of INSTALLED_APPS); erasing goes the other way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from portal1034.accounts.privacy.terms import Terms


@dataclass(frozen=True, slots=True)
class Record:
    """One row about a person: `values` in the order of reading, each (key, label, value as JSON takes it)."""

    values: list[tuple[str, str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind. `edit_url` is where the person corrects them, "" where nothing is to be corrected."""

    key: str
    title: str
    records: list[Record] = field(default_factory=list)
    edit_url: str = ""


class Holder:
    """What one app keeps about a person; subclasses say what applies to them. `user` is an accounts.User."""

    def sections(self, user) -> Iterable[Section]:
        """What is kept, all of it, and nothing about others."""
        return ()

    def province_of(self, user):
        """The Province whose officers look after this person, None if this app does not know."""
        return None

    def names_of(self, user) -> Iterable[str]:
        """What the person and what is theirs is called here."""
        return ()

    def consent_state(self, user, purpose) -> str:
        """One sentence about what is still going on after a consent was given or withdrawn, "" for nothing."""
        return ""

    def kept_by_law(self, user) -> Iterable[str]:
        """Sentences: what stays, without a name on it, after an erasure, and why."""
        return ()

    def begin_erasure(self, user) -> None:
        """Take back from others what was given to them: listings, requests, conversations."""

    def erasure_waits_for(self, user) -> Iterable[str]:
        """Sentences: what has to end first, such as listings still on a marketplace."""
        return ()

    def erase(self, user, terms: Terms) -> dict[str, int]:
        """Remove or anonymise everything, history included; return rows by table ("app.Model")."""
        return {}


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    if type(holder) not in {type(known) for known in _holders}:
        _holders.append(holder)


def holders() -> tuple[Holder, ...]:
    """Return them from the lowest layer to the highest."""
    return tuple(_holders)


def sections_about(user) -> list[Section]:
    """Return everything kept about the person, section by section, empty ones left out."""
    return [section for holder in _holders for section in holder.sections(user) if section.records]


def province_of(user):
    return next((place for holder in reversed(_holders) if (place := holder.province_of(user))), None)


def names_of(user) -> set[str]:
    return {name for holder in _holders for name in holder.names_of(user) if name}


def consent_state(user, purpose) -> str:
    return " ".join(filter(None, (holder.consent_state(user, purpose) for holder in _holders)))


def kept_by_law(user) -> list[str]:
    return [sentence for holder in _holders for sentence in holder.kept_by_law(user)]


def erasure_waits_for(user) -> list[str]:
    return [sentence for holder in _holders for sentence in holder.erasure_waits_for(user)]


def section_of(
    key: str, title: str, rows: QuerySet | Iterable[Model], fields: Iterable[str], *, edit_url: str = ""
) -> Section:
    """Return a section of the named fields of model rows, labelled by their verbose names, choices in words."""
    names = list(fields)
    return Section(key, str(title), [Record([_cell(row, name) for name in names]) for row in rows], edit_url)


def _cell(row: Model, name: str) -> tuple[str, str, Any]:
    model_field = row._meta.get_field(name)
    value = getattr(row, name)
    if model_field.choices:
        value = getattr(row, f"get_{name}_display")()
    elif model_field.many_to_many:
        value = ", ".join(str(other) for other in value.all())
    elif model_field.is_relation:
        value = None if value is None else str(value)
    return name, str(model_field.verbose_name), value
