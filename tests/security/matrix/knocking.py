"""One request by one person, undone afterwards; and what it showed or changed that it should not have."""

import io
import logging
import re
import zipfile
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.db import connection, transaction
from django.forms.formsets import BaseFormSet

from portal1034.core import limits
from tests.security.matrix.doors import Door
from tests.security.matrix.world import MARK, PHONE, Side, World, rows_of

_WRITES = re.compile(r'(?:insert into|update|delete from)\s+(?:only\s+)?"?(\w+)"?', re.I)
# Told to anybody by telephone number alone, or rows in which two sides meet because one of them came to the other.
MEETINGS = frozenset({
    "harvests.Offer", "harvests.OfferMessage", "households.ContactLook", "households.Attendance",
    "accounts.TextMessage",
})  # fmt: skip
# What anybody may write by asking for it: a code or a text is sent to whatever number was typed.
TEXTS = frozenset({"accounts.TextMessage", "accounts.OneTimeCode"})
ANSWERS = frozenset({200, 301, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429})
CLOSED = frozenset({302, 400, 401, 403, 404, 405, 422})


@dataclass(frozen=True)
class Knock:
    actor: str
    method: str
    path: str
    status: int
    breaches: tuple[str, ...]
    forms: tuple = ()

    def __str__(self) -> str:
        return f"{self.actor} {self.method} {self.path} → {self.status}: " + "; ".join(self.breaches)


class _Writes:
    """Tables written to, noted while a request runs."""

    def __init__(self):
        self.tables: set[str] = set()

    def __call__(self, execute, sql, params, many, context):
        text = sql if isinstance(sql, str) else str(sql)
        if text.lstrip()[:6].lower() != "select":
            self.tables.update(_WRITES.findall(text))
        return execute(sql, params, many, context)


def knock(world: World, actor: str, method: str, path: str, data: dict | None = None, *, closed: bool = False) -> Knock:
    """Send a request as `actor` and undo it. `closed`: what is asked for is not theirs, so nothing may be found."""
    writes, client = _Writes(), world.client(actor)
    with transaction.atomic():
        with connection.execute_wrapper(writes):
            response = getattr(client, method.lower())(path, data or {})
            body = _text_of(response)
        breaches = [*_shown(world, actor, body, str(data)), *_changed(world, actor, writes.tables)]
        transaction.set_rollback(True)
    allowed = CLOSED if closed else ANSWERS
    if response.status_code not in allowed:
        breaches.append(f"answered {response.status_code}, not one of {sorted(allowed)}")
    return Knock(actor, method, path, response.status_code, tuple(breaches), tuple(_forms_in(response)))


def _text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace")


def _shown(world: World, actor: str, body: str, sent: str) -> Iterable[str]:
    """Tell of marks in an answer, except those that were sent with the question: a form keeps what was typed."""
    numbers, sent = PHONE.findall(_closed_up(body)), sent + _closed_up(sent)
    for text in dict.fromkeys([*MARK.findall(body), *numbers]):
        mark = world.marks.get(text)
        if mark and text not in sent and not world.may_read(actor, mark):
            yield f"shows {mark.where} of {mark.kind} in {mark.side}"


def _closed_up(text: str) -> str:
    """Return a text in which numbers are written in one piece."""
    return re.sub(r"[\s.\u00a0-]", "", text)


def _changed(world: World, actor: str, tables: Iterable[str]) -> Iterable[str]:
    for table in sorted(tables):
        if table not in world.before:
            continue
        before, after = world.before[table], rows_of(table)
        label = world.tables[table]._meta.label
        if label in TEXTS:
            continue
        for pk, value in before.items():
            if after.get(pk) != value:
                yield from _touched(world, actor, table, pk, "deletes" if pk not in after else "changes")
        yield from _carried_off(world, actor, table, [pk for pk, value in after.items() if before.get(pk) != value])
        new = after.keys() - before.keys()
        if new and label not in MEETINGS:
            yield from _made(world, actor, table, new)


def _touched(world: World, actor: str, table: str, pk: str, how: str) -> Iterable[str]:
    owner = world.owners.get((table, pk))
    if owner is None and actor not in {"editor", "administrator"} and not _is_at_home(world, actor, table, pk):
        yield f"{how} {table} {pk}, which is the country's"
    elif owner and not world.reaches(actor, *owner):
        yield f"{how} {table} {pk} of {owner[1]} in {owner[0]}"


def _carried_off(world: World, actor: str, table: str, pks: list[str]) -> Iterable[str]:
    """An officer writes for the own province alone: nothing is made in another, or moved there."""
    model, (role, _dash, letter) = world.tables[table], actor.partition("-")
    if model._meta.label == "harvests.Watch":
        return  # what anybody, an officer too, wants to be told of; it touches no row of that province
    if role == "officer" and any(column.name == "province" for column in model._meta.concrete_fields):
        elsewhere = [side.province.pk for side in world.sides.values() if side.letter != letter]
        for pk in model._base_manager.filter(pk__in=pks, province__in=elsewhere).values_list("pk", flat=True):
            yield f"puts {table} {pk} into another province"


def _is_at_home(world: World, actor: str, table: str, pk: str) -> bool:
    """Whether a row of the country is about the one province that an officer works for."""
    role, _dash, letter = actor.partition("-")
    return role == "officer" and world.placed.get((table, pk)) == world.sides[letter].province.pk


def _made(world: World, actor: str, table: str, pks: Iterable[str]) -> Iterable[str]:
    """A new row that leads to another's row is written into what is theirs."""
    model = world.tables[table]
    for row in model._base_manager.filter(pk__in=pks):
        for column in model._meta.concrete_fields:
            parent = column.related_model._meta.db_table if column.is_relation else None
            owner = world.owners.get((parent, str(getattr(row, column.attname))))
            if owner and not world.reaches(actor, *owner):
                yield f"writes {table}.{column.name} of {owner[1]} in {owner[0]}"


# ---- what can be sent ----


def _forms_in(response) -> Iterable:
    """Yield the forms that the page was drawn with."""
    for context in response.context or ():
        for layer in getattr(context, "dicts", [context] if isinstance(context, dict) else []):
            for value in layer.values():
                if isinstance(value, (forms.BaseForm, BaseFormSet)):
                    yield value
                elif hasattr(value, "form") and isinstance(value.form, forms.BaseForm):
                    yield value.form
                elif isinstance(getattr(value, "formset", None), BaseFormSet):
                    yield value.formset


def answers_to(found: Iterable, foreign: Side) -> dict:
    """Fill forms in as their page shows them, with rows of `foreign` wherever a row is to be chosen."""
    data = {}
    for form in found:
        if isinstance(form, BaseFormSet):
            data |= answers_to([form.management_form, *form.forms], foreign)
            continue
        for name, field in form.fields.items():
            value = _answer(form, name, field, foreign)
            if value is not None:
                data |= value if isinstance(value, dict) else {form.add_prefix(name): value}
    return data


def _answer(form, name: str, field: forms.Field, foreign: Side):
    initial = form.get_initial_for_field(field, name)
    if isinstance(field, forms.ModelChoiceField):
        rows = foreign.of(field.queryset.model) or [foreign.commune, foreign.province]
        row = next((row for row in rows if isinstance(row, field.queryset.model)), None)
        key = row and getattr(row, field.to_field_name or "pk")
        return [key] if isinstance(field, forms.ModelMultipleChoiceField) else key
    if isinstance(field, forms.FileField):
        return None
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, forms.MultiValueField):
        parts = field.widget.decompress(initial) or []
        return {f"{form.add_prefix(name)}_{n}": "" if part is None else str(part) for n, part in enumerate(parts)}
    if isinstance(field, forms.ChoiceField):
        return initial or next((value for value, _label in field.choices if value and isinstance(value, str)), "")
    if initial in (None, ""):
        return "1" if isinstance(field, (forms.IntegerField, forms.DecimalField)) else "2026-06-15"
    return initial if isinstance(initial, (str, int, list)) else str(initial)


def no_limits(monkeypatch) -> None:
    """Rates are tested elsewhere; here they would hide doors behind “429”."""
    monkeypatch.setattr(limits, "allow", lambda *_arguments: True)


@contextmanager
def quiet():
    """Without the log of every refusal: there are thousands, and each is a traceback."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def whole(door: Door) -> str:
    return f"{door.name or '(nameless)'} /{door.route}"
