from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "portal1034.pages"
    verbose_name = "Trang"

    def ready(self) -> None:
        from portal1034.pages import embeds

        embeds.register()
