"""Voso's bulk upload: one line a product under its seller, three to eight photographs, weight in kilograms."""

from decimal import Decimal

from products.connectors.base import ListingPayload
from products.enums import Marketplace
from products.spreadsheets.template import Column, Template, photo

CATEGORIES = {
    "trai-cay": "Trái cây tươi",
    "rau-cu": "Rau, củ, quả",
    "lua-gao": "Gạo, ngũ cốc",
    "cay-cong-nghiep": "Cà phê, hồ tiêu, hạt điều, chè",
    "duoc-lieu": "Dược liệu",
    "chan-nuoi": "Thịt, trứng",
    "thuy-san": "Thủy hải sản",
    "dac-san": "Đặc sản vùng miền",
    "khac": "Nông sản khác",
}


def _papers(payload: ListingPayload) -> str:
    return "; ".join(f"{paper.kind} {paper.number}" for paper in payload.certificates)


TEMPLATE = Template(
    marketplace=Marketplace.VOSO,
    sheet="Hàng hóa Voso",
    categories=CATEGORIES,
    columns=(
        Column("Nhà bán", "Tên hộ bán", lambda p: p.seller.name, required=True),
        Column("Điện thoại nhà bán", "Số để bưu tá gọi lấy hàng", lambda p: p.seller.phone, required=True),
        Column("Tỉnh lấy hàng", "", lambda p: p.seller.province, required=True),
        Column("Tên hàng", "10–120 ký tự", lambda p: p.title, required=True),
        Column("Danh mục", "Chọn đúng tên danh mục", lambda p: CATEGORIES[p.category_code], required=True),
        Column("Mô tả chi tiết", "Từ 50 ký tự", lambda p: p.description, required=True),
        Column("Giá (đ)", "1.000–180.000.000", lambda p: p.price_vnd, required=True),
        Column("Số lượng", "Số nguyên, không quá 999.999", lambda p: p.stock, required=True),
        Column("Đơn vị tính", "", lambda p: p.unit, required=True),
        Column("Cân nặng (kg)", "", lambda p: Decimal(p.weight_g) / 1000, required=True),
        Column("Nơi sản xuất", "", lambda p: p.origin),
        *(Column(f"Hình {n + 1}", "Từ 500 điểm ảnh", photo(n), required=n < 3) for n in range(8)),
        Column(
            "Chứng nhận",
            "VietGAP, GlobalGAP, OCOP",
            lambda p: "; ".join(f"{c.kind} {c.number}" for c in p.certificates),
        ),
    ),
)
