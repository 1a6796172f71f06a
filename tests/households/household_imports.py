"""Lists of households brought in and taken back: the steps of `import_steps` for this kind, and what to compare."""

from households.enums import OnKnown, OnSimilar
from households.importing.kinds import kind_of
from households.models import Assistance, Household, HouseholdCrop, ImportRun
from households.operations.importing import choose_columns, start_import
from portal1034.accounts.models import Consent, User
from tests.households.import_steps import confirmed, finish, undone

__all__ = ["HONG_GIANG", "checked", "dump", "finish", "imported", "undone", "uploaded"]

HONG_GIANG = "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang"
TABLES = {
    User: ["pk", "phone", "full_name", "email", "password", "role", "department", "is_active", "phone_verified_at",
           "last_login", "date_joined"],
    Household: None,
    HouseholdCrop: ["household_id", "commodity_id", "area_m2"],
    Consent: None,
    Assistance: None,
}  # fmt: skip


def dump() -> dict:
    """Every row of every table that an import of households writes, each value as it stands."""
    return {
        model._meta.label: sorted(map(str, model.objects.values_list(*(columns or []))))
        for model, columns in TABLES.items()
    }


def uploaded(officer, file, name="danh-sach.xlsx") -> ImportRun:
    return start_import(kind=kind_of("households"), by=officer, file=file, file_name=name)


def checked(officer, file) -> ImportRun:
    run = uploaded(officer, file)
    choose_columns(run=run, mapping=run.mapping)
    return finish(run)


def imported(officer, file, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP) -> ImportRun:
    return confirmed(checked(officer, file), on_known=on_known, on_similar=on_similar)
