"""What each marketplace accepts. Every broken rule becomes one field error of the contract."""

import re
import unicodedata
from dataclasses import dataclass

from .api import ApiError, field_error, invalid
from .categories import LEAVES

EXTERNAL_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SHOP_LENGTHS = {"name": (2, 120), "province": (1, 80), "phone": (0, 20)}
_CLAIMS = {"vietgap": "VietGAP", "globalgap": "GlobalGAP", "ocop": "OCOP"}


@dataclass(frozen=True)
class Rules:
    """Lengths in characters, sides in pixels, sizes in bytes, prices in đồng. `photo_field` is the input's name."""

    photo_field: str
    title: tuple[int, int]
    description_min: int
    photos: tuple[int, int]
    side_min: int
    side_max: int | None
    photo_bytes: int
    price: tuple[int, int] = (1_000, 180_000_000)
    stock_max: int = 999_999


RULES = {
    "postmart": Rules("photo_urls", (25, 255), 0, (1, 9), 300, 4000, 5 * 1024 * 1024),
    "voso": Rules("photo_ids", (10, 120), 50, (3, 8), 500, None, 10 * 1024 * 1024),
}


def external_id(value) -> str:
    if not isinstance(value, str) or not EXTERNAL_ID.fullmatch(value):
        raise invalid([field_error("external_id", "invalid", "Mã sản phẩm không hợp lệ.")])
    return value


def revision(value) -> int | None:
    """Return which write this is, None where it does not say. Takes the text of a query as well."""
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) <= 18:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 10**18:
        raise invalid([field_error("revision", "invalid", "Phải là số nguyên dương.")])
    return value


def are_named(items: list, key: str) -> bool:
    """Whether these are objects that say which product each is about."""
    return all(isinstance(item, dict) and isinstance(item.get(key), str) for item in items)


def shop_input(body: dict) -> dict:
    """Return external_id, name, province, phone, checked."""
    values = {name: body.get(name, "") for name in ("external_id", "name", "province", "phone")}
    external_id(values["external_id"])
    errors = [
        field_error(name, "invalid", f"Phải là chữ, từ {low} đến {high} ký tự.")
        for name, (low, high) in SHOP_LENGTHS.items()
        if not isinstance(values[name], str) or not low <= len(values[name].strip()) <= high
    ]
    if errors:
        raise ApiError(422, "invalid", "Thông tin gian hàng chưa đủ.", errors)
    return values


def product_errors(marketplace: str, body: dict) -> list[dict]:
    """Return every error of a product's fields; photographs are looked at elsewhere, once they are in hand."""
    rules = RULES[marketplace]
    errors = _text_errors(rules, body) + _number_errors(rules, body)
    if body.get("category_code") not in LEAVES[marketplace]:
        errors.append(field_error("category_code", "not_a_leaf", "Hãy chọn một ngành hàng cụ thể."))
    photos = body.get(rules.photo_field)
    few, many = rules.photos
    if not isinstance(photos, list) or not all(isinstance(p, str) for p in photos):
        errors.append(field_error(rules.photo_field, "invalid", "Danh sách ảnh không hợp lệ."))
    elif len(photos) < few:
        errors.append(_bound(rules.photo_field, "too_few", few, len(photos), f"Cần ít nhất {few} ảnh."))
    elif len(photos) > many:
        errors.append(_bound(rules.photo_field, "too_many", many, len(photos), f"Chỉ nhận tối đa {many} ảnh."))
    if marketplace == "voso":
        errors += _certificate_errors(body)
    return errors


def photo_errors(marketplace: str, position: int, width: int, height: int) -> list[dict]:
    rules = RULES[marketplace]
    name = f"{rules.photo_field}[{position}]"
    if min(width, height) < rules.side_min:
        text = f"Ảnh nhỏ hơn {rules.side_min} điểm ảnh."
        return [_bound(name, "photo_too_small", rules.side_min, min(width, height), text)]
    if rules.side_max and max(width, height) > rules.side_max:
        text = f"Ảnh lớn hơn {rules.side_max} điểm ảnh."
        return [_bound(name, "photo_too_large", rules.side_max, max(width, height), text)]
    return []


def price_stock_error(marketplace: str, price, stock) -> dict | None:
    errors = _number_errors(RULES[marketplace], {"price_vnd": price, "stock": stock, "weight_g": 1})
    return errors[0] if errors else None


def _bound(field: str, code: str, limit: int, actual: int, message: str) -> dict:
    return field_error(field, code, message, limit=limit, actual=actual)


def _text_errors(rules: Rules, body: dict) -> list[dict]:
    errors = []
    shortest, longest = rules.title
    for name, low, high in (("title", shortest, longest), ("description", rules.description_min, None)):
        value = body.get(name)
        if not isinstance(value, str):
            errors.append(field_error(name, "required", "Không được để trống."))
        elif len(value.strip()) < low:
            errors.append(_bound(name, "too_short", low, len(value.strip()), f"Cần ít nhất {low} ký tự."))
        elif high and len(value) > high:
            errors.append(_bound(name, "too_long", high, len(value), f"Tối đa {high} ký tự."))
    return errors


def _number_errors(rules: Rules, body: dict) -> list[dict]:
    errors = []
    bounds = {"price_vnd": rules.price, "stock": (0, rules.stock_max), "weight_g": (1, None)}
    for name, (low, high) in bounds.items():
        value = body.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            errors.append(field_error(name, "not_a_number", "Phải là số nguyên."))
        elif value < low:
            errors.append(_bound(name, "too_low", low, value, f"Nhỏ nhất là {low}."))
        elif high is not None and value > high:
            errors.append(_bound(name, "too_high", high, value, f"Lớn nhất là {high}."))
    return errors


def claimed_certificates(title: str) -> list[str]:
    """Return the kinds that a title boasts of: "Vải thiều Viet GAP" claims vietgap."""
    bare = re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFC", title).lower())
    return [kind for kind in _CLAIMS if kind in bare]


def _certificate_errors(body: dict) -> list[dict]:
    certificates = [c for c in body.get("certificates") or [] if isinstance(c, dict)]
    shown = {c.get("kind") for c in certificates if c.get("photo_id")}
    title = body.get("title")
    claimed = claimed_certificates(title) if isinstance(title, str) else []
    claimed += [c["kind"] for c in certificates if c.get("kind") in _CLAIMS]
    return [
        field_error("certificates", f"certificate_image_{kind}", f"Cần ảnh giấy chứng nhận {_CLAIMS[kind]}.")
        for kind in dict.fromkeys(claimed)
        if kind not in shown
    ]
