"""Terms as one side proposes them, and what became of the deal in the words of one side."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harvests.enums import DepositFate, Kept, Side
from harvests.forms.window import OnceForm
from portal1034.core.fields import DayField, KgField, TextField, VndField
from portal1034.core.formatting import number

LATEST_DAYS = 400


class TermsForm(OnceForm):
    volume_kg = KgField(
        label=_("Số lượng"),
        help_text=_("Như 2 tấn hoặc 500 kg."),
        error_messages={"required": _("Ghi mua bán bao nhiêu, như 2 tấn.")},
    )
    price_vnd = VndField(
        label=_("Giá một kg"),
        help_text=_("Như 15k hoặc 15.000."),
        error_messages={"required": _("Ghi giá một kg, như 15k.")},
    )
    deposit_vnd = VndField(label=_("Tiền đặt cọc"), required=False, help_text=_("Như 5 triệu. Để trống nếu không cọc."))
    deliver_from = DayField(label=_("Giao từ ngày"), error_messages={"required": _("Ghi ngày giao đầu, như 15/6.")})
    deliver_to = DayField(
        label=_("Đến ngày"), end=True, error_messages={"required": _("Ghi ngày giao cuối, như 20/6.")}
    )
    note = TextField(
        label=_("Ghi thêm"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Phẩm cấp, nơi giao, cách trả tiền."),
    )

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        for name in ("volume_kg", "price_vnd", "deposit_vnd", "deliver_from", "deliver_to"):
            self.fields[name].widget.attrs["data-look"] = "short"

    def clean_price_vnd(self):
        if self.cleaned_data["price_vnd"] == 0:
            raise ValidationError(_("Giá phải lớn hơn 0."), code="zero")
        return self.cleaned_data["price_vnd"]

    def clean_deposit_vnd(self):
        return self.cleaned_data["deposit_vnd"] or None

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("deliver_from"), cleaned.get("deliver_to")
        today = timezone.localdate()
        if first and last and last < first:
            self.add_error("deliver_to", ValidationError(_("Ngày giao cuối trước ngày giao đầu."), code="order"))
        elif last and last < today:
            self.add_error("deliver_to", ValidationError(_("Ngày này đã qua. Ghi ngày sắp tới."), code="past"))
        elif last and (last - today).days > LATEST_DAYS:
            self.add_error("deliver_to", ValidationError(_("Ngày giao xa quá một năm, xem lại giúp."), code="far"))
        volume, price, deposit = (cleaned.get(name) for name in ("volume_kg", "price_vnd", "deposit_vnd"))
        if volume and price and deposit and deposit > volume * price:
            self.add_error("deposit_vnd", ValidationError(_("Tiền cọc nhiều hơn cả tiền hàng."), code="too_much"))
        return cleaned


def terms_initial(offer) -> dict:
    """What the next version begins with: the one on the table, else what the subject says."""
    if offer.terms:
        terms = offer.terms
        volume, price, deposit, note = terms.volume_kg, terms.price_vnd, terms.deposit_vnd, terms.note
        first, last = terms.deliver_from, terms.deliver_to
    else:
        subject = offer.subject
        volume, price, deposit, note = subject.volume_kg, subject.price_vnd, None, ""
        first, last = max(subject.starts_on, timezone.localdate()), max(subject.ends_on, timezone.localdate())
    return {
        "volume_kg": f"{volume} kg",
        "price_vnd": number(price) if price else "",
        "deposit_vnd": number(deposit) if deposit else "",
        "deliver_from": first,
        "deliver_to": last,
        "note": note,
    }


class OutcomeForm(forms.Form):
    """`kept` and who broke it are one question: nobody has to find a second box that matters only sometimes."""

    BROKEN = {f"{Kept.BROKEN.value}-{side.value}": side.value for side in Side}
    what = forms.ChoiceField(
        label=_("Mua bán ra sao?"),
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        error_messages={"required": _("Chọn một câu đúng nhất."), "invalid_choice": _("Chọn một câu trong danh sách.")},
    )
    volume_kg = KgField(
        label=_("Đã giao nhận bao nhiêu"), required=False, help_text=_("Như 2 tấn. Không rõ thì để trống.")
    )
    price_vnd = VndField(label=_("Giá thực trả một kg"), required=False, help_text=_("Như 15k."))
    deposit = forms.ChoiceField(label=_("Tiền cọc"), choices=DepositFate.choices, required=False)
    statement = TextField(
        label=_("Nói thêm"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Điều đã xảy ra, không gọi tên người khác. Bên kia đọc được và có quyền đáp lại."),
    )

    def __init__(self, *arguments, side: Side, told=None, early: bool = False, **named):
        """`early`: before the first day of delivery nothing can be told but that both leave it."""
        super().__init__(*arguments, **named)
        mine, theirs = (_("Bên tôi"), _("Bên kia"))
        broken = [
            (code, _("%s không giữ lời") % (mine if who == side else theirs)) for code, who in self.BROKEN.items()
        ]
        self.fields["what"].choices = [
            (Kept.KEPT.value, Kept.KEPT.label),
            (Kept.PARTLY.value, Kept.PARTLY.label),
            *broken,
            (Kept.OFF.value, Kept.OFF.label),
        ]
        if early:
            self.fields["what"].choices = [(Kept.OFF.value, Kept.OFF.label)]
            self.initial["what"] = Kept.OFF.value
            del self.fields["volume_kg"], self.fields["price_vnd"]
            return
        for name in ("volume_kg", "price_vnd"):
            self.fields[name].widget.attrs["data-look"] = "short"
        if told and not self.is_bound:
            self.initial = {
                "what": f"{told.kept}-{told.broken_by}" if told.broken_by else told.kept,
                "volume_kg": f"{told.volume_kg} kg" if told.volume_kg else "",
                "price_vnd": number(told.price_vnd) if told.price_vnd else "",
                "deposit": told.deposit,
                "statement": told.statement,
            }

    def told(self) -> dict:
        """What `operations.tell_outcome` takes."""
        said = dict(self.cleaned_data)
        what = said.pop("what")
        broken_by = self.BROKEN.get(what, "")
        kept = Kept.BROKEN if broken_by else Kept(what)
        return {**said, "kept": kept, "broken_by": broken_by, "price_vnd": said.get("price_vnd") or None}


class ReplyForm(forms.Form):
    reply = TextField(
        label=_("Lời đáp"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Một lần, hiện ngay cạnh lời bên kia. Viết điều đã xảy ra, không gọi tên người khác."),
        error_messages={"required": _("Lời đáp còn trống."), "max_length": _("Viết gọn trong 500 chữ giúp.")},
    )
