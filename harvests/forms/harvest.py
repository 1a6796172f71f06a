"""A household's declaration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from harvests.forms.window import WindowForm
from harvests.models import Harvest
from portal1034.commodities.models import Commodity

OWN_CROPS_SHOWN = 8


class HarvestForm(WindowForm):
    """A household's harvest. Its own crops stand first, one tap each; any other is in the list below them."""

    own_commodity = forms.ModelChoiceField(
        label=_("Bác thu hoạch gì?"),
        queryset=Commodity.objects.none(),
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        empty_label=None,
        error_messages={"required": _("Bác chọn một loại nông sản.")},
    )
    use_required_attribute = False
    field_order = ("own_commodity", "commodity", "starts_on", "ends_on", "volume_kg", "price_vnd", "note")

    class Meta:
        model = Harvest
        fields = ("commodity", "starts_on", "ends_on", "volume_kg", "price_vnd", "note")

    def __init__(self, *arguments, household, **named):
        super().__init__(*arguments, **named)
        own = household.commodities.filter(is_active=True).order_by("slug")
        self.own_ids = list(own.values_list("pk", flat=True)[:OWN_CROPS_SHOWN])
        if not self.own_ids:
            del self.fields["own_commodity"]
            return
        field = self.fields["own_commodity"]
        field.queryset = Commodity.objects.filter(pk__in=self.own_ids)
        # One of the two has to be chosen: this one, unless the other is.
        other = self.data.get(self.add_prefix("commodity")) if self.is_bound else self._is_other()
        field.required = not other
        self.fields["commodity"].required = False
        self.fields["commodity"].label = _("Hoặc nông sản khác")
        self.fields["commodity"].empty_label = _("Không, như đã chọn ở trên")
        if self.instance.pk and self.instance.commodity_id in self.own_ids:
            self.initial["own_commodity"], self.initial["commodity"] = self.instance.commodity_id, None

    def clean(self):
        cleaned = super().clean()
        if "own_commodity" in self.fields and "commodity" not in self.errors:
            cleaned["commodity"] = cleaned.get("commodity") or cleaned.get("own_commodity")
        return cleaned

    def _is_other(self) -> bool:
        """Whether the harvest being amended is of a crop that is not among the household's own."""
        return bool(self.instance.pk) and self.instance.commodity_id not in self.own_ids
