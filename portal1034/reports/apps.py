from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portal1034.reports"
    verbose_name = "Số liệu"
