"""Which household a row means, by its code or its owner's phone; for lists about households that are there already."""

import re
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.importing.cells import is_error, phone_text
from households.importing.columns import Column
from households.importing.household_columns import COLUMNS as HOUSEHOLD_COLUMNS
from households.importing.kinds import Checked, Job
from households.models import Household
from portal1034.core.fields import MobileField

_CODE = re.compile(r"H[2-9A-HJ-NP-TV-Z]{7}")
_MOBILE = MobileField()
PHONE = next(column for column in HOUSEHOLD_COLUMNS if column.key == "phone")
CODE = Column(
    "code",
    gettext_lazy("Mã hộ"),
    ("ma ho", "ma ho san xuat", "ma so ho", "ma ho so", "ma"),
    gettext_lazy("Mã trên cổng, bắt đầu bằng chữ H; có mã thì không cần số điện thoại."),
    "",
)
WHO = ("phone", "code")


def refuse_broken_formulas(row: Checked, columns: Sequence[Column]) -> None:
    """Say of each cell whose formula has no value that one must be typed."""
    labels = {column.key: column.label for column in columns}
    for key, value in row.entry.values.items():
        if is_error(value):
            row.wrong(labels[key], _("Công thức trong ô này bị lỗi (%s). Gõ giá trị vào ô.") % value[:20])


def find_households(rows: Iterable[Checked], job: Job) -> dict[int, Household]:
    """Return {row number: household in the job's scope}; the other rows are told why not. Two queries.

    A household elsewhere is answered like one that does not exist: a list of numbers tells nobody anything.
    """
    codes, phones = {}, {}
    for row in rows:
        if code := row.entry.values["code"].upper().replace(" ", ""):
            _keep_code(row, code, codes)
        else:
            _keep_phone(row, phones)
    placed = Household.objects.standing().select_related("owner", "commune", "province__successor")
    mine = job.scope.limit(placed, "province")
    by_code = {h.code: h for h in mine.filter(code__in=set(codes.values()))} if codes else {}
    by_phone = {h.owner.phone.as_e164: h for h in mine.filter(owner__phone__in=set(phones.values()))} if phones else {}
    found = {}
    for row in rows:
        number = row.entry.number
        if number in codes:
            found[number] = by_code.get(codes[number])
            if not found[number]:
                row.wrong(CODE.label, _("Không có hộ nào mang mã này trong tỉnh bạn phụ trách."))
        elif number in phones:
            found[number] = by_phone.get(phones[number])
            if not found[number]:
                row.wrong(
                    PHONE.label,
                    _("Không có hộ nào dùng số này trong tỉnh bạn phụ trách. Nhập hộ trước, rồi nhập lại dòng này."),
                )
    return {number: household for number, household in found.items() if household}


def _keep_code(row: Checked, code: str, codes: dict[int, str]) -> None:
    if _CODE.fullmatch(code):
        codes[row.entry.number] = code
    else:
        row.wrong(CODE.label, _("“%s” không phải mã hộ. Mã có 8 ký tự, bắt đầu bằng H.") % code[:20])


def _keep_phone(row: Checked, phones: dict[int, str]) -> None:
    text = row.entry.values["phone"]
    if not text:
        return row.wrong(PHONE.label, _("Thiếu số điện thoại hoặc mã hộ. Ghi một trong hai."))
    try:
        written, note = phone_text(text)
        phones[row.entry.number] = _MOBILE.to_python(written).as_e164
    except ValidationError:
        row.wrong(PHONE.label, _("“%s” không phải số di động Việt Nam. Ghi 10 số, như 0912 345 678.") % text[:20])
    except ValueError as error:
        row.wrong(PHONE.label, str(error))
    else:
        if note:
            row.note(PHONE.label, note)
    return None
