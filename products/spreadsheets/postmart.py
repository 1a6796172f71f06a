"""Postmart's bulk upload: one line a product, nine photographs by address, weight in grams."""

from products.enums import Marketplace
from products.spreadsheets.template import Column, Template, photo

CATEGORIES = {
    "trai-cay": "Nông sản > Trái cây",
    "rau-cu": "Nông sản > Rau củ",
    "lua-gao": "Nông sản > Lúa gạo, ngũ cốc",
    "cay-cong-nghiep": "Nông sản > Cà phê, tiêu, điều, chè",
    "duoc-lieu": "Nông sản > Dược liệu",
    "chan-nuoi": "Chăn nuôi, thủy sản > Sản phẩm chăn nuôi",
    "thuy-san": "Chăn nuôi, thủy sản > Thủy sản",
    "dac-san": "Đặc sản > Đặc sản vùng miền, mật ong",
    "khac": "Đặc sản > Nông sản khác",
}

TEMPLATE = Template(
    marketplace=Marketplace.POSTMART,
    sheet="Sản phẩm Postmart",
    categories=CATEGORIES,
    columns=(
        Column("Gian hàng", "Tên hộ bán", lambda p: p.seller.name, required=True),
        Column("Tên sản phẩm", "25–255 ký tự", lambda p: p.title, required=True),
        Column("Ngành hàng", "Chọn đúng tên ngành hàng", lambda p: CATEGORIES[p.category_code], required=True),
        Column("Mô tả", "", lambda p: p.description),
        Column("Giá bán (đồng)", "1.000–180.000.000", lambda p: p.price_vnd, required=True),
        Column("Tồn kho", "Số nguyên, không quá 999.999", lambda p: p.stock, required=True),
        Column("Đơn vị", "", lambda p: p.unit),
        Column("Khối lượng (gam)", "Cả bao bì", lambda p: p.weight_g, required=True),
        Column("Xuất xứ", "", lambda p: p.origin),
        Column("Ảnh chính", "JPEG hoặc PNG, đến 5 MB", photo(0), required=True),
        *(Column(f"Ảnh {n + 1}", "", photo(n)) for n in range(1, 9)),
    ),
)
