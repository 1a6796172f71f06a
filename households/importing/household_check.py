"""A row of a list of households, judged: who, where, what, and whether the portal knows them already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from households.areas import parse_area
from households.crops import parts_of, split_pieces
from households.duplicates import bare_name
from households.enums import RowOutcome, Verification
from households.importing.cells import is_error, phone_text
from households.importing.crops import Crop, CropReader
from households.importing.household_columns import COLUMNS
from households.importing.kinds import Checked, Entry, Job
from households.models import Household, ImportChange
from portal1034.accounts.enums import Role
from portal1034.accounts.models import User
from portal1034.core.fields import MobileField
from portal1034.core.text import fold, nfc
from portal1034.regions.addresses import ParsedAddress, parse_many
from portal1034.regions.models import Commune

LABELS = {column.key: column.label for column in COLUMNS}
_MOBILE = MobileField()
_CANDIDATES_SAID = 3
_PLACES_REMEMBERED = 4_000


@dataclass(slots=True)
class HouseholdRow:
    """What a row says, understood. None and () mean that it says nothing: an update then keeps what is there."""

    phone: str = ""
    name: str = ""
    owner_name: str = ""
    commune: Commune | None = None
    street: str = ""
    address: str = ""
    commodity_ids: tuple[int, ...] = ()
    crop_areas: dict[int, int] = field(default_factory=dict)
    area_m2: int | None = None
    story: str = ""
    user: User | None = None
    household_id: int | None = None
    crops: tuple[str, ...] = field(default=())


def phone_of(entry: Entry) -> str:
    """Return the row's number in E.164, "" when it has none that can be right."""
    try:
        return _MOBILE.to_python(phone_text(entry.values["phone"])[0]).as_e164
    except (ValueError, ValidationError, AttributeError):
        return ""


def check_households(entries: Sequence[Entry], job: Job) -> list[Checked]:
    """Judge a batch with seven queries at most."""
    rows = [_read(entry) for entry in entries]
    _place(rows, job)
    _crops_and_area(rows, job)
    _known(rows, job)
    _similar(rows, job)
    for row in rows:
        row.understood = _understood(row.data)[:400]
    return rows


# ---- the row alone ----


def _read(entry: Entry) -> Checked:
    checked = Checked(entry, data=HouseholdRow())
    for key, value in entry.values.items():
        if is_error(value):
            checked.wrong(LABELS[key], _("Công thức trong ô này bị lỗi (%s). Gõ giá trị vào ô.") % value[:20])
    if checked.problems:
        return checked
    _read_phone(checked)
    _read_name(checked)
    checked.data.story = entry.values["story"]
    return checked


def _read_phone(checked: Checked) -> None:
    text = checked.entry.values["phone"]
    if not text:
        return checked.wrong(LABELS["phone"], _("Thiếu số điện thoại. Ghi số di động của chủ hộ."))
    try:
        written, note = phone_text(text)
        checked.data.phone = _MOBILE.to_python(written).as_e164
    except ValidationError as error:
        checked.wrong(LABELS["phone"], _phone_problem(written, error.code))
    except ValueError as error:
        checked.wrong(LABELS["phone"], str(error))
    else:
        if note:
            checked.note(LABELS["phone"], note)
    return None


def _phone_problem(written: str, code: str) -> str:
    if code == "landline":
        return _("“%s” là số máy bàn, không nhận được tin nhắn. Ghi số di động.") % written[:20]
    digits = len(re.sub(r"\D", "", written))
    if digits and digits != 10:
        return _("“%(number)s” có %(count)d chữ số, số di động có 10. Hỏi lại chủ hộ.") % {
            "number": written[:20],
            "count": digits,
        }
    return _("“%s” không phải số di động Việt Nam. Ghi 10 số, như 0912 345 678.") % written[:20]


def _read_name(checked: Checked) -> None:
    owner, name = _person(checked.entry.values["owner"]), checked.entry.values["name"]
    checked.data.owner_name = owner[:120]
    checked.data.name = name or (owner if fold(owner).startswith("ho ") else f"Hộ {owner}" if owner else "")
    if not checked.data.name:
        checked.wrong(LABELS["owner"], _("Thiếu tên chủ hộ. Ghi họ tên chủ hộ hoặc tên cơ sở."))
    elif len(checked.data.name) > 120:
        checked.wrong(LABELS["name"], _("Tên dài quá 120 chữ. Rút gọn lại."))
    elif not re.search(r"[^\W\d_]", checked.data.name):
        checked.wrong(LABELS["owner"], _("Tên chủ hộ không có chữ nào. Kiểm tra có lệch cột không."))


def _person(name: str) -> str:
    """Return a name typed all in capitals, or in none, as names are written: "LÊ THỊ MƠ" → "Lê Thị Mơ"."""
    return name.title() if name.isupper() or name.islower() else name


# ---- the place ----


def _place(rows: list[Checked], job: Job) -> None:
    texts = [_address(row.entry.values) for row in rows]
    places = _parsed(texts, job)
    for row, text in zip(rows, texts, strict=True):
        parsed = places[text]
        row.data.address = nfc(text)[:300]
        if not text:
            row.wrong(LABELS["address"], _("Thiếu địa chỉ. Ghi thôn, xã, tỉnh."))
            continue
        _choose_commune(row, parsed, job)


def _parsed(texts: list[str], job: Job) -> dict[str, ParsedAddress]:
    """Return what each text means; a hamlet's neighbours write the same line, and it is read once."""
    places = job.memo.setdefault("places", {})
    if len(places) > _PLACES_REMEMBERED:
        places.clear()
    new = [text for text in dict.fromkeys(texts) if text not in places]
    places.update(zip(new, parse_many(new), strict=True))
    return places


def _address(values: dict[str, str]) -> str:
    """Return one line of address. A bare name in the column of communes is a commune's: the column says so."""
    said = [
        values["hamlet"],
        _titled("xã", values["commune"]),
        _titled("huyện", values["district"]),
        values["province"],
    ]
    parts = [part for part in said if part]
    full = values["address"]
    return ", ".join([full, *[p for p in parts if fold(p) not in fold(full)]] if full else parts)


def _titled(title: str, name: str) -> str:
    is_titled = re.match(r"(?:x|p|h|q|tx|tp|tt)\.|(?:xa|phuong|thi tran|huyen|quan|thi xa|thanh pho)\s", fold(name))
    return name if not name or is_titled else f"{title} {name}"


def _choose_commune(row: Checked, parsed: ParsedAddress, job: Job) -> None:
    mine = [c for c in parsed.candidates if job.scope.holds(c.commune.province_id)]
    commune = parsed.commune
    if commune is None and len(mine) == 1:  # of the places it may mean, one is in the officer's province
        commune = mine[0].commune
        row.note(LABELS["address"], _("Hiểu là %s.") % mine[0].label)
    elif commune is None:
        return row.wrong(LABELS["address"], _unclear(parsed))
    elif parsed.candidates and parsed.problems:
        row.note(LABELS["address"], _("%(problem)s Đã lấy %(place)s.") % {
            "problem": parsed.problems[0], "place": commune.full_name})  # fmt: skip
    elif parsed.problems:
        return row.wrong(LABELS["address"], parsed.problems[0])
    if not job.scope.holds(commune.province_id):
        return row.wrong(
            LABELS["address"], _("Nơi này thuộc %s, ngoài tỉnh bạn phụ trách.") % commune.province.name_in_sentence
        )
    row.data.commune = commune
    row.data.street = parsed.street[:200]
    return None


def _unclear(parsed: ParsedAddress) -> str:
    offered = _(" hay ").join(candidate.label for candidate in parsed.candidates[:_CANDIDATES_SAID])
    problem = parsed.problems[0] if parsed.problems else _("Chưa rõ xã hoặc phường nào.")
    return _("%(problem)s Có thể là %(offered)s.") % {"problem": problem, "offered": offered} if offered else problem


def _crops_and_area(rows: list[Checked], job: Job) -> None:
    reader = job.memo.get("crops") or job.memo.setdefault("crops", CropReader())
    for row in rows:
        try:
            grown = reader.read_grown(row.entry.values["crops"])
        except ValueError as error:
            row.wrong(LABELS["crops"], str(error))
            grown = []
        text = row.entry.values["area"]
        if not re.fullmatch(r"0+(?:[.,]0+)?|-", text):
            row.data.area_m2 = _area(row, "area", text)
        row.data.commodity_ids, row.data.crops = tuple(c.pk for c, _t in grown), tuple(c.name for c, _t in grown)
        texts = {crop.pk: ("crops", text) for crop, text in grown if text}
        texts |= {pk: ("crop_areas", text) for pk, text in _areas_in_order(row, [c for c, _t in grown], reader).items()}
        areas = {pk: _area(row, column, text) for pk, (column, text) in texts.items()}
        row.data.crop_areas = {pk: area for pk, area in areas.items() if area}


def _area(row: Checked, column: str, text: str) -> int | None:
    if not text or not row.data.commune:
        return None
    try:
        return parse_area(text[:40], row.data.commune.province.zone)
    except ValueError:
        row.wrong(LABELS[column], _("“%s” chưa đọc được. Ghi như 2 sào, 1,5 ha hoặc 5.000 m².") % text[:40])
        return None


def _areas_in_order(row: Checked, grown: Sequence[Crop], reader: CropReader) -> dict[int, str]:
    """Read "2 sào; 500 m²", of the crops in their order, or "vải thiều: 2 sào, nhãn: 500 m²"."""
    text = row.entry.values["crop_areas"]
    parts, pieces = parts_of(text), split_pieces(text)
    if not pieces:
        return {}
    if any(name and area for name, area in pieces):
        try:
            named = [(reader.read(name)[0].pk, area) for name, area in pieces if name]
        except ValueError as error:
            row.wrong(LABELS["crop_areas"], str(error))
            return {}
        if {pk for pk, _area in named} <= {crop.pk for crop in grown}:
            return dict(named)
    elif len(parts) == len(grown):
        return {crop.pk: part for crop, part in zip(grown, parts, strict=True) if part not in {"", "-", "0"}}
    row.wrong(LABELS["crop_areas"], _("Diện tích phải theo đúng các loại ở cột nông sản, như: 2 sào; 500 m²."))
    return {}


# ---- what the portal has ----


def _known(rows: list[Checked], job: Job) -> None:
    phones = {row.data.phone for row in rows if row.data.phone}
    people = {
        user.phone.as_e164: user
        for user in User.objects.filter(phone__in=phones).select_related("household__province", "household__commune")
    }
    for row in rows:
        phone = row.data.phone
        if not phone:
            continue
        if (first := job.seen.setdefault(int(phone), row.entry.number)) != row.entry.number:
            row.wrong(LABELS["phone"], _("Số này đã có ở dòng %s của tệp. Giữ một dòng.") % first)
        elif user := people.get(phone):
            _judge_owner(row, user, job)


def _judge_owner(row: Checked, user: User, job: Job) -> None:
    row.data.user = user
    household = getattr(user, "household", None)
    if not user.is_active:
        row.wrong(LABELS["phone"], _("Tài khoản của số này đã khóa."))
    elif user.role != Role.HOUSEHOLD:
        row.wrong(LABELS["phone"], _("Số này đang là tài khoản cán bộ hoặc thương lái."))
    elif household is None:
        return
    elif not job.scope.holds(household.province_id):
        row.wrong(LABELS["phone"], _("Số này đã có hồ sơ hộ ở tỉnh khác. Hỏi lại chủ hộ."))
    elif household.verification == Verification.MERGED:
        row.wrong(LABELS["phone"], _("Hồ sơ của số này đã gộp vào hồ sơ khác."))
    else:
        row.data.household_id = household.pk
        if row.outcome != RowOutcome.WRONG:
            row.outcome = RowOutcome.KNOWN
            row.note(LABELS["phone"], _("Số này đã có hồ sơ %(name)s, %(place)s (mã %(code)s).") % {
                "name": household.name, "place": household.place, "code": household.code})  # fmt: skip


def _similar(rows: list[Checked], job: Job) -> None:
    """Find households of the same name in the same commune under another number; not those that this run made."""
    fresh = [row for row in rows if row.outcome == RowOutcome.FRESH]
    if not fresh:
        return
    keys = {(row.data.commune.pk, bare_name(row.data.name)) for row in fresh}
    own = ImportChange.objects.filter(run=job.run, before__isnull=True, object_id=OuterRef("pk"))
    found = (
        Household.objects.standing()
        .filter(commune__in={commune for commune, _name in keys}, bare_name__in={name for _commune, name in keys})
        .filter(~Exists(own))
        .select_related("province", "commune")
        .order_by("pk")
    )
    by_key: dict[tuple[int, str], Household] = {}
    for household in found:
        by_key.setdefault((household.commune_id, household.bare_name), household)
    for row in fresh:
        if household := by_key.get((row.data.commune.pk, bare_name(row.data.name))):
            row.outcome = RowOutcome.SIMILAR
            row.note(LABELS["owner"], _("Xã này đã có %(name)s (mã %(code)s) với số điện thoại khác.") % {
                "name": household.name, "code": household.code})  # fmt: skip


def _understood(data: HouseholdRow) -> str:
    place = f"{data.commune.full_name}" if data.commune else ""
    phone = f"0{data.phone[3:6]} {data.phone[6:9]} {data.phone[9:]}" if data.phone else ""
    return " · ".join(
        filter(None, (data.name, phone, ", ".join(filter(None, (data.street, place))), ", ".join(data.crops)))
    )
