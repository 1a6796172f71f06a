from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "portal1034.pages"
    verbose_name = "Trang"
