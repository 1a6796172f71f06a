"""Names that are data, in the language of the page they are read on."""

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from portal1034.core.english import in_english


class _InReadersLanguage(DeferredAttribute):
    """What the row holds; on English pages what its `…_en` holds, where somebody has written it."""

    def __get__(self, instance, cls=None):
        own = super().__get__(instance, cls)
        if instance is None or not in_english():
            return own
        return getattr(instance, f"{self.field.attname}_en") or own

    def __set__(self, instance, value) -> None:
        instance.__dict__[self.field.attname] = value


class SpokenCharField(models.CharField):
    """A CharField with a twin named `<its name>_en`: `crop.name` is "Vải thiều", on English pages "Lychee".

    Rows are compared, saved and searched by what they hold, in whatever language.
    """

    descriptor_class = _InReadersLanguage

    def pre_save(self, model_instance, add):
        return self.value_from_object(model_instance)

    def value_from_object(self, obj):
        return obj.__dict__[self.attname] if self.attname in obj.__dict__ else super().value_from_object(obj)

    def deconstruct(self):
        """In migrations it is what it is in the database."""
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.CharField", arguments, named
