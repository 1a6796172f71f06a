"""Where the households of the demonstration live: 23 of the 63 provinces, all six zones, addresses as spoken."""

from portal1034.demo.pieces import Region, Spot

THON = ("Thôn Ngọt", "Thôn Trại Một", "Thôn Đồng Giao", "Thôn Hạ Long", "Xóm Chùa", "Thôn Bãi Bằng", "Thôn Tân Lập")
BAN = ("Bản Nà Sản", "Bản Pa Cốp", "Thôn Lùng Tao", "Bản Mường", "Thôn Khuổi Nậm", "Thôn Lao Xa")
XOM = ("Xóm 3", "Xóm Hồng Thái", "Xóm Đồng Tâm", "Xóm Bắc Sơn", "Xóm Nam Thịnh")
BUON = ("Thôn 6", "Buôn Jung", "Thôn Phước Hòa", "Thôn 2A", "Buôn Ea Mau")
AP = ("Ấp 3", "Ấp Bình Tây", "Ấp Tân Thạnh", "Ấp Mỹ Long", "Ấp Đông Hòa", "Ấp 1B")

UPLAND_NAMES = (
    "Lý Thị Mẩy", "Giàng A Páo", "Phàn Thị Dén", "Hoàng Văn Sình", "Vàng Thị Chứ", "Sùng A Lử", "Lùng Thị Sen",
    "Tẩn Văn Phủ",
)  # fmt: skip
HIGHLAND_NAMES = ("H'Loan Niê", "Nguyễn Văn Đắc", "Y Bhem Êban", "Trần Thị Hậu", "Phạm Công Lý", "H'Rim Mlô")

REGIONS = (
    Region("24", THON, (
        Spot("xã Đồng Tâm, huyện Yên Thế, Bắc Giang", "Yên Thế", ("ga-doi-yen-the", "vai-thieu")),
        Spot("xã Hồng Giang, huyện Lục Ngạn, Bắc Giang", "Lục Ngạn", ("vai-thieu",), 2),
        Spot("xã Giáp Sơn, huyện Lục Ngạn, Bắc Giang", "Lục Ngạn", ("vai-thieu",), waits=True),
        Spot("xã Phúc Hòa, huyện Tân Yên, Bắc Giang", "Tân Yên", ("vai-thieu", "ga-doi-yen-the")),
        Spot("xã Tam Tiến, huyện Yên Thế, Bắc Giang", "Yên Thế", ("ga-doi-yen-the",), waits=True),
    )),
    Region("30", THON, (
        Spot("xã Thanh Sơn, huyện Thanh Hà, Hải Dương", "Thanh Hà", ("vai-thieu",), 2),
        Spot("xã Đức Chính, huyện Cẩm Giàng, Hải Dương", "Cẩm Giàng", ("ca-rot", "su-hao-bap-cai"), 2),
        Spot("xã Thăng Long, thị xã Kinh Môn, Hải Dương", "Kinh Môn", ("nep-cai-hoa-vang",)),
    )),
    Region("33", THON, (
        Spot("xã Thiện Phiến, huyện Tiên Lữ, Hưng Yên", "Tiên Lữ", ("nhan-long",), 2),
        Spot("xã Đông Kết, huyện Khoái Châu, Hưng Yên", "Khoái Châu", ("chuoi", "nhan-long")),
        Spot("xã Tứ Dân, huyện Khoái Châu, Hưng Yên", "Khoái Châu", ("chuoi",)),
    )),
    Region("01", THON, (
        Spot("phường Phú Diễn, quận Bắc Từ Liêm, Hà Nội", "Phú Diễn", ("buoi-dien",)),
        Spot("xã Võng Xuyên, huyện Phúc Thọ, Hà Nội", "Phúc Thọ", ("buoi-dien",)),
        Spot("xã Phụng Châu, huyện Chương Mỹ, Hà Nội", "Chương Mỹ", ("buoi-dien",)),
    )),
    Region("14", BAN, (
        Spot("xã Chiềng Khoong, huyện Sông Mã, Sơn La", "Sông Mã", ("nhan",)),
        Spot("xã Nà Nghịu, huyện Sông Mã, Sơn La", "Sông Mã", ("nhan",)),
        Spot("phường Đông Sang, thị xã Mộc Châu, Sơn La", "Mộc Châu", ("man-hau",)),
        Spot("xã Tú Nang, huyện Yên Châu, Sơn La", "Yên Châu", ("xoai-tron-yen-chau", "man-hau")),
        Spot("xã Chiềng Ban, huyện Mai Sơn, Sơn La", "Mai Sơn", ("ca-phe-arabica",)),
    )),
    Region("02", BAN, (
        Spot("xã Quang Minh, huyện Bắc Quang, Hà Giang", "Bắc Quang", ("cam-sanh",), 2),
        Spot("xã Túng Sán, huyện Hoàng Su Phì, Hà Giang", "Hoàng Su Phì", ("che-shan-tuyet",)),
        Spot("xã Sủng Là, huyện Đồng Văn, Hà Giang", "Đồng Văn", ("mat-ong-bac-ha",)),
        Spot("xã Pả Vi, huyện Mèo Vạc, Hà Giang", "Mèo Vạc", ("mat-ong-bac-ha",)),
    ), names=UPLAND_NAMES),
    Region("17", XOM, (
        Spot("thị trấn Cao Phong, huyện Cao Phong, Hòa Bình", "Cao Phong", ("cam-cao-phong",), 2),
        Spot("xã Thu Phong, huyện Cao Phong, Hòa Bình", "Cao Phong", ("cam-cao-phong",)),
    )),
    Region("10", BAN, (
        Spot("xã Bản Phố, huyện Bắc Hà, Lào Cai", "Bắc Hà", ("man-tam-hoa",)),
        Spot("xã Thanh Bình, huyện Mường Khương, Lào Cai", "Mường Khương", ("gao-seng-cu",)),
        Spot("xã Mường Hum, huyện Bát Xát, Lào Cai", "Bát Xát", ("thao-qua",)),
    ), names=UPLAND_NAMES[5:]),
    Region("19", XOM, (
        Spot("xã Tân Cương, thành phố Thái Nguyên, Thái Nguyên", "Tân Cương", ("che-thai-nguyen",), 2),
        Spot("xã La Bằng, huyện Đại Từ, Thái Nguyên", "La Bằng", ("che-thai-nguyen",)),
    )),
    Region("40", XOM, (
        Spot("xã Minh Hợp, huyện Quỳ Hợp, Nghệ An", "Quỳ Hợp", ("cam-vinh",), 2),
        Spot("xã Nghi Diên, huyện Nghi Lộc, Nghệ An", "Xã Đoài", ("cam-vinh",)),
    )),
    Region("60", ("Thôn 3", "Thôn Phú Cường", "Thôn Minh Hòa", "Khu phố 2"), (
        Spot("xã Hàm Minh, huyện Hàm Thuận Nam, Bình Thuận", "Hàm Thuận Nam", ("thanh-long",), 2),
        Spot("xã Hàm Đức, huyện Hàm Thuận Bắc, Bình Thuận", "Hàm Thuận Bắc", ("thanh-long",)),
        Spot("phường Phước Lộc, thị xã La Gi, Bình Thuận", "La Gi", ("muc-mot-nang",)),
    ), southern=True),
    Region("58", ("Thôn Thuận Hòa", "Thôn Thái An", "Thôn Hiếu Lễ"), (
        Spot("xã Phước Thuận, huyện Ninh Phước, Ninh Thuận", "Ninh Phước", ("nho", "tao"), 2),
        Spot("xã Vĩnh Hải, huyện Ninh Hải, Ninh Thuận", "Thái An", ("nho",)),
    ), southern=True),
    Region("66", BUON, (
        Spot("xã Ea Yông, huyện Krông Pắc, Đắk Lắk", "Krông Pắc", ("sau-rieng", "ca-phe-robusta"), 2),
        Spot("xã Quảng Hiệp, huyện Cư M'gar, Đắk Lắk", "Cư M’gar", ("ca-phe-robusta", "bo")),
        Spot("xã Ea Kênh, huyện Krông Pắc, Đắk Lắk", "Krông Pắc", ("sau-rieng",)),
        Spot("xã Cư Bao, thị xã Buôn Hồ, Đắk Lắk", "Buôn Hồ", ("bo", "ca-phe-robusta")),
    ), southern=True, names=HIGHLAND_NAMES),
    Region("68", ("Thôn 4", "Thôn Đa Lộc", "Thôn 8", "Thôn Liên Hoa"), (
        Spot("xã Xuân Thọ, thành phố Đà Lạt, Lâm Đồng", "Đà Lạt", ("hong-gion", "atiso"), 2),
        Spot("xã Tân Châu, huyện Di Linh, Lâm Đồng", "Di Linh", ("ca-phe-robusta", "bo")),
        Spot("xã Lộc Ngãi, huyện Bảo Lâm, Lâm Đồng", "Bảo Lâm", ("bo",)),
    ), southern=True),
    Region("64", ("Thôn Tốt Tâu", "Làng Blang 1", "Thôn Đoàn Kết"), (
        Spot("xã Ia Blang, huyện Chư Sê, Gia Lai", "Chư Sê", ("ho-tieu", "ca-phe-robusta")),
        Spot("xã Ia Dêr, huyện Ia Grai, Gia Lai", "Ia Grai", ("sau-rieng",)),
        Spot("xã Bàu Cạn, huyện Chư Prông, Gia Lai", "Chư Prông", ("ca-phe-robusta", "dua-hau")),
    ), southern=True),
    Region("75", ("Ấp Tân Thủy", "Ấp Đồi Rìu", "Ấp Hòa Bình"), (
        Spot("xã Hàng Gòn, thành phố Long Khánh, Đồng Nai", "Long Khánh", ("sau-rieng", "chom-chom"), 2),
        Spot("xã Xuân Bảo, huyện Cẩm Mỹ, Đồng Nai", "Cẩm Mỹ", ("sau-rieng",)),
    ), southern=True),
    Region("70", ("Thôn 5", "Thôn Sơn Hiệp"), (
        Spot("xã Đức Liễu, huyện Bù Đăng, Bình Phước", "Bù Đăng", ("dieu",), 2),
    ), southern=True),
    Region("82", AP, (
        Spot("xã Long Trung, huyện Cai Lậy, Tiền Giang", "Cai Lậy", ("sau-rieng",), 2),
        Spot("xã Hòa Hưng, huyện Cái Bè, Tiền Giang", "Cái Bè", ("xoai-cat-hoa-loc",)),
        Spot("xã Tân Lập 1, huyện Tân Phước, Tiền Giang", "Tân Phước", ("dua",)),
        Spot("xã Vĩnh Kim, huyện Châu Thành, Tiền Giang", "Vĩnh Kim", ("vu-sua",)),
    ), southern=True),
    Region("83", AP, (
        Spot("xã Lương Quới, huyện Giồng Trôm, Bến Tre", "Giồng Trôm", ("buoi-da-xanh", "dua-xiem"), 2),
        Spot("xã Vĩnh Bình, huyện Chợ Lách, Bến Tre", "Chợ Lách", ("chom-chom",)),
        Spot("xã Tân Thành Bình, huyện Mỏ Cày Bắc, Bến Tre", "Mỏ Cày", ("dua-xiem",)),
    ), southern=True),
    Region("86", AP, (
        Spot("xã Mỹ Hòa, thị xã Bình Minh, Vĩnh Long", "Bình Minh", ("buoi-nam-roi",)),
        Spot("xã Tân Thành, huyện Bình Tân, Vĩnh Long", "Bình Tân", ("khoai-lang",)),
        Spot("xã Loan Mỹ, huyện Tam Bình, Vĩnh Long", "Tam Bình", ("cam-sanh",)),
    ), southern=True),
    Region("87", AP, (
        Spot("xã Tịnh Thới, thành phố Cao Lãnh, Đồng Tháp", "Cao Lãnh", ("xoai-cat-chu",), 2),
        Spot("xã Trường Xuân, huyện Tháp Mười, Đồng Tháp", "Tháp Mười", ("lua-he-thu",)),
    ), southern=True),
    Region("94", AP, (
        Spot("xã Hòa Tú 1, huyện Mỹ Xuyên, Sóc Trăng", "Mỹ Xuyên", ("gao-st25",), 2),
        Spot("xã Lai Hòa, thị xã Vĩnh Châu, Sóc Trăng", "Vĩnh Châu", ("hanh-tim",), 2),
    ), southern=True),
    Region("96", AP, (
        Spot("xã Tân Hưng, huyện Cái Nước, Cà Mau", "Cái Nước", ("tom-the-chan-trang",), 2),
    ), southern=True),
)  # fmt: skip
SMALL = tuple(region for region in REGIONS if region.code in {"24", "17", "82"})
