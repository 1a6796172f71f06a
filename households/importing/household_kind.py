"""Lists of households: what the engine needs to import them and to undo it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from households.duplicates import bare_name
from households.enums import RowOutcome
from households.importing.household_check import check_households, phone_of
from households.importing.household_columns import COLUMNS, REQUIRED
from households.importing.kinds import Change, Checked, Entry, Job, Kind, Words
from households.models import ImportChange
from households.operations.imported_households import put_back, register_many, update_many
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentPurpose


class HouseholdKind(Kind):
    code = "households"
    name = _("Hộ sản xuất")
    admin_name = "households_household"
    words = Words(
        thing=_("Hồ sơ"),
        fresh=_("Sẽ lập mới"),
        known=_("Số đã có hồ sơ"),
        similar=_("Tên và xã đã có"),
        made=_("Đã lập mới"),
        ask_known=_("Số điện thoại đã có hồ sơ"),
        ask_similar=_("Tên và xã đã có, số điện thoại khác"),
        skip=_("Bỏ qua, giữ hồ sơ đang có"),
        update=_("Sửa hồ sơ đang có theo tệp"),
        make=_("Vẫn lập hồ sơ mới"),
    )
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
        fresh = [row for row in checked if row.outcome == RowOutcome.FRESH or job.makes(row)]
        made = register_many(rows=[r.data for r in fresh], by=job.by, note=_("Nhập từ tệp %s") % job.run.file_name)
        changes = [
            Change(row, household.pk, household.name, None, after)
            for row, (household, after) in zip(fresh, made, strict=True)
        ]
        return changes + self._update([row for row in checked if job.updates(row)])

    @staticmethod
    def _update(known: Sequence[Checked]) -> list[Change]:
        if not known:
            return []
        changed = update_many(
            rows=[row.data for row in known], keep_name=lambda old, new: bare_name(old) == bare_name(new)
        )
        return [
            Change(row, pk, changed[pk][0].name, *changed[pk][1:])
            for row in known
            if (pk := row.data.household_id) in changed
        ]

    def undo(self, changes: Sequence[ImportChange], job: Job) -> dict[int, str]:
        return put_back(changes=changes, scope=job.scope)
