from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "Hộ sản xuất"

    def ready(self):
        from households import subscriptions  # noqa: F401
