"""What can be imported. Each kind registers itself from its app's `AppConfig.ready()`; the engine knows none by name.

A kind is asked batch by batch, always inside a transaction that the engine commits together with its own bookkeeping.
`check`, `apply` and `undo` make a number of queries that does not grow with the rows of the batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.forms import Field
from django.utils.translation import gettext as _

from households.enums import OnKnown, OnSimilar, RowOutcome
from households.importing.columns import Column
from households.models import ImportChange, ImportRun
from portal1034.accounts.models import User
from portal1034.accounts.perms import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the kind sees it: `values` by our columns' keys, "" where the file says nothing."""

    number: int
    values: dict[str, str]
    cells: tuple[str, ...]


@dataclass(slots=True)
class Checked:
    """An entry judged. `data` is the kind's own reading of it; `understood` one line of it for people."""

    entry: Entry
    outcome: RowOutcome = RowOutcome.FRESH
    problems: list[dict] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)
    understood: str = ""
    data: Any = None

    def wrong(self, column: str, text: str) -> None:
        """Say what is wrong and how to mend it; the row is not imported."""
        self.outcome = RowOutcome.WRONG
        self.problems.append({"column": str(column), "text": str(text)})

    def note(self, column: str, text: str) -> None:
        """Say what the officer should know about a row that is imported all the same."""
        self.notes.append({"column": str(column), "text": str(text)})


@dataclass(slots=True)
class Change:
    """What became of an entry. `object_id` is None where nothing did, for the reason in `refusal` ("": as chosen)."""

    checked: Checked
    object_id: int | None = None
    label: str = ""
    before: dict | None = None
    after: dict = field(default_factory=dict)
    refusal: str = ""


@dataclass(slots=True)
class Job:
    """One phase of one run. `seen` lives as long as the phase's process and is fed from row 1 again after a crash."""

    run: ImportRun
    by: User
    scope: Scope
    seen: dict = field(default_factory=dict)
    memo: dict = field(default_factory=dict)

    def updates(self, row: Checked) -> bool:
        """Whether a row is KNOWN and what it doubles is to be changed: by its own choice, else by the run's."""
        chosen = self.run.choices.get(str(row.entry.number)) or self.run.on_known
        return row.outcome == RowOutcome.KNOWN and chosen == OnKnown.UPDATE

    def makes(self, row: Checked) -> bool:
        """Whether a row is SIMILAR and made all the same: by its own choice, else by the run's."""
        chosen = self.run.choices.get(str(row.entry.number)) or self.run.on_similar
        return row.outcome == RowOutcome.SIMILAR and chosen == OnSimilar.MAKE


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind's pages speak. `ask_known` and `ask_similar` are the questions about doubles, "" where none is asked;
    `skip`, `update` and `make` their answers. `similar` is "" where the kind finds no such rows."""

    thing: str
    fresh: str
    known: str
    similar: str = ""
    made: str = ""
    ask_known: str = ""
    ask_similar: str = ""
    skip: str = ""
    update: str = ""
    make: str = ""


class Kind(Protocol):
    code: str
    name: str
    words: Words
    columns: Sequence[Column]
    # Of each group one column must be chosen.
    required: Sequence[tuple[str, ...]]
    # What the officer confirms before uploading, word for word.
    confirmation: str
    # The admin's pages of what is made ("households_household"), "" where there are none.
    admin_name = ""

    def option_fields(self, scope: Scope) -> dict[str, Field]:
        """Return what is asked once for the whole list, beside the columns; the answers stand in `run.options`."""
        return {}

    def lacking(self, mapping: Mapping[str, int], options: Mapping) -> list[str]:
        """Return a sentence for each thing that neither the columns nor the options say."""
        return []

    def see(self, entry: Entry, job: Job) -> None:
        """Note in `job.seen` an entry of a batch that was committed before: for doubles within the file."""

    def check(self, entries: Sequence[Entry], job: Job) -> list[Checked]:
        """Judge each entry; write nothing."""

    def apply(self, checked: Sequence[Checked], job: Job) -> list[Change]:
        """Write what is FRESH, and what is doubled as the run's choices say."""

    def undo(self, changes: Sequence[ImportChange], job: Job) -> dict[int, str]:
        """Put back what stood before each change; return {pk of a change: sentence} of those that cannot be."""


class UnknownKind(LookupError):
    """No app offers this kind (any more); the message is the Vietnamese sentence to show."""


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    _KINDS[kind.code] = kind
    return kind


def all_kinds() -> list[Kind]:
    return list(_KINDS.values())


def kind_of(code: str) -> Kind:
    """Return the kind by its code; raises UnknownKind."""
    try:
        return _KINDS[code]
    except KeyError as error:
        raise UnknownKind(_("Cổng không nhập loại danh sách này.")) from error
