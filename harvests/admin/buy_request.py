from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from harvests.admin.reading import ReadingAdmin
from harvests.models import BuyRequest
from portal1034.core.formatting import volume


@admin.register(BuyRequest)
class BuyRequestAdmin(ReadingAdmin):
    """What traders of the officer's provinces want, wherever they want it from."""

    province_field = "trader__province"
    list_display = ("commodity", "trader", "where", "starts_on", "ends_on", "volume_text", "status")
    list_filter = ("status",)
    list_select_related = ("commodity", "trader", "province")
    search_fields = ("commodity__search_text", "trader__name")

    @admin.display(description=_("mua ở"))
    def where(self, wanted: BuyRequest) -> str:
        return wanted.place_words

    @admin.display(description=_("cần mua"), ordering="volume_kg")
    def volume_text(self, wanted: BuyRequest) -> str:
        return volume(wanted.volume_kg)
