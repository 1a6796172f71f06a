"""The demonstration's news and season notices. Invented stories without real persons; the Plan's facts as published."""

import datetime as dt

from portal1034.commodities.dekads import Dekad, season_indices
from portal1034.demo.crops import CROPS
from portal1034.demo.harvests import occurrence
from portal1034.demo.pieces import ArticlePlan, NoticePlan, Season

ARTICLES = (
    ArticlePlan(
        "Mỗi hộ một gian hàng, cả nước một lịch mùa vụ", "ke-hoach-1034", "",
        "Kế hoạch 1034 đưa hộ sản xuất nông nghiệp lên Postmart và Voso, và cho mọi người cùng biết nơi nào sắp vào "
        "vụ.",
        "<p>Ngày 21 tháng 7 năm 2021, Quyết định 1034/QĐ-BTTTT ban hành kế hoạch đưa hộ sản xuất nông nghiệp lên hai "
        "sàn "
        "thương mại điện tử: Postmart của Bưu điện Việt Nam và Voso của Viettel Post. Cổng này nối hai việc làm một: "
        "hộ "
        "đăng nông sản một lần, cổng gửi sang cả hai sàn; và mỗi đợt thu hoạch hộ báo đều vào lịch mùa vụ chung.</p>"
        "<h2>Hết cảnh mù mờ</h2><p>Cái khó lâu nay không chỉ là bán ở đâu, mà là không ai biết nông sản nào đang "
        "chín, ở "
        "xã nào, bao nhiêu, và ai đang cần. Lịch mùa vụ chia năm thành 36 tuần mười ngày, như nhà nông vẫn nói: đầu "
        "tháng, giữa tháng, cuối tháng. Lượng khai và lượng cần mua đặt cạnh nhau, nên chỗ nào sắp ùn ứ thấy được "
        "trước.</p>"
        "<h2>Làm gì trước</h2><ul><li>Hộ sản xuất: đăng ký bằng số điện thoại, báo đợt thu hoạch gần nhất.</li>"
        "<li>Thương lái, doanh nghiệp: đăng nhu cầu thu mua, hỏi thẳng hộ đang có hàng.</li>"
        "<li>Ai cũng xem được lịch mùa vụ, không cần đăng nhập.</li></ul>"
        "<blockquote><p>Đồng hành cùng người Việt, nâng tầm nông sản Việt.</p></blockquote>",
        "phone", "Một nông dân cầm điện thoại bên sọt vải, màn hình hiện gian hàng nông sản", 30,
    ),
    ArticlePlan(
        "Ba việc nên làm trước ngày hái một tuần", "ho-san-xuat", "",
        "Xác nhận lại đợt thu hoạch, chụp ba tấm ảnh rõ, trả lời tin nhắn: mười phút mà bán được thêm mấy mối.",
        "<p>Người mua tin lịch mùa vụ vì lịch luôn mới. Trước ngày hái chừng một tuần, bác mở mục Mùa vụ và bấm xác "
        "nhận "
        "ngày, sản lượng. Mưa sớm, nắng muộn thì sửa lại, không ai trách.</p><h2>Chụp ảnh</h2><p>Chụp ba tấm: cả "
        "vườn, một "
        "quả bổ đôi, thùng hàng đã đóng. Đứng quay lưng về phía mặt trời, lau ống kính, để điện thoại nằm ngang. Voso "
        "cần ít nhất ba ảnh nên đủ ba tấm là đăng được cả hai sàn.</p><h2>Trả lời</h2><p>Tin nhắn của thương lái trả "
        "lời "
        "trong ngày thì dễ chốt hơn. Bận hái thì gõ một câu ngắn, hẹn tối gọi lại, vẫn hơn im lặng.</p>",
        "harvest", "Nông dân gánh hàng trên ruộng bậc thang đang mùa chín", 76,
    ),
    ArticlePlan(
        "Thương lái đăng nhu cầu, xe không còn chạy rỗng", "thi-truong", "",
        "Một chuyến xe gom đủ hàng của bốn hộ trong cùng xã, nhờ nhu cầu thu mua ghi rõ loại, ngày và giá.",
        "<p>Trước đây mỗi vụ, xe của vựa chạy vòng qua ba huyện mới đầy. Giờ vựa đăng nhu cầu trước mười ngày: loại "
        "nông "
        "sản, số lượng, khoảng ngày, giá tại vườn. Hộ nào hợp thì trả lời ngay dưới nhu cầu.</p><p>Chuyến đầu tiên "
        "gom bốn "
        "hộ trong một xã, đủ tải trong buổi sáng. Hộ xa đường thì nhập chung với hàng xóm, chia tiền theo cân.</p>"
        "<h2>Ghi nhu cầu thế nào cho dễ gặp</h2><ol><li>Ghi khoảng ngày thật, đừng để cả mùa.</li><li>Ghi giá một kg "
        "tại "
        "vườn; giá mở thì để trống.</li><li>Nói rõ xe mấy tấn và trả tiền lúc nào.</li></ol>"
        "<p>Khi hai bên cùng bấm đồng ý, cuộc trao đổi được ghi lại, ai quên cũng xem lại được.</p>",
        "truck", "Xe tải chở đầy sọt trái cây trên đường làng", 120,
    ),
    ArticlePlan(
        "Lớp học buổi tối ở nhà văn hóa xã", "ho-san-xuat", "19",
        "Hai buổi tối, hai mươi hộ làm chè tự đăng được gian hàng của mình, không ai phải nhờ con cháu.",
        "<p>Lớp bắt đầu lúc bảy giờ, khi việc nhà đã xong. Mỗi người mang theo điện thoại của mình và một gói chè. "
        "Buổi đầu "
        "học đăng ký, chụp ảnh; buổi sau học đặt giá, viết mô tả và trả lời tin nhắn.</p><p>Người học chậm ngồi bàn "
        "đầu, "
        "người biết rồi kèm người chưa biết. Đến cuối buổi thứ hai, gian hàng nào cũng có ít nhất một sản phẩm đủ ba "
        "ảnh.</p>"
        "<h2>Điều hay hỏi nhất</h2><p>Mất điện thoại thì sao? Chỉ cần làm lại SIM, đăng nhập bằng mã gửi về số cũ, "
        "mọi thứ "
        "còn nguyên. Không biết gõ dấu thì cứ gõ không dấu, cổng vẫn tìm ra.</p>",
        "training", "Bà con ngồi lớp nhìn lên bảng, tay cầm điện thoại", 190, ("che-thai-nguyen",),
    ),
    ArticlePlan(
        "Chợ quê dán mã, khách quét là biết vườn", "thi-truong", "87",
        "Mỗi sạp trái cây dán một mã dẫn về trang của hộ: trồng ở đâu, hái hôm nào, còn bao nhiêu.",
        "<p>Sáng sớm ở chợ đầu mối, người bán bày thêm một tấm bìa nhỏ bên chồng xoài. Khách đưa điện thoại lên, "
        "trang của "
        "hộ hiện ra: tên vườn, xã nào, đợt hái nào, đã được Sở xác minh.</p><p>Người mua sỉ thích nhất là dòng ngày "
        "xác "
        "nhận. Hàng hái hôm nay ghi hôm nay, không phải nghe lời rao.</p><h2>Hộ cần làm gì</h2><p>Vào mục Hồ sơ, "
        "viết vài "
        "câu về vườn nhà mình, thêm sản phẩm và đợt thu hoạch. Trang của hộ tự đầy lên theo những gì bác khai.</p>",
        "market", "Sạp trái cây ở chợ quê dưới mái che sọc", 260, ("xoai-cat-chu",),
    ),
    ArticlePlan(
        "Ngồi lại với nhau trước mùa rộ", "mua-vu", "24",
        "Hộ trồng, thương lái và cán bộ Sở cùng xem lịch mùa vụ để giãn ngày hái, tránh dồn một lúc.",
        "<p>Cuộc họp diễn ra ở sân nhà văn hóa thôn. Trên màn hình là lịch mùa vụ của xã: cột xanh là lượng hộ khai, "
        "vạch "
        "vàng là lượng thương lái cần. Ba ngày giữa tháng, cột xanh cao gấp ba vạch vàng.</p><p>Mọi người bàn ngay "
        "tại chỗ. "
        "Vườn đất cao hái trước năm ngày, vườn thấp lùi lại; một cơ sở sấy nhận phần quả nhỏ. Sửa xong trên điện "
        "thoại, "
        "lịch đổi theo.</p><p>Không ai phải hái non, cũng không ai phải chở ra đường bán vội.</p>",
        "meeting", "Bà con họp ở sân nhà văn hóa, trước tấm lịch mùa vụ", 340, ("vai-thieu",),
    ),
    ArticlePlan(
        "Postmart và Voso cần gì ở một tin đăng", "ke-hoach-1034", "",
        "Tên đủ dài, mô tả đủ ý, ba ảnh rõ, đúng cân nặng: bốn điều để tin lên sàn ngay lần đầu.",
        "<p>Hai sàn có quy định khác nhau, cổng kiểm tra trước khi gửi và nói bằng tiếng Việt chỗ nào cần sửa.</p>"
        "<table><tbody><tr><th>Mục</th><th>Postmart</th><th>Voso</th></tr>"
        "<tr><td>Tên sản phẩm</td><td>Từ 25 ký tự</td><td>Từ 10 ký tự</td></tr>"
        "<tr><td>Ảnh</td><td>Ít nhất 1</td><td>Ít nhất 3</td></tr>"
        "<tr><td>Mô tả</td><td>Nên có</td><td>Từ 50 ký tự</td></tr></tbody></table>"
        "<p>Viết tên theo thứ tự: loại nông sản, nơi trồng, điều đáng nói, cách đóng. Ví dụ “Vải thiều Lục Ngạn hái "
        "sớm, "
        "thùng xốp 5 kg”. Nếu ghi VietGAP, GlobalGAP hay OCOP thì Voso cần thấy ảnh giấy chứng nhận.</p>"
        "<p>Tin bị trả lại không mất đi. Bác sửa đúng chỗ cổng chỉ rồi lưu, cổng tự gửi lại.</p>",
        "phone", "Một nông dân chụp ảnh sản phẩm bằng điện thoại", 430,
    ),
    ArticlePlan(
        "Giữ hàng tươi thêm hai ngày trên đường xa", "mua-vu", "",
        "Hái lúc mát, để ráo, lót lá và ghi ngày: kinh nghiệm của những nhà gửi hàng đi nửa nước.",
        "<p>Quả hái giữa trưa nóng đến tận ruột, đóng thùng ngay là hấp hơi. Các nhà gửi xa đều hái từ lúc còn sương "
        "đến "
        "tám giờ, rải ra chỗ mát cho ráo vỏ rồi mới xếp.</p><h2>Xếp thùng</h2><ul><li>Lót đáy bằng lá khô hoặc giấy "
        "vụn.</li>"
        "<li>Quả to nằm dưới, cuống quay xuống.</li><li>Đục lỗ thoáng hai bên, không bịt kín.</li></ul>"
        "<h2>Ghi ngày</h2><p>Mỗi thùng một mẩu giấy: hái ngày nào, loại mấy, số điện thoại. Người nhận biết cái nào "
        "bán "
        "trước, và biết gọi ai khi cần thêm.</p>",
        "harvest", "Người hái xếp nông sản vào sọt trên cánh đồng", 520,
    ),
    ArticlePlan(
        "Chè vụ xuân: hái lứa đầu, sao ngay trong đêm", "mua-vu", "19",
        "Búp một tôm hai lá để qua đêm là ngả màu. Các nhà ở vùng chè đổi công cho nhau để sao kịp trong ngày.",
        "<p>Lứa chè đầu xuân búp nhỏ và dày lông tơ, hái từ sáng sớm đến trưa là dừng. Buổi chiều héo búp trong bóng "
        "râm, tối nhóm lò. Nhà nào neo người thì nhờ hàng xóm, hôm sau trả công.</p><h2>Nhìn búp mà đoán</h2>"
        "<p>Búp mập, lá non chưa mở là đúng lứa. Mưa liền ba ngày thì lùi lại, chè hái ướt sao không thơm.</p>"
        "<blockquote><p>Chè ngon là chè của hôm nay.</p></blockquote><p>Hộ khai lứa hái trên lịch mùa vụ từ tuần "
        "trước, nên người mua ở xa gọi đặt trước khi lò đỏ lửa.</p>",
        "harvest", "Người hái chè cúi giữa những luống xanh", 8, ("che-thai-nguyen",),
    ),
    ArticlePlan(
        "Giá tại vườn lên xuống thế nào trong một vụ", "thi-truong", "",
        "Đầu vụ cao, giữa rộ thấp, cuối vụ nhích lên: xem biểu đồ giá trên cổng để chọn lúc bán.",
        "<p>Người trồng lâu năm đều thuộc nhịp này: hàng đầu vụ ít nên được giá, vào rộ thì ai cũng có, cuối vụ còn "
        "nhà nào giữ được hàng đẹp là có giá trở lại.</p><h2>Xem ở đâu</h2><p>Trang giá nông sản vẽ khoảng giá từng "
        "tuần, lấy từ đợt hộ khai và nhu cầu thu mua. Dưới ba hộ thì cổng không nói, để không ai bị đoán ra.</p>"
        "<h2>Dùng thế nào</h2><ul><li>Giãn ngày hái nếu giữ được trên cây.</li><li>Sấy, làm mứt phần quả nhỏ khi vào "
        "rộ.</li><li>Nói giá mở khi đăng, để hai bên còn thương lượng.</li></ul>",
        "market", "Sạp trái cây treo bảng giá dưới mái che", 30, ("vai-thieu", "xoai-cat-chu"),
    ),
    ArticlePlan(
        "Đơn đầu tiên của một nhà trồng vải", "ho-san-xuat", "24",
        "Ba cân vải gửi đi thử, mười ngày sau thành năm chục thùng cho khách quen.",
        "<p>Đơn đầu tiên chỉ ba cân. Cả nhà xúm lại đóng, lót lá, chèn giấy, ghi tên người nhận bằng chữ thật to. Hai "
        "ngày sau khách gửi lại tấm ảnh: vải còn nguyên cuống xanh.</p><p>Từ tấm ảnh ấy, khách giới thiệu thêm khách. "
        "Đến giữa vụ, nhà gửi năm chục thùng, thùng nào cũng có mã dẫn về trang của hộ.</p><h2>Nhà ấy dặn lại</h2>"
        "<p>Đơn nhỏ cũng làm như đơn lớn. Hôm nào mưa không hái được thì báo ngay, khách đợi được chứ không ai thích "
        "bị quên.</p>",
        "truck", "Thùng vải xếp lên xe buổi sáng", 52, ("vai-thieu",),
    ),
    ArticlePlan(
        "Cán bộ Sở làm gì khi hộ bấm gửi hồ sơ", "ke-hoach-1034", "",
        "Từ lúc hộ bấm gửi đến lúc được xác minh có ba bước, hộ nào cũng theo dõi được.",
        "<p>Hồ sơ đến tay cán bộ của đúng tỉnh, xếp theo thứ tự gửi. Cán bộ so địa chỉ, xem hộ có bị trùng không, rồi "
        "xác minh hoặc trả lại kèm lý do.</p><h2>Ba bước</h2><ol><li>Hộ gửi hồ sơ, cổng báo đã nhận.</li><li>Cán bộ "
        "xem, thường trong vài ngày.</li><li>Hộ nhận tin nhắn kết quả; cần bổ sung gì thì ghi rõ.</li></ol>"
        "<p>Trong lúc chờ, hộ cứ thêm nông sản và khai mùa vụ. Xác minh xong, tin đăng tự lên sàn.</p>",
        "meeting", "Bà con và cán bộ ngồi quanh bàn xem hồ sơ", 84,
    ),
)  # fmt: skip


def plan_notices(seasons: list[Season], today: dt.date) -> list[NoticePlan]:
    """Return three notices that hold today: a season at its height, one that begins soon, a warning of fakes."""
    known = [season for season in seasons if season.slug in CROPS and season.end - season.start != 35]
    index = Dekad.of(today).index
    running = [s for s in known if index in season_indices(s.start, s.end)]
    at_height = min(running, key=lambda s: (abs(_steps(index, s.peak)), s.slug, s.province))
    coming = min(
        (s for s in known if s not in running), key=lambda s: (_steps_ahead(index, s.start), s.slug, s.province)
    )
    copied = max(
        (s for s in running if s.slug != at_height.slug), key=lambda s: CROPS[s.slug].price_kg, default=at_height
    )
    return [_height(at_height, today), _opening(coming, today), _warning(copied, today)]


def _steps_ahead(here: int, there: int) -> int:
    return (there - here) % 36


def _steps(here: int, there: int) -> int:
    return (there - here + 18) % 36 - 18


def _height(season: Season, today: dt.date) -> NoticePlan:
    word = CROPS[season.slug].word
    ends_on = min(occurrence(season, today)[1], today + dt.timedelta(days=20))
    return NoticePlan(
        season.slug, season.province, "peak", f"{_upper(word)} vào lúc rộ nhất",
        f"Các xã đang thu {word} đồng loạt. Hộ còn hàng xác nhận lại sản lượng để thương lái xếp xe.",
        today - dt.timedelta(days=4), ends_on,
    )  # fmt: skip


def _opening(season: Season, today: dt.date) -> NoticePlan:
    word = CROPS[season.slug].word
    begins = occurrence(season, today)[0]
    return NoticePlan(
        season.slug, season.province, "opening", f"{_upper(word)} sắp vào vụ, hộ khai đợt đầu",
        f"Theo lịch thường năm, {word} bắt đầu từ {Dekad.of(begins).label}. Hộ khai trước ngày hái để có người mua "
        f"chờ sẵn.",
        today - dt.timedelta(days=2), max(begins, today) + dt.timedelta(days=10),
    )  # fmt: skip


def _warning(season: Season, today: dt.date) -> NoticePlan:
    word = CROPS[season.slug].word
    return NoticePlan(
        season.slug, season.province, "counterfeit", f"Cẩn thận {word} nơi khác gắn tên vùng trồng",
        f"Đã thấy {word} không rõ nguồn gắn tên vùng trồng có tiếng. Người mua xem trang của hộ đã được Sở xác minh "
        f"trước khi đặt.",
        today - dt.timedelta(days=9), today + dt.timedelta(days=30),
    )  # fmt: skip


def _upper(word: str) -> str:
    return word[0].upper() + word[1:]
