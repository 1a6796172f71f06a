"""Pack, price and stock as lists have them. Each reader returns (value, note) or raises ValueError with a sentence."""

from django.utils.translation import gettext as _

from portal1034.core.formatting import vnd
from portal1034.core.parsing import parse_amount, parse_vnd
from portal1034.core.text import fold, nfc
from products.forms import grams_in_pack, parse_grams
from products.models.product import MAX_PRICE_VND, MAX_STOCK

_CHEAPEST_VND = 500
_WEIGHTS = frozenset({"kg", "ki", "ky", "kilo", "can", "kg.", "1kg", "1 kg"})


def read_weight(typed: str, pack: str, known_g: int | None) -> int:
    """Return grams of one unit: as typed, else as the pack's name tells, else as they are known of the product."""
    if typed:
        return parse_grams(typed)
    grams = grams_in_pack(pack) or grams_in_pack(f"1 {pack}")
    if grams is None and known_g is None:
        raise ValueError(_("Một “%s” nặng bao nhiêu? Ghi như 5 kg hoặc 500 g.") % pack)
    return grams or known_g


def read_price(text: str, pack: str, weight_g: int) -> tuple[int, str]:
    """Return đồng of one unit from "185k", "185.000đ/thùng", "37k/kg"."""
    said, _slash, per = text.partition("/")
    per = fold(per).strip(" .")
    amount, note = parse_vnd(said), ""
    if per in _WEIGHTS and fold(pack).strip() not in _WEIGHTS:
        amount = round(amount * weight_g / 1000)
        note = _("%(per_kg)s một kg, nên %(pack)s là %(price)s.") % {
            "per_kg": vnd(parse_vnd(said)), "pack": pack, "price": vnd(amount)}  # fmt: skip
    elif per and per not in _WEIGHTS and per not in fold(pack):
        raise ValueError(
            _("Giá tính theo “%(per)s” nhưng bán theo “%(pack)s”. Ghi giá một %(pack)s.") % {"per": per, "pack": pack}
        )
    if amount < _CHEAPEST_VND:
        raise ValueError(_("Giá %s thấp quá. Tính bằng nghìn thì ghi thêm chữ k, như 95k.") % vnd(amount))
    if amount > MAX_PRICE_VND:
        raise ValueError(_("Giá không quá 180.000.000 đ. Xem lại giá một đơn vị."))
    return amount, note


def read_stock(text: str, pack: str, weight_g: int) -> tuple[int, str]:
    """Return units from "120", "50 thùng", "5 chục", "3 tạ"; what is weighed makes whole units, rounded down."""
    said = nfc(text).strip(" .")
    unit = fold(pack).split(" ")[0]
    if unit and fold(said).endswith(f" {unit}"):
        said = said[: -len(unit)].strip()  # a pack of the household's own naming
    amount = parse_amount(said, MAX_STOCK)
    count = amount.in_units_of(weight_g)
    if amount.kg is None:
        return count, ""
    if not 0 < count <= MAX_STOCK:
        raise ValueError(
            _("“%(said)s” không chia được thành “%(pack)s”. Ghi số đơn vị, như 120.")
            % {"said": text[:20], "pack": pack}
        )
    return count, _("%(said)s là %(count)d %(pack)s.") % {"said": text, "count": count, "pack": pack}
