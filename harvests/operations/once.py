"""The same form sent twice is one row."""

from uuid import UUID


def once(model, form_key: UUID | None, owner: dict, values: dict):
    """Create the row, or return the one that the same form made before: (row, whether it is new)."""
    if form_key is None:
        return model.objects.create(**owner, **values), True
    return model.objects.get_or_create(form_key=form_key, **owner, defaults=values)
