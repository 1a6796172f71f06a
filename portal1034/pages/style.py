"""The style page: every component in every state, with invented data. Served under DEBUG only; the eye's test bench."""

import math

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

SWATCHES = (
    ("paper", "Giấy"), ("surface", "Mặt"), ("sunken", "Lõm"), ("ink", "Mực"), ("ink-soft", "Mực nhạt"),
    ("line", "Kẻ"), ("action", "Xanh lúa"), ("leaf", "Mạ non"), ("leaf-soft", "Mạ nhạt"), ("gold", "Vàng chín"),
    ("terra-fill", "Đất nung"), ("river", "Sông"), ("supply-0", "Vụ 0"), ("supply-1", "Vụ 1"), ("supply-2", "Vụ 2"),
    ("supply-3", "Vụ 3"), ("supply-4", "Vụ 4"), ("supply-5", "Vụ 5"),
)  # fmt: skip
ICONS = (
    "home", "calendar", "basket", "map-pin", "phone", "check", "check-circle", "warning", "info", "clock", "camera",
    "search", "arrow-right", "arrow-left", "chevron-right", "chevron-left", "chevron-down", "message", "user",
    "users", "truck", "newspaper", "chart", "close", "plus", "minus", "edit", "trash", "external", "qr", "download",
    "upload", "menu", "eye", "shield-check", "sprout", "print", "bell", "sign-out", "image", "pause",
)  # fmt: skip
CHIPS = (
    ("live", "Đang bán"), ("in_review", "Chờ sàn duyệt"), ("waiting", "Chờ gửi"), ("rejected", "Bị trả lại"),
    ("withdrawn", "Tạm nghỉ"), ("neutral", "OCOP 4 sao"),
)  # fmt: skip
DOORS = (
    {
        "title": "Tôi là hộ sản xuất",
        "text": "Đăng ký bằng số điện thoại, đưa nông sản lên Postmart và Voso",
        "url": "/dang-ky/",
    },
    {"title": "Tôi cần thu mua", "text": "Đăng nhu cầu, tìm vùng trồng đúng vụ, liên hệ thẳng hộ", "url": "/thu-mua/"},
    {"title": "Xem lịch mùa vụ", "text": "Nông sản nào chín, ở đâu, bao giờ, còn bao nhiêu", "url": "/mua-vu/"},
)
# name, place, kg now, until, peak dekad, breadth in dekads, warning
SEASONS = (
    ("Cà phê robusta", "Đắk Lắk · Lâm Đồng · Gia Lai", 42_600_000, "đến giữa tháng 1", 33, 4, ""),
    ("Cam Cao Phong", "Hòa Bình", 9_150_000, "đến cuối tháng 5", 36, 6, ""),
    ("Thanh long (trái vụ)", "Bình Thuận", 12_400_000, "đến cuối tháng 3", 21, 9, "Cần người mua"),
)
TABS = (
    {"label": "Việc", "icon": "home", "url": "#viec", "current": True},
    {"label": "Nông sản", "icon": "basket", "url": "#nong-san", "current": False},
    {"label": "Mùa vụ", "icon": "calendar", "url": "#mua-vu", "current": False},
    {"label": "Tin nhắn", "icon": "message", "url": "#tin-nhan", "current": False},
)


class SampleForm(forms.Form):
    """One field of each kind that the portal's own forms use."""

    phone = forms.CharField(
        label="Số điện thoại",
        help_text="Mã xác nhận sẽ gửi vào số này.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "data-look": "short"}),
    )
    price = forms.IntegerField(
        label="Giá một kg",
        help_text="Ghi 15k hay 15.000 đều được.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-unit": "đ", "data-look": "short"}),
        error_messages={"invalid": "Giá ghi bằng số, ví dụ 15.000."},
    )
    province = forms.ChoiceField(label="Tỉnh", choices=[("", "Chọn tỉnh"), ("bg", "Bắc Giang"), ("hd", "Hải Dương")])
    when = forms.ChoiceField(
        label="Bao giờ thu hoạch?",
        choices=[("now", "Đang thu hoạch"), ("soon", "Trong 30 ngày tới"), ("later", "Vụ sau")],
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        error_messages={"required": "Chọn một thời điểm để người mua biết khi nào có hàng."},
    )
    places = forms.MultipleChoiceField(
        label="Bán ở đâu",
        required=False,
        choices=[("postmart", "Postmart"), ("voso", "Voso")],
        widget=forms.CheckboxSelectMultiple,
    )
    story = forms.CharField(label="Kể về nông sản của bạn", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    photo = forms.FileField(
        label="Ảnh",
        required=False,
        help_text="Ảnh rộng từ 500 điểm trở lên, chụp ngoài trời là đẹp nhất.",
        widget=forms.FileInput(attrs={"accept": "image/*", "data-min-width": "500"}),
    )
    agree = forms.BooleanField(
        label="Tôi đồng ý cho người mua đã đăng nhập thấy số điện thoại của tôi.",
        help_text="Rút lại lúc nào cũng được, trong Hồ sơ.",
        widget=forms.CheckboxInput(attrs={"data-consent": ""}),
        error_messages={"required": "Đánh dấu vào ô này để tiếp tục, hoặc bỏ qua bước này."},
    )


class FilterForm(forms.Form):
    """A filter bar's form."""

    q = forms.CharField(label="Tên nông sản", required=False)
    place = forms.ChoiceField(label="Ở đâu", required=False, choices=[("", "Cả nước"), ("bg", "Bắc Giang")])
    when = forms.ChoiceField(
        label="Khi nào", required=False, choices=[("", "Lúc nào cũng được"), ("now", "Đang thu hoạch")]
    )


def sample_strip(peak: int, breadth: int, now: int = 33) -> SafeString:
    """Return a made-up year of 36 dekads as an SVG of bars, dekad `now` in gold."""
    bars = []
    for dekad in range(1, 37):
        away = min(abs(dekad - peak), 36 - abs(dekad - peak))
        height = max(2, round(30 * math.exp(-((away / breadth) ** 2))))
        colour = "var(--today)" if dekad == now else "var(--supply-2)"
        bars.append(((dekad - 1) * 5, 32 - height, height, colour))
    drawn = format_html_join("", '<rect x="{}" y="{}" width="4" height="{}" fill="{}"/>', bars)
    return mark_safe(f'<svg viewBox="0 0 180 32" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>')  # noqa: S308


def sample_seasons() -> list[dict]:
    """Return rows for the season component."""
    return [
        {
            "name": name,
            "place": place,
            "kg": kg,
            "until": until,
            "strip": sample_strip(peak, breadth),
            "warning": warning,
        }
        for name, place, kg, until, peak, breadth, warning in SEASONS
    ]


def sample_context() -> dict:
    """Return what the style page and the sample desk draw."""
    wrong = SampleForm({"phone": "0912 345 67", "price": "mười lăm", "province": "bg"})
    wrong.add_error("phone", "Số này thiếu một chữ số; số di động có 10 chữ số, ví dụ 0900 000 123.")
    wrong.add_error(None, "Ảnh chưa gửi được vì mạng yếu; các ô khác vẫn còn nguyên.")
    return {
        "swatches": SWATCHES,
        "icons": ICONS,
        "chips": CHIPS,
        "doors": DOORS,
        "seasons": sample_seasons(),
        "clean_form": SampleForm(auto_id="clean_%s"),
        "wrong_form": wrong,
        "filter_form": FilterForm(auto_id="filter_%s"),
        "filters_on": [("Đang thu hoạch", "#"), ("Bắc Giang", "#")],
        "trail": [("/", "Trang chủ"), ("/nong-san/", "Nông sản"), ("", "Vải thiều loại 1")],
        "facts": [
            ("Vùng trồng", "Hồng Giang, Bắc Giang"),
            ("Mã số vùng trồng", "VN-BG-0001"),
            ("Vào vụ", "đầu đến cuối tháng 6"),
        ],
        "view_tabs": [
            {"label": "Cả nước", "url": "#", "current": True},
            {"label": "Theo tỉnh", "url": "#"},
            {"label": "Theo vùng", "url": "#"},
        ],
        "figures": [
            ("Bắc Giang", 48_210, 31_880, 66),
            ("Đắk Lắk", 39_045, 24_300, 62),
            ("Bà Rịa - Vũng Tàu", 8_120, 4_010, 49),
        ],
        "desk_name": "Hộ Nguyễn Thị Lành",
        "desk_place": "Chũ, Bắc Giang",
        "tabs": TABS,
    }


@login_not_required
@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Draw the components in the public shell, or, with `?ban` in the address, a sample desk in the signed-in shell."""
    template = "pages/style_desk.html" if "ban" in request.GET else "pages/style.html"
    return render(request, template, sample_context())
