from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal1034.accounts"
    label = "accounts"
    verbose_name = "Người dùng"
