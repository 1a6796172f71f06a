"""Why listings are stuck: each cause in few words, whose turn it is, and what that person does, in one sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from products.enums import Delivery, Turn


@dataclass(frozen=True, slots=True)
class Cause:
    """`words` name it in a list; `advice` says what to do to whoever looks after the households."""

    words: str | Promise
    advice: str | Promise


_PHOTOS = _("Gọi hộ: mở mục Ảnh, chụp lại ngoài trời cho rõ rồi gửi lại; chưa quen thì nhờ tổ số cộng đồng.")
_WORDING = _("Gọi hộ: mở sản phẩm, ghi thêm giống, nơi trồng, cách đóng gói rồi bấm lưu.")
_NUMBERS = _("Gọi hộ: mở sản phẩm, xem lại giá, số lượng, khối lượng rồi bấm lưu.")
_PAPERS = _("Gọi hộ: mở mục Chứng nhận, chụp giấy còn hạn; chưa có giấy thì bỏ chữ đó khỏi tên sản phẩm.")
_ITSELF = _("Cổng tự gửi lại khi sàn trả lời; quá một ngày chưa xong thì báo quản trị cổng.")
_ACCOUNT = _("Báo quản trị cổng: xem lại tài khoản của cổng trên sàn, xong bấm thử lại.")

CAUSES = {
    "by_hand_take_down": Cause(_("cần gỡ trên sàn"), _("Vào sàn gỡ tin này xuống, xong bấm “Đã gỡ”.")),
    "by_hand_update": Cause(
        _("cần cập nhật trên sàn"), _("Sửa tin trên sàn cho đúng bản mới, xong bấm “Đã cập nhật”.")
    ),
    "by_hand_new": Cause(_("cần đăng lên sàn"), _("Tải bảng tính, đăng lên sàn, rồi dán đường dẫn của từng tin.")),
    "household_unverified": Cause(
        _("hộ chưa xác minh"), _("Xác minh hộ trong danh sách hộ; tin tự lên sàn ngay sau đó.")
    ),
    "no_consent": Cause(_("chưa đồng ý gửi sang sàn"), _("Gọi hỏi hộ; hộ muốn bán thì đánh dấu đồng ý rồi đăng lại.")),
    "required": Cause(_("thiếu tên hoặc mô tả"), _WORDING),
    "too_short": Cause(_("tên hoặc mô tả ngắn"), _WORDING),
    "too_long": Cause(_("tên dài"), _("Gọi hộ: viết tên gọn lại rồi bấm lưu.")),
    "too_low": Cause(_("giá, số lượng hoặc khối lượng quá thấp"), _NUMBERS),
    "too_high": Cause(_("giá hoặc số lượng quá cao"), _NUMBERS),
    "not_a_number": Cause(_("thiếu giá, số lượng hoặc khối lượng"), _NUMBERS),
    "not_a_leaf": Cause(_("sàn chưa có ngành hàng này"), _("Báo quản trị cổng để ghép ngành hàng với sàn.")),
    "too_few": Cause(_("thiếu ảnh"), _PHOTOS),
    "too_many": Cause(_("thừa ảnh"), _("Gọi hộ: mở mục Ảnh, bỏ bớt ảnh.")),
    "photo_too_small": Cause(_("ảnh nhỏ"), _PHOTOS),
    "photo_too_large": Cause(_("ảnh cỡ quá lớn"), _PHOTOS),
    "photo_too_heavy": Cause(_("ảnh nặng"), _PHOTOS),
    "photo_format": Cause(_("ảnh sai định dạng"), _PHOTOS),
    "photo_unreadable": Cause(_("ảnh hỏng"), _PHOTOS),
    "certificate_image_vietgap": Cause(_("thiếu ảnh giấy VietGAP"), _PAPERS),
    "certificate_image_globalgap": Cause(_("thiếu ảnh giấy GlobalGAP"), _PAPERS),
    "certificate_image_ocop": Cause(_("thiếu ảnh giấy OCOP"), _PAPERS),
    "rejected": Cause(_("sàn trả lại"), _("Đọc lời sàn ở từng tin, gọi hộ sửa theo rồi gửi lại.")),
    "blocked": Cause(_("sàn khóa"), _("Đọc lời sàn, gọi hộ sửa; hộ không sai thì Sở làm việc với sàn.")),
    "expired": Cause(_("tin hết hạn"), _("Hỏi hộ còn hàng không; còn thì bấm thử lại.")),
    "unreachable": Cause(_("không nối được sàn"), _ITSELF),
    "no_answer": Cause(_("sàn không trả lời"), _ITSELF),
    "rate_limited": Cause(_("sàn nhắc gửi chậm lại"), _ITSELF),
    "daily_cap": Cause(
        _("sàn hết lượt tin mới hôm nay"), _("Không phải làm gì: cổng tự đăng khi sàn nhận tin mới trở lại.")
    ),
    "paced": Cause(_("đang chờ tới lượt gửi"), _ITSELF),
    "photo_unreachable": Cause(_("sàn không tải được ảnh"), _ITSELF),
    "not_found": Cause(_("sàn làm mất tin, cổng đăng lại"), _ITSELF),
    "bad_credentials": Cause(_("sàn không nhận tài khoản của cổng"), _ACCOUNT),
    "unauthorised": Cause(_("sàn không nhận tài khoản của cổng"), _ACCOUNT),
    "bad_signature": Cause(_("sàn không nhận chữ ký của cổng"), _ACCOUNT),
    "clock_skew": Cause(_("đồng hồ của cổng lệch"), _ACCOUNT),
    "bad_address": Cause(_("địa chỉ của sàn trên cổng sai"), _ACCOUNT),
    "photo_host": Cause(_("sàn không được tải ảnh của cổng"), _ACCOUNT),
    "portal_fault": Cause(_("lỗi của cổng"), _("Báo quản trị cổng kèm mã tin; lỗi đã được ghi lại.")),
}
# What is on a marketplace against somebody's will comes before everything, then what is wrong there, then what is not.
URGENT = ("by_hand_take_down", "by_hand_update")
_BY_TURN = {
    Turn.HOUSEHOLD: _("Đọc lý do ở từng tin, gọi hộ sửa theo rồi gửi lại."),
    Turn.OFFICER: _("Đọc lời sàn ở từng tin, bấm thử lại; còn nguyên thì báo quản trị cổng."),
    Turn.MARKETPLACE: _ITSELF,
}


def turn_of(delivery: str) -> Turn:
    """Return who has to act before a stuck listing moves."""
    if delivery == Delivery.NEEDS_HOUSEHOLD:
        return Turn.HOUSEHOLD
    return Turn.OFFICER if delivery == Delivery.NEEDS_OFFICER else Turn.MARKETPLACE


def words_of(code: str) -> str:
    """Return a cause in words; one we have no words for is shown by its code, so that it can be reported."""
    found = CAUSES.get(code)
    if found:
        return str(found.words)
    if code.startswith("http_5"):
        return str(_("sàn đang gặp sự cố"))
    return str(_("vướng khác (%s)") % code) if code else str(_("không rõ lý do"))


def advice_of(code: str, delivery: str) -> str:
    found = CAUSES.get(code)
    return str(found.advice if found else _BY_TURN[turn_of(delivery)])
