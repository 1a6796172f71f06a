"""The columns of a list of products, under the names that communes and departments give them."""

from django.utils.translation import gettext_lazy as _

from households.importing.columns import Column
from households.importing.people import CODE, PHONE, WHO

COLUMNS = (
    PHONE,
    CODE,
    Column(
        "commodity",
        _("Loại nông sản"),
        ("nong san", "loai nong san", "cay trong", "loai cay", "mat hang", "nhom hang", "cay con"),
        _("Tên nào cũng được: dứa, thơm hay khóm. Mỗi dòng một loại."),
        "vải thiều",
    ),
    Column(
        "title",
        _("Tên sản phẩm"),
        ("ten san pham", "san pham", "ten hang", "ten mat hang", "ten nong san", "ten dang ban"),
        _("Tên để người mua thấy, đến 120 ký tự: loại, nơi trồng, cách đóng gói."),
        "Vải thiều Lục Ngạn loại 1, thùng 5 kg",
    ),
    Column(
        "grade",
        _("Loại, hạng"),
        ("loai hang", "hang", "loai hang hoa", "pham cap", "loai hang chat luong", "phan loai", "chat luong", "loai"),
        _("Khi một sản phẩm có nhiều loại: loại 1, loại 2, hàng xô."),
        "loại 1",
    ),
    Column(
        "pack",
        _("Bán theo"),
        ("ban theo", "don vi", "don vi tinh", "dvt", "quy cach", "dong goi", "quy cach dong goi", "don vi ban"),
        _("Một đơn vị bán: thùng 5 kg, túi 500 g, kg."),
        "thùng 5 kg",
    ),
    Column(
        "weight",
        _("Một đơn vị nặng"),
        ("khoi luong", "trong luong", "can nang", "nang", "khoi luong mot don vi", "mot don vi nang"),
        _("Để trống nếu “Bán theo” đã ghi rõ, như thùng 5 kg."),
        "",
    ),
    Column(
        "price",
        _("Giá một đơn vị"),
        ("gia", "gia ban", "don gia", "gia mot don vi", "gia ban le", "gia tien", "gia dong"),
        _("185k, 185.000 hoặc 37k/kg; ghi /kg thì cổng nhân với khối lượng."),
        "185k",
    ),
    Column(
        "stock",
        _("Còn bao nhiêu"),
        ("so luong", "con", "ton", "ton kho", "san luong", "con bao nhieu", "so luong ban", "so luong con", "con lai"),
        _("Số đơn vị (120), hoặc khối lượng (3 tạ): cổng chia ra thành đơn vị."),
        "3 tạ",
    ),
    Column("description", _("Mô tả"), ("mo ta", "gioi thieu", "mo ta san pham", "thong tin them"),
           _("Trồng thế nào, vị ra sao, giữ được bao lâu."), "Chín cây, hái sáng, đóng thùng xốp có đá."),
)  # fmt: skip
LABELS = {column.key: column.label for column in COLUMNS}
REQUIRED = (WHO, ("commodity",), ("title",))
