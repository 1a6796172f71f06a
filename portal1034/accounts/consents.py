"""What people are asked to agree to, word for word. A changed sentence gets a new version; old rows keep the old words.

One purpose, one box, never ticked beforehand (Law 91/2025/QH15).
"""

from dataclasses import dataclass

from portal1034.accounts.enums import ConsentPurpose

VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Wording:
    """`sentence` stands beside the box; `details` say what is kept, who sees it and how to take it back."""

    version: str
    sentence: str
    details: str

    @property
    def full_text(self) -> str:
        return f"{self.sentence}\n{self.details}"


WORDINGS: dict[ConsentPurpose, Wording] = {
    ConsentPurpose.REGISTER: Wording(
        VERSION,
        "Tôi đồng ý để Cổng 1034 lưu và dùng hồ sơ hộ của tôi.",
        "Cổng lưu số điện thoại, tên hộ, xã, nông sản và những gì tôi tự khai. Cán bộ tỉnh xem để xác minh; tên hộ, "
        "xã và nông sản hiện trên trang của hộ. Số điện thoại không hiện nếu tôi không đồng ý riêng. Tôi xem, sửa, "
        "xin bản sao, xin xóa hoặc rút lại lúc nào cũng được, trong mục “Những gì bác đã đồng ý”.",
    ),
    ConsentPurpose.CONTACT: Wording(
        VERSION,
        "Tôi đồng ý cho người mua đã đăng nhập xem số điện thoại của tôi.",
        "Chỉ người đã đăng nhập bằng số điện thoại của họ mới xem được, mỗi lần xem đều được ghi lại. Không đồng ý thì "
        "người mua vẫn nhắn qua cổng được. Tôi rút lại lúc nào cũng được, số điện thoại ẩn đi ngay.",
    ),
    ConsentPurpose.POSTMART: Wording(
        VERSION,
        "Tôi đồng ý để cổng gửi tin bán hàng của tôi sang sàn Postmart.",
        "Cổng gửi tên hộ, số điện thoại, xã, ảnh, giá và mô tả nông sản cho Postmart (Tổng công ty Bưu điện Việt Nam) "
        "để đăng bán và giao hàng. Tôi rút lại lúc nào cũng được, tin của tôi trên Postmart được gỡ xuống.",
    ),
    ConsentPurpose.VOSO: Wording(
        VERSION,
        "Tôi đồng ý để cổng gửi tin bán hàng của tôi sang sàn Voso.",
        "Cổng gửi tên hộ, số điện thoại, xã, ảnh, giá và mô tả nông sản cho Voso (Tổng công ty Bưu chính Viettel) để "
        "đăng bán và giao hàng. Tôi rút lại lúc nào cũng được, tin của tôi trên Voso được gỡ xuống.",
    ),
    ConsentPurpose.IDENTITY: Wording(
        VERSION,
        "Tôi đồng ý để cổng giữ số căn cước của tôi.",
        "Số căn cước chỉ dùng để cán bộ biết một người không lập hai hồ sơ. Số được mã hóa, màn hình chỉ hiện bốn số "
        "cuối, mỗi lần cán bộ xem cả số đều được ghi lại. Không có số này vẫn dùng cổng đầy đủ. Tôi rút lại lúc nào "
        "cũng được, số bị xóa ngay.",
    ),
}


def wording_of(purpose: ConsentPurpose | str) -> Wording:
    """Return the present wording for `purpose`; raise ValueError for a purpose nobody is asked about."""
    return WORDINGS[ConsentPurpose(purpose)]
