from django.db import models


class TimestampedModel(models.Model):
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True, editable=False)
    updated_at = models.DateTimeField("sửa lúc", auto_now=True, editable=False)

    class Meta:
        abstract = True
