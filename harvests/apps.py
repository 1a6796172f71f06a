from django.apps import AppConfig


class HarvestsConfig(AppConfig):
    name = "harvests"
    verbose_name = "Mùa vụ"
