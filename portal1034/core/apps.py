from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CoreConfig(AppConfig):
    name = "portal1034.core"
    label = "core"
    verbose_name = "Hạt nhân"

    def ready(self):
        # Makes our Celery app the current one, so that `shared_task` in the web process finds the right broker.
        from portal1034 import celery  # noqa: F401


class PortalAdminConfig(AdminConfig):
    default_site = "portal1034.core.admin.PortalAdminSite"
