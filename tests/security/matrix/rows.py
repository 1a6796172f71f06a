"""Rows made from nothing but a model: for tables that world.py does not name, so that new ones are covered at once."""

import datetime as dt

from django.db import models, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from portal1034.commodities.dekads import Dekad


class CannotMake(Exception):
    """Somebody must say in world.py how such a row is made; the message tells which and why."""


def make_row(model: type[models.Model], near: dict[type[models.Model], models.Model]) -> models.Model:
    """Save a row of `model` whose relations lead to rows of `near` ({model: row}). Raises CannotMake."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.auto_created or isinstance(field, models.GeneratedField):
            continue
        if field.is_relation:
            values[field.name] = near.get(field.related_model)
            if values[field.name] is None and not field.null:
                raise CannotMake(f"{model._meta.label}: no {field.related_model._meta.label} for “{field.name}”")
        elif not field.has_default() and not field.null and not field.blank:
            values[field.name] = _value(field)
    try:
        with transaction.atomic():
            row = model(**values)
            row.save(force_insert=True)
    except DatabaseError as error:
        raise CannotMake(f"{model._meta.label}: {error}".splitlines()[0]) from error
    return row


def _value(field: models.Field):
    if field.choices:
        return next(value for value, _label in field.flatchoices if value)
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return dt.date(2026, 6, 1)
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, (models.IntegerField, models.FloatField, models.DecimalField)):
        return Dekad.of(timezone.localdate()).ordinal if field.name.endswith("_dekad") else 1
    if isinstance(field, models.UUIDField):
        import uuid

        return uuid.uuid4()
    return timezone.now().strftime("%H%M%S%f")[: field.max_length or 20]
