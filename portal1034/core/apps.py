from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CoreConfig(AppConfig):
    name = "portal1034.core"
    label = "core"
    verbose_name = "Hạt nhân"


class PortalAdminConfig(AdminConfig):
    default_site = "portal1034.core.admin.PortalAdminSite"
