from django.apps import AppConfig


class HarvestsConfig(AppConfig):
    name = "harvests"
    verbose_name = "Mùa vụ"

    def ready(self):
        from harvests import merging
        from harvests.personal_data import HarvestHolder
        from households.events import households_merged, households_unmerged
        from portal1034.accounts.privacy import holders

        holders.register(HarvestHolder())

        households_merged.subscribe(merging.follow_merge)
        households_unmerged.subscribe(merging.follow_unmerge)
