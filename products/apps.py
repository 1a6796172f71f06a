from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = "Sản phẩm"

    def ready(self):
        from households.desk import WAITING
        from households.events import household_verified, households_changed, households_merged, households_unmerged
        from households.importing import kinds
        from portal1034.accounts.events import consent_withdrawn
        from portal1034.accounts.privacy import holders
        from products import merging, reactions
        from products.importing.kind import ProductKind
        from products.models.order import count_unanswered
        from products.personal_data import ProductHolder

        holders.register(ProductHolder())
        WAITING["/ho-cua-toi/don-hang/"] = count_unanswered()
        kinds.register(ProductKind())

        household_verified.subscribe(reactions.send_what_waited)
        households_changed.subscribe(reactions.send_new_names)
        consent_withdrawn.subscribe(reactions.take_down)
        households_merged.subscribe(merging.follow_merge)
        households_unmerged.subscribe(merging.follow_unmerge)
