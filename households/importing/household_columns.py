"""The columns of a list of households, under the names that communes and departments give them."""

from django.utils.translation import gettext_lazy as _

from households.importing.columns import Column

COLUMNS = (
    Column(
        "phone",
        _("Số điện thoại"),
        ("so dien thoai", "dien thoai", "sdt", "so dt", "dt", "dtdd", "di dong", "so di dong", "mobile", "phone",
         "so dien thoai di dong", "so dien thoai lien he", "so dien thoai chu ho", "dien thoai lien he", "lien he"),
        _("Số di động của chủ hộ, 10 số."),
        "0900 000 123",
    ),
    Column(
        "owner",
        _("Họ tên chủ hộ"),
        ("ho ten", "ho va ten", "chu ho", "ten chu ho", "ho ten chu ho", "ho va ten chu ho", "nguoi dai dien",
         "ho ten nguoi dai dien", "ten nguoi dai dien", "ho va ten nguoi dai dien"),
        "",
        "Nguyễn Thị Lành",
    ),
    Column(
        "name",
        _("Tên hộ hoặc cơ sở"),
        ("ten ho", "ten co so", "ten ho san xuat", "ten ho kinh doanh", "ho san xuat", "ten hop tac xa", "co so",
         "ten co so san xuat", "ten ho hoac co so", "ho san xuat nong nghiep"),
        _("Để trống thì lấy “Hộ” và họ tên chủ hộ."),
        "Hộ Nguyễn Thị Lành",
    ),
    Column(
        "address",
        _("Địa chỉ"),
        ("dia chi", "noi o", "dia chi thuong tru", "dia chi san xuat", "dia chi lien he", "cho o", "noi cu tru",
         "dia chi ho", "dia chi cu the"),
        _("Thôn, xã, tỉnh; tên cũ hay mới đều được."),
        "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang",
    ),
    Column(
        "hamlet",
        _("Thôn, xóm, số nhà"),
        ("thon", "xom", "ap", "ban", "to dan pho", "thon xom", "thon ban", "so nha", "khu pho", "thon xom so nha",
         "thon to dan pho", "ap khu pho"),
    ),
    Column("commune", _("Xã, phường"), ("xa", "phuong", "xa phuong", "xa phuong thi tran", "ten xa", "phuong xa")),
    Column("district", _("Huyện (nếu là địa chỉ cũ)"), ("huyen", "quan", "quan huyen", "huyen thi xa thanh pho",
                                                        "huyen quan", "huyen thi xa", "ten huyen", "huyen thanh pho")),
    Column("province", _("Tỉnh"), ("tinh", "tinh thanh pho", "tinh thanh", "thanh pho", "ten tinh")),
    Column(
        "crops",
        _("Nông sản"),
        ("nong san", "san pham", "cay trong", "loai nong san", "mat hang", "cay trong vat nuoi", "nong san chinh",
         "san pham chinh", "loai cay trong", "cay con"),
        _("Cách nhau bằng dấu phẩy; ghi kèm diện tích cũng được."),
        "vải thiều, nhãn",
    ),
    Column(
        "area",
        _("Diện tích"),
        ("dien tich", "dien tich canh tac", "dien tich trong", "dien tich san xuat", "quy mo", "dt canh tac"),
        _("Ghi kèm đơn vị: 2 sào, 1,5 ha; chỉ có số thì hiểu là m²."),
        "2 sào",
    ),
    Column(
        "crop_areas",
        _("Diện tích từng loại"),
        ("dien tich tung loai", "dien tich moi loai", "dien tich tung cay", "dien tich tung nong san",
         "dien tich theo loai", "dien tich theo nong san", "dien tich tung loai cay"),
        _("Theo thứ tự cột nông sản, như: 2 sào; 500 m². Hoặc ghi liền ở cột nông sản: vải thiều 2 sào, nhãn 500 m²."),
        "1 sào; 1 sào",
    ),
    Column("story", _("Giới thiệu"), ("gioi thieu", "mo ta", "gioi thieu ho")),
)  # fmt: skip
REQUIRED = (("phone",), ("owner", "name"), ("address", "commune"))
