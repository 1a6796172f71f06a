"""What a trader wants, typed as people write."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harvests.enums import Delivery
from harvests.forms.places import DepositField, PlacesField, PriceRangeField
from harvests.forms.window import WindowForm
from harvests.models import BuyRequest
from portal1034.core.fields import TextField
from portal1034.core.formatting import number


class BuyRequestForm(WindowForm):
    grade = TextField(
        label=_("Phẩm cấp"), required=False, max_length=80, help_text=_("Như: loại 1, quả trên 25 g, không cuống.")
    )
    where = PlacesField(
        label=_("Mua ở đâu"),
        required=False,
        max_length=400,
        help_text=_("Ghi tên tỉnh, nhiều tỉnh thì cách nhau bằng dấu phẩy. Để trống nếu ở đâu cũng được."),
    )
    price_vnd = PriceRangeField(
        label=_("Giá một kg"),
        required=False,
        max_length=60,
        help_text=_("Ghi 15k, hoặc một khoảng như 15k – 18k. Để trống nếu còn thỏa thuận."),
    )
    deposit = DepositField(
        label=_("Đặt cọc"), required=False, max_length=40, help_text=_("Ghi 30% hoặc 5 triệu. Để trống nếu không cọc.")
    )
    deposit_when = TextField(
        label=_("Đặt cọc lúc nào"), required=False, max_length=120, help_text=_("Như: khi chốt lịch giao.")
    )
    delivery = forms.ChoiceField(label=_("Giao nhận"), choices=Delivery.choices, required=False)
    field_order = (
        "commodity", "grade", "volume_kg", "where", "starts_on", "ends_on", "price_vnd", "deposit", "deposit_when",
        "delivery", "note",
    )  # fmt: skip

    class Meta:
        model = BuyRequest
        fields = ("commodity", "grade", "starts_on", "ends_on", "volume_kg", "deposit_when", "delivery", "note")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["volume_kg"].label = _("Cần mua bao nhiêu")
        for name in ("grade", "deposit", "price_vnd"):
            self.fields[name].widget.attrs["data-look"] = "short"
        if self.instance.pk and not self.is_bound:
            self.initial |= written(self.instance)

    def clean_price_vnd(self):
        return self.cleaned_data["price_vnd"]

    def clean(self):
        cleaned = super().clean()
        ends_on = cleaned.get("ends_on")
        if ends_on and ends_on < timezone.localdate() and "ends_on" not in self.errors:
            self.add_error("ends_on", ValidationError(_("Ngày này đã qua. Ghi ngày sắp tới."), code="past"))
        if cleaned.get("deposit_when") and cleaned.get("deposit") == (None, None):
            self.add_error("deposit", ValidationError(_("Ghi cọc bao nhiêu, như 30% hoặc 5 triệu."), code="required"))
        return cleaned

    def _post_clean(self):
        """The operation writes the row; the form's values are not the model's."""

    def told(self) -> dict:
        said = dict(self.cleaned_data)
        said["provinces"] = said.pop("where")
        said["price_vnd"], said["price_to_vnd"] = said["price_vnd"]
        said["deposit_percent"], said["deposit_vnd"] = said.pop("deposit")
        return said


def written(wanted: BuyRequest) -> dict:
    """How the trader would write what stands in a request now."""
    price = "" if wanted.price_vnd is None else number(wanted.price_vnd)
    if wanted.price_to_vnd:
        price += f" – {number(wanted.price_to_vnd)}"
    deposit = f"{wanted.deposit_percent}%" if wanted.deposit_percent else ""
    if wanted.deposit_vnd:
        deposit = number(wanted.deposit_vnd)
    places = wanted.places_text if wanted.several else wanted.province.short_name if wanted.province_id else ""
    return {"where": places, "price_vnd": price, "deposit": deposit}
