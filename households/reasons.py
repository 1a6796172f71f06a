"""Why a household goes back to its owner: ready sentences that say what to mend, to be picked and added to."""

from django.utils.translation import gettext_lazy as _

RETURN_REASONS = (
    ("hamlet", _("Địa chỉ thiếu tên thôn, xóm hoặc số nhà.")),
    ("place", _("Địa chỉ chưa đúng xã. Bác xem lại tên xã, tên tỉnh.")),
    ("name", _("Tên hộ chưa rõ. Bác ghi họ tên đầy đủ của chủ hộ.")),
    ("crops", _("Chưa ghi nông sản nào. Bác đánh dấu những thứ hộ đang trồng, đang nuôi.")),
    ("area", _("Diện tích lớn bất thường. Bác ghi lại, như 2 sào hoặc 1,5 ha.")),
    ("photo", _("Ảnh vườn không phải của hộ hoặc không rõ. Bác gửi ảnh khác hoặc bỏ ảnh.")),
    ("twin", _("Hộ này có vẻ đã đăng ký bằng số điện thoại khác. Bác gọi Sở để gộp lại.")),
)
