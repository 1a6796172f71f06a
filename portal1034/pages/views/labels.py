"""QR labels to cut out: a household chooses what for and how many, the browser prints an A4 sheet."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from households.desk import desk_context, household_view
from households.models import Household
from portal1034.core.fields import CountField
from portal1034.core.qr import draw_qr_symbol
from products.models import Product

ON_A_SHEET = 24
MOST = 240
PRODUCTS_OFFERED = 50


class LabelForm(forms.Form):
    """`ma` is the code of the household or of one of its products; `so` how many labels."""

    ma = forms.ChoiceField(
        label=_("Nhãn của gì?"),
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        error_messages={"required": _("Bác chọn một thứ."), "invalid_choice": _("Bác chọn trong danh sách.")},
    )
    so = CountField(
        label=_("Bao nhiêu nhãn?"),
        help_text=_("Một tờ A4 được 24 nhãn, mỗi lần in nhiều nhất 240."),
        initial=ON_A_SHEET,
        error_messages={"required": _("Bác ghi số nhãn, như 24.")},
    )

    def __init__(self, *arguments, household: Household, products: list[Product], **named):
        super().__init__(*arguments, **named)
        self.fields["so"].widget.attrs["data-look"] = "short"
        self.fields["ma"].choices = [
            *((product.code, product.title) for product in products),
            (household.code, _("Chung cho cả hộ: %s") % household.name),
        ]
        self.fields["ma"].initial = self.fields["ma"].choices[0][0]

    def clean_so(self) -> int:
        count = self.cleaned_data["so"]
        if not 1 <= count <= MOST:
            raise forms.ValidationError(_("Bác in từ 1 đến %s nhãn một lần.") % MOST, code="range")
        return count


def _products(household: Household) -> list[Product]:
    return list(Product.objects.kept().filter(household=household).order_by("-pk")[:PRODUCTS_OFFERED])


@never_cache
@household_view
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    form = LabelForm(household=request.household, products=_products(request.household))
    return _ask(request, form)


def _ask(request: HttpRequest, form: LabelForm, status: int = 200) -> HttpResponse:
    context = {**desk_context(request.household, "products"), "form": form}
    return render(request, "pages/labels.html", context, status=status)


@never_cache
@household_view
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    products = _products(request.household)
    form = LabelForm(request.GET, household=request.household, products=products)
    if not form.is_valid():
        return _ask(request, form, 422)
    code = form.cleaned_data["ma"]
    product = next((product for product in products if product.code == code), None)
    context = {
        **desk_context(request.household, "products"),
        "product": product,
        "code": code,
        "count": form.cleaned_data["so"],
        "qr": draw_qr_symbol(trace_url(code), "qr"),
        "url": trace_url(code),
    }
    return render(request, "pages/label_sheet.html", context)


def trace_url(code: str) -> str:
    """Return the whole address a label's QR leads to."""
    return settings.PUBLIC_URL + reverse("pages:trace", args=[code])
