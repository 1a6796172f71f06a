from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "portal1034.regions"
    label = "regions"
    verbose_name = _("Địa phương")
    default_auto_field = "django.db.models.BigAutoField"
