from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal1034.accounts"
    label = "accounts"
    verbose_name = "Người dùng"

    def ready(self):
        from portal1034.accounts.events import consent_withdrawn
        from portal1034.accounts.privacy import checks, holders  # noqa: F401
        from portal1034.accounts.privacy.identities import forget_identity
        from portal1034.accounts.privacy.own import AccountHolder

        consent_withdrawn.subscribe(forget_identity)
        holders.register(AccountHolder())
