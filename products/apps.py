from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = "Sản phẩm"

    def ready(self):
        from households.events import household_verified
        from portal1034.accounts.events import consent_withdrawn
        from products import reactions

        household_verified.subscribe(reactions.send_what_waited)
        consent_withdrawn.subscribe(reactions.take_down)
