"""Fruit of the demonstration, as households sell it."""

from portal1034.demo.pieces import Crop, Pack

FRUIT = (
    Crop("vai-thieu", "vải thiều", "Vườn vải", (1500, 12000), 22_000, "Vải cùi dày, hạt nhỏ, ngọt thanh.", (
        Pack("Vải thiều {xu} hái sớm, thùng xốp 5 kg", "thùng 5 kg", 5000, 185_000,
             "Vải chín đỏ đều, cùi dày, hạt nhỏ, bẻ cả chùm kèm lá, ướp đá trong thùng xốp để đi xa không thâm vỏ."),
        Pack("Vải thiều {xu} sấy khô nguyên quả, túi 500 g", "túi 500 g", 500, 78_000,
             "Vải chín cây sấy than củi ba ngày đêm, cùi dẻo, ngọt đậm, để được cả năm nơi khô ráo.", fresh=False),
    )),
    Crop("nhan-long", "nhãn lồng", "Vườn nhãn", (1000, 8000), 25_000, "Cùi nhãn lồng hai lớp, giòn và thơm.", (
        Pack("Nhãn lồng {xu} cùi dày giòn, hộp 3 kg", "hộp 3 kg", 3000, 135_000,
             "Nhãn lồng vỏ gai sần, cùi dày ráo nước, ngọt sắc, cắt chùm gọn, đóng hộp giấy có lỗ thoáng."),
        Pack("Long nhãn {xu} sấy dẻo lồng tay, hộp 500 g", "hộp 500 g", 500, 265_000,
             "Cùi nhãn bóc tay, lồng từng múi vào nhau rồi sấy nhẹ lửa, vàng trong, dùng nấu chè hoặc ngâm rượu.",
             fresh=False),
    )),
    Crop("nhan", "nhãn", "Vườn nhãn", (2000, 15000), 14_000, "Nhãn ghép chín muộn, đất đồi nên vị ngọt đậm.", (
        Pack("Nhãn ghép {xu} chín cây, sọt nhựa 10 kg", "sọt 10 kg", 10000, 230_000,
             "Nhãn ghép quả to, vỏ mỏng, róc hạt; hái lúc trời mát, xếp sọt lót lá cho đường xa."),
        Pack("Long nhãn {xu} sấy lò hơi, túi zip 1 kg", "túi 1 kg", 1000, 320_000,
             "Long nhãn sấy lò hơi sạch khói, màu cánh gián, không thêm đường, ngâm nước là nở đều.", fresh=False),
    )),
    Crop("chuoi", "chuối tiêu hồng", "Vườn chuối", (2000, 14000), 8_000, "Chuối bãi sông, buồng dài, chín vàng óng.", (
        Pack("Chuối tiêu hồng {xu} chọn nải đẹp, thùng 6 nải", "thùng 6 nải", 11000, 165_000,
             "Chuối tiêu hồng đất bãi, quả cong đều, chín vàng không lốm đốm, hợp bày lễ và ăn hằng ngày."),
        Pack("Chuối {xu} sấy dẻo không đường, túi 300 g", "túi 300 g", 300, 42_000,
             "Chuối chín vừa độ, thái miếng sấy dẻo, không tẩm đường, trẻ em và người già ăn đều hợp.", fresh=False),
    )),
    Crop("buoi-dien", "bưởi Diễn", "Vườn bưởi", (800, 6000), 26_000, "Bưởi để càng lâu càng ngọt.", (
        Pack("Bưởi Diễn {xu} cây trên 15 năm, thùng 10 quả", "thùng 10 quả", 10000, 380_000,
             "Bưởi vàng vỏ, thơm nức, tép mọng không he, cắt cả cuống lá để bày Tết được hơn một tháng."),
        Pack("Bưởi Diễn {xu} xuống nước, túi lưới 3 quả", "túi 3 quả", 3000, 120_000,
             "Bưởi hái xong để xuống nước mười ngày cho vỏ héo, tép ráo, vị ngọt đậm hẳn lên rồi mới bán."),
    )),
    Crop("buoi-nam-roi", "bưởi Năm Roi", "Vườn bưởi", (1500, 9000), 19_000, "Bưởi mọng nước, ít hạt, chua nhẹ.", (
        Pack("Bưởi Năm Roi {xu} loại 1, thùng 8 quả", "thùng 8 quả", 10500, 240_000,
             "Bưởi Năm Roi cuống thon, vỏ vàng xanh, tép mọng, vị ngọt pha chua, ít hạt, bao trái từ nhỏ."),
    )),
    Crop("buoi-da-xanh", "bưởi da xanh", "Vườn bưởi", (1500, 10000), 28_000, "Ruột hồng, róc múi, không hạt.", (
        Pack("Bưởi da xanh {xu} ruột hồng, thùng 6 quả", "thùng 6 quả", 9500, 320_000,
             "Bưởi da xanh ruột hồng, múi róc, tép giòn ráo, ngọt thanh; chọn quả từ 1,4 đến 1,8 kg."),
        Pack("Nước cốt bưởi {xu} cô đặc, chai 500 ml", "chai 500 ml", 560, 95_000,
             "Nước bưởi ép tươi cô nhẹ, thêm vỏ bưởi xay mịn, pha với đá hoặc mật ong đều ngon.", fresh=False),
    )),
    Crop("cam-sanh", "cam sành", "Vườn cam", (3000, 18000), 11_000, "Cam nhiều nước, vị ngọt pha chua dôn dốt.", (
        Pack("Cam sành {xu} vắt nước, bao lưới 10 kg", "bao 10 kg", 10000, 190_000,
             "Cam sành vỏ sần, mọng nước, hợp vắt uống mỗi sáng; hái theo đơn, không ủ, không đánh bóng vỏ."),
        Pack("Cam sành {xu} tuyển quả to, hộp quà 5 kg", "hộp 5 kg", 5000, 150_000,
             "Cam tuyển từng quả, vỏ mỏng, đều cỡ, lau sạch và xếp hộp giấy cứng, biếu ai cũng được."),
    )),
    Crop("cam-cao-phong", "cam Cao Phong", "Vườn cam", (3000, 20000), 17_000, "Cam lòng vàng, tép mịn, thơm dịu.", (
        Pack("Cam {xu} lòng vàng tép mịn, thùng 10 kg", "thùng 10 kg", 10000, 290_000,
             "Cam lòng vàng vỏ mỏng dễ bóc, tép mịn, ngọt đậm, thu rải từ đầu mùa đến Tết nên lúc nào cũng tươi."),
        Pack("Mứt vỏ cam {xu} nấu với gừng, hũ 400 g", "hũ 400 g", 400, 68_000,
             "Vỏ cam lạng mỏng, ngâm hết hăng rồi nấu cùng gừng và đường phèn, ăn với trà nóng rất hợp.", fresh=False),
    )),
    Crop("cam-vinh", "cam Vinh", "Vườn cam", (1500, 9000), 24_000, "Cam thơm từ vỏ, ngọt sắc, ít xơ.", (
        Pack("Cam Vinh {xu} chín vàng cây, thùng 8 kg", "thùng 8 kg", 8000, 310_000,
             "Cam chín vàng trên cây, thơm từ lúc mở thùng, múi mọng, ít xơ, ngọt sắc mà hậu vẫn thanh."),
        Pack("Cam Vinh {xu} túi lưới ăn nhà, túi 3 kg", "túi 3 kg", 3000, 115_000,
             "Quả nhỏ hơn loại biếu nhưng cùng cây, cùng vị; hợp nhà đông người, ăn dần cả tuần."),
    )),
    Crop("thanh-long", "thanh long", "Vườn thanh long", (3000, 25000), 12_000, "Tai xanh cứng, ruột giòn, ngọt mát.", (
        Pack("Thanh long ruột đỏ {xu} tai xanh, thùng 10 kg", "thùng 10 kg", 10000, 210_000,
             "Thanh long ruột đỏ, quả từ 400 g, tai xanh cứng, cắt sáng sớm, lau khô từng quả trước khi xếp."),
        Pack("Thanh long {xu} sấy dẻo nguyên lát, túi 250 g", "túi 250 g", 250, 69_000,
             "Thanh long cắt lát tròn sấy dẻo, giữ hạt và màu tự nhiên, ăn chơi thay kẹo.", fresh=False),
    )),
    Crop("nho", "nho", "Vườn nho", (800, 5000), 38_000, "Nho giàn nắng gió, chùm chắc, ngọt đậm.", (
        Pack("Nho đỏ {xu} cắt giàn trong ngày, hộp 2 kg", "hộp 2 kg", 2000, 130_000,
             "Nho đỏ cắt lúc sương vừa tan, chùm chắc, còn phấn, tỉa sạch quả dập rồi mới vào hộp."),
        Pack("Mật nho {xu} nấu thủ công, chai 700 ml", "chai 700 ml", 900, 110_000,
             "Nho chín ép lấy nước, cô trên bếp nhỏ lửa thành mật sánh, pha nước uống hoặc chan bánh.", fresh=False),
    )),
    Crop("tao", "táo gió", "Vườn táo", (1500, 8000), 13_000, "Táo giòn, nhiều nước, trồng trong nhà lưới.", (
        Pack("Táo gió {xu} giòn ngọt trong nhà lưới, thùng 5 kg", "thùng 5 kg", 5000, 125_000,
             "Táo trồng nhà lưới tránh ruồi, quả xanh vàng, giòn rôm rốp, rửa là ăn cả vỏ."),
        Pack("Táo gió {xu} sấy khô pha trà, túi 500 g", "túi 500 g", 500, 72_000,
             "Táo chín thái lát phơi nắng rồi sấy, pha trà thơm dịu, ngâm rượu cũng ngon.", fresh=False),
    )),
    Crop("sau-rieng", "sầu riêng", "Vườn sầu riêng", (3000, 22000), 68_000, "Cơm vàng, hạt lép, chín cây.", (
        Pack("Sầu riêng {xu} chín cây cơm vàng, thùng 2 quả", "thùng 2 quả", 6000, 540_000,
             "Sầu riêng già đủ ngày mới cắt, cơm vàng hạt lép, gõ từng quả; quả non đổi lại không hỏi."),
        Pack("Sầu riêng {xu} tách múi cấp đông, hộp 1 kg", "hộp 1 kg", 1000, 295_000,
             "Múi sầu riêng tách tay, cấp đông ngay tại vườn, để ngăn mát hai giờ là dẻo lại như mới.", fresh=False),
    )),
    Crop("xoai-cat-hoa-loc", "xoài cát Hòa Lộc", "Vườn xoài", (1000, 7000), 46_000, "Xoài thơm, thịt mịn, không xơ.", (
        Pack("Xoài cát Hòa Lộc {xu} bao trái, thùng 5 kg", "thùng 5 kg", 5000, 375_000,
             "Xoài bao trái từ nhỏ nên vỏ mịn, chín vàng thơm, thịt dẻo không xơ, hạt mỏng lép."),
        Pack("Xoài cát {xu} sấy dẻo ít đường, túi 500 g", "túi 500 g", 500, 145_000,
             "Xoài chín thái lát dày, sấy dẻo, chỉ thêm một chút đường; mềm, thơm, không dính răng.", fresh=False),
    )),
    Crop("xoai-cat-chu", "xoài Cát Chu", "Vườn xoài", (2500, 16000), 21_000, "Xoài da mịn, ngọt pha chua nhẹ.", (
        Pack("Xoài Cát Chu {xu} vàng ươm chín cây, thùng 10 kg", "thùng 10 kg", 10000, 330_000,
             "Xoài Cát Chu da mỏng, chín vàng ươm, ngọt pha chua nhẹ, cắt cuống dài để không chảy nhựa."),
        Pack("Bánh tráng xoài {xu} phơi nắng, xấp 400 g", "xấp 400 g", 400, 60_000,
             "Xoài chín xay mịn tráng mỏng phơi ba nắng, dẻo thơm, cắt miếng ăn chơi.", fresh=False),
    )),
    Crop("xoai-tron-yen-chau", "xoài tròn", "Vườn xoài", (800, 6000), 19_000, "Xoài nhỏ mà thơm, cây cổ thụ.", (
        Pack("Xoài tròn {xu} cây lâu năm, sọt tre 5 kg", "sọt 5 kg", 5000, 160_000,
             "Xoài tròn quả nhỏ, hạt to nhưng thơm nức, ngọt đậm, cây nhà trồng đã mấy chục năm."),
    )),
    Crop("man-hau", "mận hậu", "Vườn mận", (2000, 14000), 16_000, "Mận còn phấn trắng, giòn tan.", (
        Pack("Mận hậu {xu} còn nguyên phấn, thùng 5 kg", "thùng 5 kg", 5000, 150_000,
             "Mận hái tay còn nguyên lớp phấn trắng, giòn, chua ngọt, gửi trong ngày lên xe khách."),
        Pack("Mận {xu} sấy dẻo tách hạt, túi 500 g", "túi 500 g", 500, 85_000,
             "Mận chín đỏ tách hạt, ngào nhạt rồi sấy dẻo, chua chua ngọt ngọt, ăn vặt hay pha nước đều hợp.",
             fresh=False),
    )),
    Crop("man-tam-hoa", "mận tam hoa", "Vườn mận", (1000, 7000), 14_000, "Mận vỏ tím, ruột đỏ, giòn đanh.", (
        Pack("Mận tam hoa {xu} vỏ tím ruột đỏ, thùng 5 kg", "thùng 5 kg", 5000, 130_000,
             "Mận tam hoa vỏ tím thẫm, ruột đỏ, giòn đanh, hái sáng ở độ cao nghìn mét, gửi chiều."),
        Pack("Mận tam hoa {xu} ngâm đường phèn, hũ 1 lít", "hũ 1 lít", 1300, 92_000,
             "Mận chọn quả lành ngâm với đường phèn ba tháng, nước đỏ au, pha đá uống mùa hè.", fresh=False),
    )),
    Crop("chom-chom", "chôm chôm", "Vườn chôm chôm", (2500, 16000), 12_000, "Chôm chôm tróc hạt, ngọt giòn.", (
        Pack("Chôm chôm nhãn {xu} tróc hạt, thùng 5 kg", "thùng 5 kg", 5000, 140_000,
             "Chôm chôm nhãn quả nhỏ, cơm dày tróc hạt, giòn ngọt, cắt chùm buổi sáng, râu còn tươi."),
    )),
    Crop("vu-sua", "vú sữa Lò Rèn", "Vườn vú sữa", (1000, 7000), 24_000, "Vỏ mỏng, sữa ngọt như tên gọi.", (
        Pack("Vú sữa Lò Rèn {xu} da bóng mọng, thùng 12 quả", "thùng 12 quả", 3800, 165_000,
             "Vú sữa da mỏng bóng, căng mọng, bọc xốp từng quả, nắn mềm tay là bổ ăn ngay được."),
    )),
    Crop("dua", "khóm", "Rẫy khóm", (4000, 24000), 7_000, "Khóm đất phèn, vàng thơm, ngọt lịm.", (
        Pack("Khóm {xu} đất phèn ngọt lịm, bao 10 quả", "bao 10 quả", 10000, 120_000,
             "Khóm trồng đất phèn nên ít xơ, thơm và ngọt, mắt nông dễ gọt, giữ cả ngọn cho tươi lâu."),
        Pack("Nước màu khóm {xu} nấu truyền thống, chai 350 ml", "chai 350 ml", 450, 48_000,
             "Khóm ép lấy nước nấu suốt đêm thành nước màu cánh gián, kho cá kho thịt dậy mùi.", fresh=False),
    )),
    Crop("dua-xiem", "dừa xiêm", "Vườn dừa", (3000, 18000), 6_000, "Dừa xiêm xanh nước ngọt, quanh năm có trái.", (
        Pack("Dừa xiêm xanh {xu} gọt trọc, thùng 9 trái", "thùng 9 trái", 9000, 130_000,
             "Dừa xiêm xanh cắt trong ngày, gọt trọc bọc màng, nước ngọt thanh, ướp lạnh là uống."),
        Pack("Dầu dừa {xu} ép lạnh nhà làm, chai 500 ml", "chai 500 ml", 480, 120_000,
             "Dừa khô nạo ép lạnh, dầu trong, thơm dịu, dùng nấu ăn hoặc dưỡng tóc đều được.", fresh=False),
    )),
    Crop("hong-gion", "hồng giòn", "Vườn hồng", (1500, 9000), 18_000, "Hồng trứng sương núi, giòn ngọt.", (
        Pack("Hồng giòn {xu} ngâm nước ấm, hộp 3 kg", "hộp 3 kg", 3000, 95_000,
             "Hồng vuông ngâm nước ấm hết chát, giòn ngọt, xếp hộp xốp lưới nên không dập dọc đường."),
        Pack("Hồng treo gió {xu} dẻo mật, hộp 500 g", "hộp 500 g", 500, 210_000,
             "Hồng gọt vỏ treo gió ba tuần trong nhà kính, ngoài dẻo trong mềm như mật, không thêm đường.",
             fresh=False),
    )),
    Crop("bo", "bơ", "Vườn bơ", (2000, 14000), 26_000, "Bơ sáp dẻo, béo, ít xơ.", (
        Pack("Bơ sáp {xu} dẻo béo cơm vàng, thùng 5 kg", "thùng 5 kg", 5000, 220_000,
             "Bơ già trên cây mới hái, ba đến năm ngày là chín, cơm vàng dẻo béo; quả sượng được đổi."),
        Pack("Bột bơ {xu} sấy lạnh pha sữa, túi 300 g", "túi 300 g", 300, 175_000,
             "Bơ chín sấy lạnh nghiền mịn, pha sữa ấm hoặc làm bánh, giữ màu xanh và vị béo.", fresh=False),
    )),
    Crop("dua-hau", "dưa hấu", "Rẫy dưa", (5000, 30000), 6_000, "Dưa ruột đỏ, vỏ mỏng, cát mịn.", (
        Pack("Dưa hấu {xu} ruột đỏ cát mịn, bao 4 quả", "bao 4 quả", 14000, 130_000,
             "Dưa hấu vỏ mỏng, ruột đỏ cát mịn, gõ từng quả khi hái, lót rơm nên đi xa không nứt."),
    )),
)  # fmt: skip
