"""Lists of households: what the engine needs to import them and to undo it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from households.enums import OnKnown, OnSimilar, RowOutcome
from households.importing.household_check import check_households, core_name, phone_of
from households.importing.household_columns import COLUMNS, REQUIRED
from households.importing.kinds import Change, Checked, Entry, Job
from households.models import ImportChange
from households.operations.imported_households import put_back, register_many, update_many
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentPurpose


class HouseholdKind:
    code = "households"
    name = _("Hộ sản xuất")
    columns = COLUMNS
    required = REQUIRED

    @property
    def confirmation(self) -> str:
        sentence = wording_of(ConsentPurpose.REGISTER).sentence
        return _("Từng chủ hộ trong danh sách đã ký trên giấy: “%s” Sở giữ giấy đó để đối chiếu.") % sentence

    def see(self, entry: Entry, job: Job) -> None:
        if phone := phone_of(entry):
            job.seen.setdefault(int(phone), entry.number)

    def check(self, entries: Sequence[Entry], job: Job) -> list[Checked]:
        return check_households(entries, job)

    def apply(self, checked: Sequence[Checked], job: Job) -> list[Change]:
        makes = {RowOutcome.FRESH}
        if job.run.on_similar == OnSimilar.MAKE:
            makes.add(RowOutcome.SIMILAR)
        fresh = [row for row in checked if row.outcome in makes]
        made = register_many(rows=[r.data for r in fresh], by=job.by, note=_("Nhập từ tệp %s") % job.run.file_name)
        changes = [
            Change(row, household.pk, household.name, None, after)
            for row, (household, after) in zip(fresh, made, strict=True)
        ]
        known = [row for row in checked if row.outcome == RowOutcome.KNOWN]
        return changes + (self._update(known) if job.run.on_known == OnKnown.UPDATE else [])

    @staticmethod
    def _update(known: Sequence[Checked]) -> list[Change]:
        if not known:
            return []
        changed = update_many(
            rows=[row.data for row in known], keep_name=lambda old, new: core_name(old) == core_name(new)
        )
        return [
            Change(row, pk, changed[pk][0].name, *changed[pk][1:])
            for row in known
            if (pk := row.data.household_id) in changed
        ]

    def undo(self, changes: Sequence[ImportChange], job: Job) -> dict[int, str]:
        return put_back(changes=changes, scope=job.scope)
