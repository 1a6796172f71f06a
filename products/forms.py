"""What a household says of a product, in its own way of writing; photographs, one judged at a time; where to sell."""

import re
import uuid
from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentPurpose
from portal1034.commodities.dekads import dekad_choices, dekad_label
from portal1034.commodities.models import Commodity
from portal1034.core import parsing
from portal1034.core.fields import AmountField, SeveralFilesInput, TextField, VndField
from portal1034.core.formatting import number
from portal1034.core.images import Picture, PictureError, read_picture
from portal1034.core.text import fold
from portal1034.regions.models import Province
from products.connectors.errors import Problem
from products.enums import Marketplace
from products.models import Product
from products.models.photo import MAX_PHOTOS
from products.models.product import MAX_PRICE_VND, MAX_STOCK
from products.operations.siblings import SIBLING_FIELDS
from products.seasons import Window

MAX_WEIGHT_G = 1_000_000
_UNITS = "kg|ki lô|kilo|ký|kí|cân|gam|gram|gr|g|lạng|tấn|tạ|yến|lít|l|ml"
_WEIGHT = re.compile(rf"(?P<number>\d[\d.,]*|nửa)\s*(?P<unit>{_UNITS})?\b(?P<half>\s+rưỡi\b)?", re.I)
# A litre of honey or fish sauce is not quite a kilogram; for a parcel's weight it is near enough.
_GRAMS = {"g": 1, "gr": 1, "gam": 1, "gram": 1, "ml": 1, "lạng": 100, "yến": 10_000, "tạ": 100_000, "tấn": 1_000_000}
_WEIGHT_HELP = _("Chưa rõ nặng bao nhiêu. Bác ghi như 5 kg hoặc 500 g.")


def parse_grams(text: str) -> int:
    """Return whole grams from "5 kg", "500g", "3 lạng", "nửa ký", "1 cân rưỡi", "1,5"; a bare number is kilograms.

    Raises ValueError with a sentence.
    """
    match = _WEIGHT.search(text)
    if match is None:
        raise ValueError(_WEIGHT_HELP)
    scale = _GRAMS.get((match["unit"] or "").lower(), 1000)
    is_half = match["number"].lower() == "nửa"
    number_of = Decimal("0.5") if is_half else parsing.parse_decimal(match["number"].rstrip(".,"))
    grams = round((number_of + (Decimal("0.5") if match["half"] else 0)) * scale)
    if not 0 < grams <= MAX_WEIGHT_G:
        raise ValueError(_("Khối lượng phải lớn hơn 0 và không quá 1 tấn."))
    return grams


def grams_in_pack(label: str) -> int | None:
    """Return the weight a pack's name tells ("thùng 5 kg" → 5000), None when it tells none."""
    told = next((match for match in _WEIGHT.finditer(label) if match["unit"]), None)
    return parse_grams(told[0]) if told else None


class PriceStockForm(forms.Form):
    """Price and stock: what changes every day, so it is one small form of its own."""

    price_vnd = VndField(
        label=_("Giá một đơn vị"),
        help_text=_("Như 185k hoặc 185.000."),
        error_messages={"required": _("Bác ghi giá bán.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-unit": "đ", "data-look": "short"}),
    )
    stock = AmountField(
        label=_("Còn bao nhiêu để bán"),
        help_text=_("Như 120, 5 chục hoặc 3 tạ. Hết hàng thì ghi 0, tin vẫn giữ."),
        error_messages={"required": _("Bác ghi còn bao nhiêu, hết thì ghi 0.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
    )

    def __init__(self, *arguments, weight_g: int | None = None, **named):
        super().__init__(*arguments, **named)
        self._weight_g = weight_g

    def clean(self):
        said = super().clean()
        amount = said.get("stock")
        weight_g = said.get("weight_g", self._weight_g)
        if amount is None:
            return said
        if amount.kg is None or weight_g:
            said["stock"] = min(amount.in_units_of(weight_g), MAX_STOCK)
        else:
            sentence = _("Bác ghi một đơn vị nặng bao nhiêu thì cổng mới đổi ra được, hoặc ghi số đơn vị, như 120.")
            self.add_error("stock", ValidationError(sentence, code="no_weight"))
        return said

    def clean_price_vnd(self):
        price = self.cleaned_data["price_vnd"]
        if not 0 < price <= MAX_PRICE_VND:
            raise ValidationError(_("Giá phải lớn hơn 0 và không quá 180.000.000 đ."), code="range")
        return price


class PackForm(PriceStockForm):
    """Price, stock, and what one unit is; `weight_g` is cleaned from the weight or from what the pack's name tells."""

    unit_label = TextField(
        label=_("Bán theo"),
        help_text=_("Một đơn vị bán là gì, như: thùng 5 kg, túi 500 g, chục quả, chai 1 lít."),
        max_length=40,
        error_messages={
            "required": _("Bác ghi bán theo gì, như: thùng 5 kg."),
            "max_length": _("Bác ghi ngắn trong 40 ký tự."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
    )
    weight = TextField(
        label=_("Một đơn vị nặng"),
        help_text=_("Để trống nếu ở trên đã ghi rõ, như “thùng 5 kg”."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
    )

    def clean(self):
        said = self.cleaned_data
        typed, label = said.get("weight"), said.get("unit_label")
        if (typed or label) and "weight" not in self.errors:
            try:
                said["weight_g"] = parse_grams(typed) if typed else self._weight_told_by(label)
            except ValueError as error:
                self.add_error("weight", ValidationError(str(error), code="unclear"))
        return super().clean()

    @staticmethod
    def _weight_told_by(label: str) -> int:
        grams = grams_in_pack(label)
        if grams is None:
            raise ValueError(_("Một “%s” nặng bao nhiêu? Bác ghi như 5 kg hoặc 500 g.") % label)
        return grams


def _grade_field(**named) -> TextField:
    return TextField(
        label=_("Loại, hạng"),
        help_text=_("Để phân biệt với loại khác, như: loại 1, loại 2, hàng xô."),
        max_length=40,
        error_messages={"max_length": _("Bác ghi ngắn trong 40 ký tự.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
        **named,
    )


class SiblingForm(PackForm):
    """Another grade or pack of a product: only what differs is asked."""

    grade = _grade_field(required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = ("grade", "unit_label", "weight", "price_vnd", "stock", "form_key")

    def __init__(self, *arguments, siblings: Iterable[Product], **named):
        initial = {"form_key": uuid.uuid4()}
        super().__init__(*arguments, initial=initial, **named)
        self._taken = {fold(sibling.choice_name): sibling for sibling in siblings}

    def clean(self):
        said = super().clean()
        name = ", ".join(part for part in (said.get("grade"), said.get("unit_label")) if part)
        twin = self._taken.get(fold(name))
        if twin is not None and (twin.form_key is None or twin.form_key != said.get("form_key")):
            sentence = _("Đã có “%s”. Bác ghi loại khác hoặc gói khác.") % name
            self.add_error("grade", ValidationError(sentence, code="taken"))
        return said

    def values(self) -> dict:
        """Return the keyword arguments of operations.add_sibling."""
        return {name: self.cleaned_data[name] for name in SIBLING_FIELDS}


# Where what a marketplace says of a listing is mended on the form: a claimed certificate stands in the title.
_BESIDE = {"weight_g": "weight", "category_code": "commodity", "certificates": "title"}


class ProductForm(PackForm):
    """Everything about a product but its photographs. `rows()` pairs each field with what a marketplace would say."""

    commodity = forms.ModelChoiceField(
        Commodity.objects.none(),
        label=_("Loại nông sản"),
        empty_label=_("Chọn loại nông sản"),
        error_messages={"required": _("Bác chọn loại nông sản."), "invalid_choice": _("Bác chọn lại loại nông sản.")},
    )
    title = TextField(
        label=_("Tên để người mua thấy"),
        help_text=_(
            "Ghi loại, nơi trồng, cách đóng gói, như: Vải thiều Lục Ngạn loại 1, thùng 5 kg. Postmart cần từ 25 ký tự."
        ),
        max_length=120,
        error_messages={
            "required": _("Bác ghi tên sản phẩm."),
            "max_length": _("Tên dài quá 120 ký tự, bác viết gọn lại."),
        },
    )
    grade = _grade_field(required=False)
    description = TextField(
        label=_("Mô tả"),
        help_text=_("Trồng thế nào, vị ra sao, giữ được bao lâu. Vài câu là đủ; Voso cần ít nhất 50 ký tự."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("Mô tả dài quá 5.000 ký tự, bác viết gọn lại.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = (
        "commodity",
        "title",
        "grade",
        "unit_label",
        "weight",
        "price_vnd",
        "stock",
        "description",
        "form_key",
    )

    def __init__(self, *arguments, product: Product | None = None, **named):
        initial = {"form_key": uuid.uuid4()} if product is None else _initial(product)
        super().__init__(*arguments, initial=initial, **named)
        self.fields["commodity"].queryset = Commodity.objects.active().order_by("slug")
        if product is None or product.group_id is None:
            del self.fields["grade"]
        self._remarks: list[Problem] = []

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show what marketplaces would refuse, each beside the field in which it is mended."""
        self._remarks = list(problems)

    def values(self) -> dict:
        """Return the keyword arguments of operations.create_product and update_product."""
        names = ("commodity", "title", "grade", "description", "unit_label", "price_vnd", "stock", "weight_g")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def rows(self) -> list[tuple]:
        """Return (bound field, sentences of what marketplaces would refuse about it)."""
        return [(field, self._about(field.name)) for field in self.visible_fields()]

    def _about(self, name: str) -> list[str]:
        """What was not understood has its own sentence already, and nothing can be said of it to a marketplace."""
        if self.is_bound and name in self.errors:
            return []
        found = [p.message for p in self._remarks if _BESIDE.get(p.field, p.field) == name]
        return list(dict.fromkeys(found))


def _initial(product: Product) -> dict:
    names = ("commodity", "title", "grade", "unit_label", "description")
    told = grams_in_pack(product.unit_label) == product.weight_g
    numbers = {"price_vnd": number(product.price_vnd), "stock": number(product.stock)}
    weight = "" if told else f"{product.weight_g} g"
    return {**{name: getattr(product, name) for name in names}, **numbers, "weight": weight}


CROP, ALL_YEAR, OWN = "crop", "all_year", "own"


def _dekads() -> list[tuple[str, str]]:
    return [("", _("Chọn lúc nào")), *dekad_choices()]


class SeasonForm(forms.Form):
    when = forms.ChoiceField(
        label=_("Khi nào bác bán?"),
        choices=[
            (CROP, _("Theo mùa vụ ở tỉnh mình")),
            (ALL_YEAR, _("Quanh năm: hàng kho, hàng khô, hàng chế biến")),
            (OWN, _("Mùa riêng của nhà, từ … đến …")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bác chọn một cách."), "invalid_choice": _("Bác chọn lại.")},
    )
    sells_from = forms.TypedChoiceField(
        label=_("Bán từ"), choices=_dekads, coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": _("Bác chọn lại lúc bắt đầu.")},
    )  # fmt: skip
    sells_until = forms.TypedChoiceField(
        label=_("Bán đến hết"), choices=_dekads, coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": _("Bác chọn lại lúc kết thúc.")},
    )  # fmt: skip

    def __init__(self, *arguments, product: Product, windows: Iterable[Window], **named):
        when = ALL_YEAR if product.sells_all_year else OWN if product.sells_from is not None else CROP
        initial = {"when": when, "sells_from": product.sells_from, "sells_until": product.sells_until}
        super().__init__(*arguments, initial=initial, **named)
        told = "; ".join(f"{dekad_label(w.start)} – {dekad_label(w.end)}" for w in windows)
        self.fields["when"].help_text = (
            _("%(crop)s ở %(place)s: %(told)s.") if told else _("Cổng chưa biết mùa vụ của %(crop)s ở %(place)s.")
        ) % {"crop": product.commodity.name, "place": product.household.province.short_name, "told": told}

    def clean(self):
        said = super().clean()
        if said.get("when") == OWN:
            for name, sentence in (
                ("sells_from", _("Bác chọn lúc bắt đầu bán.")),
                ("sells_until", _("Bác chọn lúc bán hết.")),
            ):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, ValidationError(sentence, code="required"))
        return said

    def values(self) -> dict:
        """Return the keyword arguments of operations.set_season."""
        said = self.cleaned_data
        own = said["when"] == OWN
        return {
            "sells_all_year": said["when"] == ALL_YEAR,
            "sells_from": said["sells_from"] if own else None,
            "sells_until": said["sells_until"] if own else None,
        }


class PhotosForm(forms.Form):
    """Photographs sent together, judged one by one: `pictures` are good, `refused` are (file name, sentence)."""

    photos = forms.FileField(
        label=_("Thêm ảnh"),
        help_text=_("Chọn được nhiều ảnh một lần. Ảnh rõ, đủ sáng; Voso cần ít nhất 3 ảnh, mỗi cạnh từ 500 điểm."),
        widget=SeveralFilesInput(attrs={"accept": "image/*,.heic,.heif", "multiple": True}),
        error_messages={"required": _("Bác chọn ít nhất một ảnh."), "empty": _("Tệp này rỗng, bác chọn ảnh khác.")},
    )

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.pictures: list[Picture] = []
        self.refused: list[tuple[str, str]] = []

    def _clean_fields(self):
        """Judge each file by itself; a bad one is named and never costs the good ones."""
        uploads = self.files.getlist("photos") if self.files else []
        self.cleaned_data["photos"] = uploads
        if not uploads:
            self.add_error("photos", self.fields["photos"].error_messages["required"])
        for upload in uploads[:MAX_PHOTOS]:
            self._judge(upload)
        for upload in uploads[MAX_PHOTOS:]:
            sentence = _("Mỗi lần gửi nhiều nhất %s ảnh, bác gửi ảnh này ở lần sau.") % MAX_PHOTOS
            self.refused.append((upload.name[:60], str(sentence)))

    def _judge(self, upload) -> None:
        try:
            self.pictures.append(read_picture(upload))
        except PictureError as error:
            self.refused.append((upload.name[:60], str(error)))


class PublishForm(forms.Form):
    """Which marketplaces, and the consent each needs; nothing is ticked beforehand."""

    marketplaces = forms.MultipleChoiceField(choices=Marketplace, required=False)
    agreed = forms.MultipleChoiceField(choices=Marketplace, required=False)


def consent_wording(marketplace: str):
    return wording_of(ConsentPurpose.for_marketplace(marketplace))


class CatalogueFilterForm(forms.Form):
    """The catalogue's filters, by address part, so that a link says what it shows."""

    q = TextField(required=False, max_length=200, widget=forms.HiddenInput)
    loai = forms.ModelChoiceField(
        Commodity.objects.none(), to_field_name="slug", required=False, label=_("Loại"), empty_label=_("Tất cả")
    )
    tinh = forms.ModelChoiceField(
        Province.objects.none(), to_field_name="slug", required=False, label=_("Tỉnh"), empty_label=_("Cả nước")
    )

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["loai"].queryset = Commodity.objects.active().order_by("slug")
        self.fields["tinh"].queryset = Province.objects.order_by("slug")
