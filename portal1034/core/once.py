"""The same form sent twice is one row: `form_key`, made with the form, is kept on the row and is unique.

A double click, the back button and a phone that sends again because no answer came all meet here. The row that a form
made is its answer, also when the form would not be taken any more today: whoever asks again learns that it arrived.
"""

from uuid import UUID

from django.db.models import Model, QuerySet


def once(model, form_key: UUID | None, owner: dict, values: dict):
    """Create the row, or return the one that the same form made before: (row, whether it is new)."""
    if form_key is None:
        return model.objects.create(**owner, **values), True
    return model.objects.get_or_create(form_key=form_key, **owner, defaults=values)


def made_before(own_rows: QuerySet, posted) -> Model | None:
    """Return the person's own row that the posted form made when it was sent before, None for a new form."""
    try:
        form_key = UUID(posted.get("form_key", ""))
    except ValueError:
        return None  # no key, or not one of ours: the form itself judges it
    return own_rows.filter(form_key=form_key).first()
