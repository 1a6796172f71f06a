from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a commodity is counted in when it is sold. Values are part of the seed file and of the open data."""

    KILOGRAM = "kg", _("kg")
    FRUIT = "quả", _("quả")
    HAND = "nải", _("nải")
    LITRE = "lít", _("lít")
    HEAD = "con", _("con")


class SeasonKind(models.TextChoices):
    MAIN = "main", _("chính vụ")
    OFF = "off", _("trái vụ")


class NoticeKind(models.TextChoices):
    OPENING = "opening", _("vào vụ")
    PEAK = "peak", _("rộ vụ")
    CLOSING = "closing", _("hết vụ")
    COUNTERFEIT = "counterfeit", _("cảnh báo giả mạo")
