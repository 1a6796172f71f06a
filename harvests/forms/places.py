"""Provinces, amounts and ranges as people write them on one line: "Bắc Giang, Hải Dương", "15k – 18k", "30%"."""

import re
from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal1034.core.fields import TextField
from portal1034.core.parsing import parse_vnd
from portal1034.core.text import fold
from portal1034.regions.models import Province

PLACES_AT_MOST = 20
_BETWEEN_PLACES = re.compile(r"\s*(?:[,;/+&\n]|\s+và\s+)\s*")
_KIND = re.compile(r"^(?:tinh|thanh pho|tp\.?|t\.p\.?)\s*")
_ANYWHERE = {"ca nuoc", "toan quoc", "dau cung duoc", "o dau cung duoc", "khap noi"}
_RANGE = re.compile(r"\s*(?:[–—-]|\bđến\b|\btới\b|\bden\b|\btoi\b)\s*")
_SCALE = re.compile(r"[\d.,\s]*\d\s*(\D*)$")


@cache
def _by_name() -> dict[str, tuple[int, ...]]:
    """Provinces by folded name: of the 63, and for a name only the 34 have, those that became it. Static data."""
    rows = list(Province.objects.select_related("successor").order_by("code"))
    found: dict[str, tuple[int, ...]] = {}
    for row in rows:
        merged = fold(row.successor.short_name)
        found[merged] = (*found.get(merged, ()), row.pk)
    return found | {fold(row.short_name): (row.pk,) for row in rows}


class PlacesField(TextField):
    """Names of provinces on one line → a list of Province in the order written; empty means anywhere."""

    default_error_messages = {
        "unknown": _("Không có tỉnh “%(name)s” trong danh sách. Ghi như Bắc Giang, Hải Dương."),
        "too_many": _("Nhiều nhất 20 tỉnh. Mua ở nhiều nơi hơn thì để trống."),
    }

    def clean(self, value):
        text = super().clean(value)
        keys: dict[int, None] = {}
        for name in filter(None, _BETWEEN_PLACES.split(text or "")):
            folded = _KIND.sub("", fold(name).strip())
            if folded in _ANYWHERE:
                continue
            if folded not in _by_name():
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"name": name[:40]})
            keys |= dict.fromkeys(_by_name()[folded])
        if len(keys) > PLACES_AT_MOST:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        found = Province.objects.in_bulk(list(keys)) if keys else {}
        return [found[key] for key in keys]

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else ", ".join(place.short_name for place in value)


class PriceRangeField(TextField):
    """ "15k" → (15000, None); "15k – 18k", "15-18k" → (15000, 18000); nothing, or 0, → (None, None)."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None, None
        parts = _RANGE.split(text.strip(), maxsplit=1)
        scales = [match[1] if (match := _SCALE.search(part)) else "" for part in parts]
        if len(parts) == 2 and any(scales) and not all(scales):  # "15-18k" is said of thousands both
            parts = [part if scale else part + "".join(scales) for part, scale in zip(parts, scales, strict=True)]
        try:
            low, *high = [parse_vnd(part) for part in parts]
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        if high and high[0] < low:
            raise ValidationError(_("Giá sau phải bằng hoặc hơn giá trước, như 15k – 18k."), code="order")
        return low or None, high[0] if high and high[0] > low > 0 else None


class DepositField(TextField):
    """ "30%" → (30, None); "5 triệu" → (None, 5000000); nothing → (None, None): (percent, đồng)."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def clean(self, value):
        text = super().clean(value)
        if not text or fold(text) in {"khong", "0", "0%"}:
            return None, None
        if match := re.fullmatch(r"(\d{1,3})\s*(?:%|phần trăm|phan tram)", text.strip()):
            percent = int(match[1])
            if not 1 <= percent <= 100:
                raise ValidationError(_("Đặt cọc từ 1% đến 100%."), code="percent")
            return percent, None
        try:
            amount = parse_vnd(text)
        except ValueError as error:
            raise ValidationError(_("Tiền cọc chưa đọc được. Ghi như 30% hoặc 5 triệu."), code="invalid") from error
        return None, amount or None
