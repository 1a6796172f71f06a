"""What else refers to rows that are about to go, whichever app it belongs to."""

from collections.abc import Collection

from django.db.models import Model


def hanging_on(
    model: type[Model], pks: list[int], ours: dict[type[Model], list[int]], aside: Collection[type[Model]] = ()
) -> dict[int, str]:
    """Return {pk: name of what refers to it}; one query a relation.

    `ours` are {model: primary keys} of rows that go together with these; `aside` are models that the caller looks at
    itself. History keeps rows of what is gone and does not count.
    """
    found: dict[int, str] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        other, field = relation.related_model, relation.field
        if other in aside or other._meta.app_label == "pghistory" or not getattr(field, "db_constraint", False):
            continue
        rows = other._base_manager.filter(**{f"{field.name}__in": pks}).exclude(pk__in=ours.get(other, []))
        for pk in rows.values_list(field.attname, flat=True).distinct():
            found.setdefault(pk, str(other._meta.verbose_name))
    return found
