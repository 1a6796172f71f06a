from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommoditiesConfig(AppConfig):
    name = "portal1034.commodities"
    label = "commodities"
    verbose_name = _("Nông sản và mùa vụ")
