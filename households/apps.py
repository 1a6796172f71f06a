from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "Hộ sản xuất"

    def ready(self):
        from households import subscriptions  # noqa: F401
        from households.personal_data import HouseholdHolder
        from portal1034.accounts.privacy import holders

        holders.register(HouseholdHolder())
        from households.importing import attendance_kind, household_kind, kinds

        kinds.register(household_kind.HouseholdKind())
        kinds.register(attendance_kind.AttendanceKind())
