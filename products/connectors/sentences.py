"""Every refusal, ours before sending and the marketplace's after it, as one Vietnamese sentence that says what to mend.

Codes and bounds are those of docs/marketplaces; fields come out as names of `ListingPayload`.
"""

import re
from collections.abc import Mapping

from products.connectors.errors import Problem

_FIELDS = {
    "photo_urls": "photos",
    "photo_ids": "photos",
    "photo": "photos",
    "shop_external_id": "seller",
    "sub_seller": "seller",
    "item_id": "external_id",
}
_INDEXED = re.compile(r"(?P<name>\w+)\[(?P<index>\d+)\]")

_SENTENCES = {
    ("title", "required"): "Chưa có tên sản phẩm: hãy nhập tên để đăng lên {name}.",
    ("title", "too_short"): (
        "Tên sản phẩm mới có {actual} ký tự, {name} cần ít nhất {limit}: hãy ghi thêm giống, nơi trồng, cách đóng gói."
    ),
    ("title", "too_long"): "Tên sản phẩm dài {actual} ký tự, {name} chỉ nhận {limit}: hãy viết gọn lại.",
    ("description", "required"): "Chưa có mô tả: hãy viết vài câu về sản phẩm để đăng lên {name}.",
    ("description", "too_short"): (
        "Mô tả mới có {actual} ký tự, {name} cần ít nhất {limit}: hãy kể thêm cách trồng, mùi vị, cách bảo quản."
    ),
    ("price_vnd", "not_a_number"): "Chưa có giá bán: hãy nhập giá bằng đồng.",
    ("price_vnd", "too_low"): "Giá {actual} đ thấp hơn mức {limit} đ mà {name} nhận: hãy xem lại giá bán.",
    ("price_vnd", "too_high"): "Giá {actual} đ cao hơn mức {limit} đ mà {name} nhận: hãy xem lại giá bán.",
    ("stock", "not_a_number"): "Chưa có số lượng còn bán: hãy nhập một số nguyên.",
    ("stock", "too_low"): "Số lượng còn bán không được âm: hãy nhập từ 0 trở lên.",
    ("stock", "too_high"): "Số lượng {actual} nhiều hơn mức {limit} mà {name} nhận: hãy nhập ít hơn.",
    ("weight_g", "not_a_number"): "Chưa có khối lượng: hãy nhập khối lượng mỗi đơn vị bán.",
    ("weight_g", "too_low"): "Chưa có khối lượng: hãy nhập khối lượng mỗi đơn vị bán, lớn hơn 0.",
    ("category_code", "not_a_leaf"): "{name} chưa có ngành hàng cho nhóm nông sản này: hãy chọn nhóm khác.",
    ("photos", "too_few"): "Mới có {actual} ảnh, {name} cần ít nhất {limit}: hãy thêm {gap} ảnh.",
    ("photos", "too_many"): "Có {actual} ảnh, {name} chỉ nhận {limit}: hãy bỏ bớt {gap} ảnh.",
    ("photos", "photo_too_small"): (
        "{photo} có cạnh {actual} điểm ảnh, {name} cần ít nhất {limit}: hãy chụp lại hoặc gửi ảnh gốc."
    ),
    ("photos", "photo_too_large"): (
        "{photo} có cạnh {actual} điểm ảnh, {name} chỉ nhận {limit}: hãy chọn ảnh cỡ nhỏ hơn."
    ),
    ("photos", "photo_too_heavy"): "{photo} nặng {actual_mb} MB, {name} chỉ nhận {limit_mb} MB: hãy chọn ảnh nhẹ hơn.",
    ("photos", "photo_format"): "{photo} không phải JPEG hay PNG: hãy lưu thành JPEG rồi tải lại.",
    ("photos", "photo_unreadable"): "{photo} bị hỏng, {name} không mở được: hãy tải lại ảnh khác.",
    ("certificates", "certificate_image_vietgap"): "{name} cần ảnh giấy chứng nhận VietGAP: hãy chụp và thêm vào.",
    ("certificates", "certificate_image_globalgap"): "{name} cần ảnh giấy chứng nhận GlobalGAP: hãy chụp và thêm vào.",
    ("certificates", "certificate_image_ocop"): "{name} cần ảnh giấy chứng nhận OCOP: hãy chụp và thêm vào.",
    ("external_id", "not_found"): "{name} không còn giữ sản phẩm này, cổng sẽ đăng lại.",
}


def problem(
    name: str, field: str, code: str, *, limit: int = 0, actual: int = 0, position: int | None = None, said: str = ""
) -> Problem:
    """Return a Problem worded for a household.

    `name` is the marketplace's; `position` counts photographs from 0; `said` is the marketplace's own sentence, used
    for codes that this module does not know.
    """
    template = _SENTENCES.get((field, code))
    if template is None:
        return Problem(code, field, f"{name} trả lại: {said or 'không rõ lý do, cán bộ sẽ liên hệ'}")
    message = template.format(
        name=name,
        limit=grouped(limit),
        actual=grouped(actual),
        gap=abs(limit - actual),
        actual_mb=_megabytes(actual),
        limit_mb=_megabytes(limit),
        photo="Ảnh" if position is None else f"Ảnh thứ {position + 1}",
    )
    return Problem(code, field, message)


def remote_problem(name: str, error: Mapping) -> Problem:
    """Return a field error of the contract as a Problem on a `ListingPayload` field."""
    raw = str(error.get("field", ""))
    indexed = _INDEXED.match(raw)
    base = indexed["name"] if indexed else raw
    return problem(
        name,
        _FIELDS.get(base, base),
        str(error.get("code", "")),
        limit=error.get("limit", 0),
        actual=error.get("actual", 0),
        position=int(indexed["index"]) if indexed else None,
        said=str(error.get("message", "")),
    )


def grouped(number: int) -> str:
    """Return 180000000 as "180.000.000"."""
    return f"{number:,}".replace(",", ".")


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",")
