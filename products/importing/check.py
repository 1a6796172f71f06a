"""A row of a list of products, judged: whose it is, which product it means, and what it would change."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from households.enums import ImportStatus, RowOutcome
from households.importing.cells import phone_text
from households.importing.crops import CropReader
from households.importing.kinds import Checked, Entry, Job
from households.importing.people import find_households, refuse_broken_formulas
from households.models import Household
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import number, vnd, weight
from portal1034.core.text import fold, nfc
from products.importing.columns import COLUMNS, LABELS
from products.importing.words import read_price, read_stock, read_weight
from products.models import Product

_LONGEST = {"title": 120, "grade": 40, "pack": 40}
_SAID = 40


@dataclass(slots=True)
class ProductRow:
    """What a row says, understood: `fields` are those of `products.operations.FIELDS` that it tells."""

    household: Household | None = None
    commodity: Commodity | None = None
    product: Product | None = None
    fields: dict = field(default_factory=dict)


def key_of(household: int | str, title: str, pack: str) -> tuple:
    """What makes two rows the same product: the household, the name and the pack, marks and capitals aside."""
    return (household, " ".join(fold(title).split()), " ".join(fold(pack).split()))


def check_products(entries: Sequence[Entry], job: Job) -> list[Checked]:
    """Judge a batch with eight queries at most."""
    rows = [Checked(entry, data=ProductRow()) for entry in entries]
    for row in rows:
        refuse_broken_formulas(row, COLUMNS)
    sound = [row for row in rows if row.outcome == RowOutcome.FRESH]
    households = find_households(sound, job)
    _read_commodities(sound, job)
    for row in sound:
        row.data.household = households.get(row.entry.number)
        _read_names(row)
    placed = [row for row in sound if row.data.household]
    _find_products(placed)
    _find_doubles(placed, job)
    for row in placed:
        _read_numbers(row)
    _refuse_too_many([row for row in placed if row.outcome == RowOutcome.FRESH], job)
    for row in sound:
        row.understood = _understood(row.data)
    return rows


def _read_commodities(rows: Sequence[Checked], job: Job) -> None:
    reader = job.memo.get("crops") or job.memo.setdefault("crops", CropReader())
    meant: dict[int, int] = {}
    for row in rows:
        text = row.entry.values["commodity"]
        try:
            crops = reader.read(text)
        except ValueError as error:
            row.wrong(LABELS["commodity"], str(error))
            continue
        if len(crops) == 1:
            meant[row.entry.number] = crops[0].pk
        elif crops:
            row.wrong(LABELS["commodity"], _("Mỗi dòng một loại nông sản. Tách “%s” thành nhiều dòng.") % text[:_SAID])
        else:
            row.wrong(LABELS["commodity"], _("Thiếu loại nông sản. Ghi như vải thiều, dứa, cà phê."))
    known = job.memo.setdefault("commodities", {})
    if new := set(meant.values()) - known.keys():
        known |= Commodity.objects.select_related("category").prefetch_related("aliases").in_bulk(new)
    for row in rows:
        row.data.commodity = known.get(meant.get(row.entry.number))


def _read_names(row: Checked) -> None:
    values, fields = row.entry.values, row.data.fields
    for key, longest in _LONGEST.items():
        if len(values[key]) > longest:
            row.wrong(LABELS[key], _("Dài quá %d ký tự. Rút gọn lại.") % longest)
    if not values["title"]:
        row.wrong(LABELS["title"], _("Thiếu tên sản phẩm. Ghi như “Vải thiều Lục Ngạn loại 1, thùng 5 kg”."))
    fields["title"] = nfc(values["title"])
    fields["unit_label"] = nfc(values["pack"] or values["weight"] or "kg")
    for name, key in (("grade", "grade"), ("description", "description")):
        if values[key]:
            fields[name] = nfc(values[key])
    if row.data.commodity:
        fields["commodity"] = row.data.commodity


def _find_products(rows: Sequence[Checked]) -> None:
    """Set aside rows that mean a product which the household has already."""
    theirs = defaultdict(list)
    households = {row.data.household.pk for row in rows}
    standing = Product.objects.filter(household__in=households).select_related("commodity")
    for product in standing.defer("document", "names").order_by("pk"):
        theirs[key_of(product.household_id, product.title, product.unit_label)].append(product)
    for row in rows:
        found = theirs.get(_key(row), [])
        grade = row.data.fields.get("grade")
        if grade and len(found) > 1:
            found = [product for product in found if fold(product.grade) == fold(grade)]
        if len(found) > 1:
            found = [product for product in found if not product.is_archived] or found[:1]
        if len(found) > 1:
            grades = ", ".join(product.grade or _("không ghi loại") for product in found[:3])
            row.wrong(LABELS["grade"], _("Hộ có nhiều sản phẩm như vậy (%s). Ghi loại nào.") % grades)
        elif found:
            row.data.product = found[0]


def _key(row: Checked) -> tuple:
    return key_of(row.data.household.pk, row.data.fields["title"], row.data.fields["unit_label"])


def said_in(entry: Entry) -> int:
    """Whose and which product, as written: the same words twice in a long file are the same product twice."""
    values = entry.values
    try:
        who = values["code"].upper() or phone_text(values["phone"])[0]
    except ValueError:
        who = values["phone"]
    return hash((*key_of(who, values["title"], values["pack"]), fold(values["grade"])))


def _find_doubles(rows: Sequence[Checked], job: Job) -> None:
    """A product twice in the file is written once: the first row counts."""
    here: dict[tuple, int] = {}
    for row in rows:
        first = job.seen.setdefault(said_in(row.entry), row.entry.number)
        first = min(first, here.setdefault((*_key(row), fold(row.data.fields.get("grade", ""))), row.entry.number))
        if first != row.entry.number:
            row.wrong(LABELS["title"], _("Sản phẩm này của hộ đã có ở dòng %s của tệp. Giữ một dòng.") % first)


def _read_numbers(row: Checked) -> None:
    values, data = row.entry.values, row.data
    old, pack = data.product, data.fields["unit_label"]
    try:
        grams = read_weight(values["weight"], pack, old.weight_g if old else None)
    except ValueError as error:
        return row.wrong(LABELS["weight"], str(error))
    data.fields["weight_g"] = grams
    _read_number(row, "price", "price_vnd", read_price, grams)
    _read_number(row, "stock", "stock", read_stock, grams)
    if old is None and not values["price"]:
        row.wrong(LABELS["price"], _("Thiếu giá. Ghi giá một đơn vị, như 185k."))
    if old is None and not values["stock"]:
        data.fields["stock"] = 0
        row.note(LABELS["stock"], _("Chưa ghi còn bao nhiêu, coi là 0; hộ ghi sau."))
    if old is not None and row.outcome == RowOutcome.FRESH:
        row.outcome = RowOutcome.KNOWN
        row.note(LABELS["title"], _about(old, data.fields))
    return None


def _read_number(row: Checked, key: str, name: str, reader, grams: int) -> None:
    text = row.entry.values[key]
    if not text:
        return
    try:
        row.data.fields[name], note = reader(text, row.data.fields["unit_label"], grams)
    except ValueError as error:
        row.wrong(LABELS[key], str(error))
    else:
        if note:
            row.note(LABELS[key], note)


def _about(product: Product, fields: dict) -> str:
    """Say what the row would change of the product that is there."""
    if product.is_archived:
        return _("Hộ đã cất sản phẩm này (mã %s); cổng để yên. Hộ muốn bán lại thì tự lấy ra.") % product.code
    shown = {"price_vnd": vnd, "stock": number, "weight_g": weight, "commodity": str, "unit_label": str, "title": str}
    labels = {"price_vnd": LABELS["price"], "weight_g": LABELS["weight"], "unit_label": LABELS["pack"]}
    changes = [
        f"{labels.get(name, LABELS.get(name))}: {show(getattr(product, name))} → {show(fields[name])}"
        for name, show in shown.items()
        if name in fields and fields[name] != getattr(product, name)
    ]
    changes += [
        str(LABELS[name]) for name in ("grade", "description") if fields.get(name, getattr(product, name))
        != getattr(product, name)
    ]  # fmt: skip
    if not changes:
        return _("Hộ đã có sản phẩm này (mã %s), giống hệt.") % product.code
    return _("Hộ đã có sản phẩm này (mã %(code)s). Khác ở %(what)s.") % {
        "code": product.code, "what": "; ".join(changes)}  # fmt: skip


def _refuse_too_many(rows: Sequence[Checked], job: Job) -> None:
    """A household may have so many products; the list's own count, also across batches that only looked."""
    most = settings.MAX_PRODUCTS_PER_HOUSEHOLD
    kept = Count("products", filter=Q(products__is_archived=False))
    pks = {row.data.household.pk for row in rows}
    have = dict(Household.objects.filter(pk__in=pks).annotate(n=kept).order_by().values_list("pk", "n"))
    planned = job.memo.setdefault("planned", Counter()) if job.run.status == ImportStatus.CHECKING else Counter()
    for row in rows:
        pk = row.data.household.pk
        planned[pk] += 1
        if have[pk] + planned[pk] > most:
            planned[pk] -= 1
            row.wrong(LABELS["title"], _("Hộ đã đủ %d sản phẩm. Cất bớt món không bán rồi nhập tiếp.") % most)


def _understood(data: ProductRow) -> str:
    fields = data.fields
    price = f"{vnd(fields['price_vnd'])}/{fields['unit_label']}" if "price_vnd" in fields else ""
    left = _("còn %s") % number(fields["stock"]) if "stock" in fields else ""
    parts = (data.household.name if data.household else "", fields.get("title", ""),
             data.commodity.name if data.commodity else "", price, left)  # fmt: skip
    return " · ".join(filter(None, parts))[:400]
