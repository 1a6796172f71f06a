from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "portal1034.sandbox"
    label = "sandbox"
    default_auto_field = "django.db.models.BigAutoField"
