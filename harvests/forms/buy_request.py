"""What a trader wants."""

from django import forms
from django.utils.translation import gettext_lazy as _

from harvests.forms.window import WindowForm
from harvests.models import BuyRequest
from portal1034.regions.models import Province


class BuyRequestForm(WindowForm):
    province = forms.ModelChoiceField(
        label=_("Mua ở đâu"),
        queryset=Province.objects.order_by("slug"),
        required=False,
        empty_label=_("Ở đâu cũng được"),
    )
    field_order = ("commodity", "province", "volume_kg", "starts_on", "ends_on", "price_vnd", "note")

    class Meta:
        model = BuyRequest
        fields = ("commodity", "province", "starts_on", "ends_on", "volume_kg", "price_vnd", "note")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["volume_kg"].label = _("Cần mua bao nhiêu")
