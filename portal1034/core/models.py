from django.db import models


class TimestampedModel(models.Model):
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True, editable=False)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True, editable=False)

    class Meta:
        abstract = True


class HttpsURLField(models.URLField):
    """An address typed without its beginning is one of https; to the database no different from any other."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self):
        name, _path, arguments, named = super().deconstruct()
        return name, "django.db.models.URLField", arguments, named
