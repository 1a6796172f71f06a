from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "portal1034.demo"
    verbose_name = "Dữ liệu mẫu"
