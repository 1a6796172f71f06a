"""Lists of products: what the engine needs to import them and to undo it. Nothing is put on sale by a list."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from households.enums import RowOutcome
from households.importing.kinds import Change, Checked, Entry, Job, Kind, Words
from households.models import ImportChange
from products.importing.check import check_products, said_in
from products.importing.columns import COLUMNS, REQUIRED
from products.operations.imported_products import create_many, put_back, update_many
from products.tasks import wake


class ProductKind(Kind):
    code = "products"
    name = _("Sản phẩm")
    columns = COLUMNS
    required = REQUIRED
    admin_name = "products_product"
    confirmation = _("Từng hộ trong danh sách đã báo với Sở tên, giá và số lượng này. Sở giữ tờ khai để đối chiếu.")
    words = Words(
        thing=_("Sản phẩm"),
        fresh=_("Sẽ thêm mới"),
        known=_("Hộ đã có"),
        made=_("Đã thêm"),
        ask_known=_("Sản phẩm hộ đã có"),
        skip=_("Bỏ qua, giữ sản phẩm đang có"),
        update=_("Sửa sản phẩm đang có theo tệp"),
    )

    def see(self, entry: Entry, job: Job) -> None:
        job.seen.setdefault(said_in(entry), entry.number)

    def check(self, entries: Sequence[Entry], job: Job) -> list[Checked]:
        return check_products(entries, job)

    def apply(self, checked: Sequence[Checked], job: Job) -> list[Change]:
        fresh = [row for row in checked if row.outcome == RowOutcome.FRESH]
        made = create_many(rows=[row.data for row in fresh])
        changes = [
            Change(row, product.pk, _label(row), None, after)
            for row, (product, after) in zip(fresh, made, strict=True)
        ]  # fmt: skip
        known = [row for row in checked if job.updates(row)]
        changed = update_many(rows=[row.data for row in known])
        changes += [
            Change(row, pk, _label(row), *changed[pk]) for row in known if (pk := row.data.product.pk) in changed
        ]
        wake()
        return changes

    def undo(self, changes: Sequence[ImportChange], job: Job) -> dict[int, str]:
        refused = put_back(changes=changes, scope=job.scope)
        wake()
        return refused


def _label(row: Checked) -> str:
    return f"{row.data.household.name} · {row.data.fields['title']}"
