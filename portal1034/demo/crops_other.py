"""Rice, vegetables, drinks, spices, honey, poultry and seafood of the demonstration, as households sell them."""

from portal1034.demo.pieces import Crop, Pack

OTHER = (
    Crop("ca-phe-robusta", "cà phê", "Rẫy cà phê", (1500, 9000), 118_000, "Cà phê hái chín, phơi giàn.", (
        Pack("Cà phê robusta {xu} hái chín rang mộc, túi 500 g", "túi 500 g", 500, 125_000,
             "Robusta hái chín trên 95%, phơi giàn, rang mộc vừa, không tẩm; pha phin đậm, hậu ngọt.", fresh=False),
        Pack("Cà phê nhân xanh {xu} sàng 18, bao 10 kg", "bao 10 kg", 10000, 1_290_000,
             "Nhân xanh sàng 18, độ ẩm 12%, nhặt sạch hạt đen vỡ, rang xay tại quán cho ổn định.", fresh=False),
    )),
    Crop("ca-phe-arabica", "cà phê arabica", "Nương cà phê", (800, 6000), 132_000, "Núi cao nên chua dịu, thơm hoa.", (
        Pack("Cà phê arabica {xu} sơ chế mật ong, túi 250 g", "túi 250 g", 250, 115_000,
             "Arabica trồng trên nghìn mét, sơ chế mật ong, rang nhạt, thơm hoa, chua dịu như quả mận.", fresh=False),
        Pack("Cà phê arabica {xu} nhân xanh chế biến ướt, bao 5 kg", "bao 5 kg", 5000, 780_000,
             "Nhân xanh chế biến ướt, phơi giàn lưới, đều màu, hợp các lò rang nhỏ.", fresh=False),
    )),
    Crop("ho-tieu", "hồ tiêu", "Vườn tiêu", (600, 4000), 145_000, "Tiêu hạt chắc, cay thơm.", (
        Pack("Hồ tiêu đen {xu} hạt chắc 550 g/l, túi 500 g", "túi 500 g", 500, 105_000,
             "Tiêu hái chín một nửa, phơi bạt sạch, sàng bỏ hạt lép, cay nồng và thơm lâu.", fresh=False),
        Pack("Tiêu sọ {xu} ngâm nước suối, hũ thủy tinh 200 g", "hũ 200 g", 350, 75_000,
             "Tiêu chín đỏ ngâm nước suối bóc vỏ, phơi trắng ngà, cay dịu, thơm thanh.", fresh=False),
    )),
    Crop("dieu", "điều", "Rẫy điều", (1000, 7000), 31_000, "Hạt điều chắc mẩy, bùi.", (
        Pack("Hạt điều {xu} rang muối vỏ lụa, hộp 500 g", "hộp 500 g", 500, 168_000,
             "Điều vụ mới rang muối còn vỏ lụa, giòn bùi, rang theo mẻ nhỏ nên luôn mới.", fresh=False),
        Pack("Hạt điều thô {xu} phơi khô vụ mới, bao 10 kg", "bao 10 kg", 10000, 350_000,
             "Điều thô nhặt sạch, phơi ba nắng, độ ẩm dưới 10%, bán cho lò rang và cơ sở chẻ điều.", fresh=False),
    )),
    Crop("che-thai-nguyen", "chè", "Nhà chè", (300, 1800), 210_000, "Nước xanh, chát dịu, hậu ngọt.", (
        Pack("Chè búp {xu} sao tay hương cốm, gói 200 g", "gói 200 g", 200, 95_000,
             "Chè một tôm hai lá, hái sáng sao chiều bằng chảo gang, hương cốm, nước xanh, hậu ngọt.", fresh=False),
        Pack("Chè nõn tôm {xu} hộp quà, hộp thiếc 300 g", "hộp 300 g", 450, 290_000,
             "Chỉ hái phần nõn đầu búp, cánh nhỏ xoăn, đóng hộp thiếc giữ hương, hợp làm quà.", fresh=False),
    )),
    Crop("che-shan-tuyet", "chè shan tuyết", "Nương chè", (300, 1500), 190_000, "Búp phủ tuyết trắng, cây cổ thụ.", (
        Pack("Chè shan tuyết {xu} cây cổ thụ, hộp 200 g", "hộp 200 g", 200, 180_000,
             "Búp shan tuyết hái từ cây cổ thụ, lông trắng như tuyết, nước vàng sánh, thơm mùi núi.", fresh=False),
        Pack("Hồng trà shan {xu} lên men nắng, túi 100 g", "túi 100 g", 100, 120_000,
             "Lá shan để héo, vò và lên men dưới nắng, nước đỏ hổ phách, vị mật ong.", fresh=False),
    )),
    Crop("gao-st25", "gạo ST25", "Ruộng lúa tôm", (4000, 26000), 15_000, "Lúa luân canh tôm, hạt dài, dẻo thơm.", (
        Pack("Gạo ST25 {xu} lúa tôm vụ mới, túi 5 kg", "túi 5 kg", 5000, 190_000,
             "Gạo ST25 trồng trên ruộng nuôi tôm, xay theo đơn, hạt dài trắng trong, cơm dẻo thơm lá dứa.",
             fresh=False),
        Pack("Gạo lứt ST25 {xu} hút chân không, túi 2 kg", "túi 2 kg", 2000, 90_000,
             "Gạo lứt còn nguyên cám, hút chân không, nấu mềm hơn gạo lứt thường, thơm bùi.", fresh=False),
    )),
    Crop("gao-seng-cu", "gạo Séng Cù", "Ruộng bậc thang", (1500, 9000), 19_000, "Gạo nước suối, dẻo mà không ướt.", (
        Pack("Gạo Séng Cù {xu} ruộng bậc thang, túi 5 kg", "túi 5 kg", 5000, 205_000,
             "Séng Cù cấy một vụ bằng nước suối, hạt thon, cơm dẻo, để nguội vẫn mềm.", fresh=False),
    )),
    Crop("nep-cai-hoa-vang", "nếp cái hoa vàng", "Ruộng nếp", (1500, 9000), 24_000, "Nếp hạt tròn, thơm, dẻo lâu.", (
        Pack("Nếp cái hoa vàng {xu} giã dối, túi 3 kg", "túi 3 kg", 3000, 126_000,
             "Nếp cái hoa vàng hạt tròn mẩy, xay dối giữ cám, đồ xôi dẻo lâu, gói bánh thơm lừng.", fresh=False),
    )),
    Crop("lua-he-thu", "lúa hè thu", "Ruộng lúa", (6000, 30000), 8_000, "Lúa chín vàng, gặt máy, phơi sấy đủ.", (
        Pack("Gạo thơm hè thu {xu} xay mới, bao 10 kg", "bao 10 kg", 10000, 185_000,
             "Gạo xay từ lúa hè thu vừa gặt, hạt dài, cơm mềm, bao dệt chắc, giao theo tuần.", fresh=False),
    )),
    Crop("ca-rot", "cà rốt", "Ruộng cà rốt", (4000, 26000), 7_000, "Cà rốt đất bãi, củ suôn, ngọt.", (
        Pack("Cà rốt {xu} đất bãi rửa sạch, túi 10 kg", "túi 10 kg", 10000, 135_000,
             "Cà rốt đất bãi ven sông, củ suôn màu cam tươi, rửa máy sạch đất, xếp túi lưới thoáng."),
        Pack("Mứt cà rốt {xu} dẻo ít đường, hộp 400 g", "hộp 400 g", 400, 55_000,
             "Cà rốt thái con chì sên ít đường, dẻo trong, không phẩm màu, ăn với trà ngày Tết.", fresh=False),
    )),
    Crop("su-hao-bap-cai", "rau vụ đông", "Ruộng rau", (3000, 18000), 6_000, "Rau vụ đông giòn ngọt nhờ rét.", (
        Pack("Su hào bắp cải {xu} thu sáng, thùng 10 kg", "thùng 10 kg", 10000, 115_000,
             "Su hào non, bắp cải cuộn chặt, thu sáng sớm khi còn sương, bỏ lá già, xếp thùng giấy."),
        Pack("Dưa bắp cải {xu} muối xổi, hộp 1 kg", "hộp 1 kg", 1000, 38_000,
             "Bắp cải thái rối muối xổi với rau răm, giòn chua nhẹ, ăn kèm món kho rất đưa cơm.", fresh=False),
    )),
    Crop("khoai-lang", "khoai lang", "Ruộng khoai", (4000, 28000), 9_000, "Khoai tím dẻo, bở, ngọt bùi.", (
        Pack("Khoai lang tím {xu} tuyển củ, thùng 5 kg", "thùng 5 kg", 5000, 98_000,
             "Khoai tím Nhật trồng đất phù sa, củ vừa tay, luộc bở ngọt, không sượng, không sùng."),
        Pack("Khoai lang {xu} sấy giòn, túi 500 g", "túi 500 g", 500, 62_000,
             "Khoai tím và khoai vàng thái lát sấy giòn, không thêm đường, mặn nhẹ, ăn hoài không ngán.", fresh=False),
    )),
    Crop("hanh-tim", "hành tím", "Rẫy hành", (2000, 14000), 23_000, "Hành củ chắc, thơm nồng.", (
        Pack("Hành tím {xu} phơi khô củ chắc, bao 5 kg", "bao 5 kg", 5000, 190_000,
             "Hành tím đất giồng cát, phơi khô cuống, củ chắc đều, thơm nồng, treo bếp để được nửa năm.", fresh=False),
        Pack("Hành phi {xu} giòn vàng nhà làm, hũ 300 g", "hũ 300 g", 300, 65_000,
             "Hành tím thái lát phi dầu mới, vàng giòn, thơm, rắc cháo hay xôi đều dậy mùi.", fresh=False),
    )),
    Crop("atiso", "atisô", "Vườn atisô", (600, 4000), 34_000, "Atisô trồng sương núi, bông chắc.", (
        Pack("Bông atisô tươi {xu} cắt sáng, hộp 2 kg", "hộp 2 kg", 2000, 170_000,
             "Bông atisô cắt sáng, cánh khép chặt, hầm chân giò hoặc hấp đều ngọt nước."),
        Pack("Trà atisô {xu} thân rễ hoa sấy, túi 500 g", "túi 500 g", 500, 110_000,
             "Thân, rễ, hoa atisô phơi sấy, hãm nước uống mát, vị ngọt hậu tự nhiên.", fresh=False),
    )),
    Crop("thao-qua", "thảo quả", "Rừng thảo quả", (300, 1800), 120_000, "Thảo quả rừng sấy củi, thơm sâu.", (
        Pack("Thảo quả khô {xu} sấy củi, túi 500 g", "túi 500 g", 500, 135_000,
             "Thảo quả hái dưới tán rừng, sấy củi, quả nâu mẩy, một quả đủ thơm cả nồi phở.", fresh=False),
    )),
    Crop("mat-ong-bac-ha", "mật ong bạc hà", "Trại ong", (500, 1200), 380_000, "Mật vàng chanh, thơm hoa bạc hà.", (
        Pack("Mật ong bạc hà {xu} quay mùa hoa, chai 500 ml", "chai 500 ml", 720, 320_000,
             "Mật quay mùa hoa bạc hà trên cao nguyên đá, vàng chanh sánh, thơm mát, ngọt mà không gắt.", fresh=False),
        Pack("Mật ong bạc hà {xu} nguyên tầng, hộp 500 g", "hộp 500 g", 500, 390_000,
             "Cắt nguyên tầng sáp đầy mật, ăn cả sáp, giữ trọn hương hoa của một mùa.", fresh=False),
    )),
    Crop("ga-doi-yen-the", "gà đồi", "Trại gà", (600, 3000), 72_000, "Gà thả đồi, thịt chắc, da vàng giòn.", (
        Pack("Gà đồi {xu} thả vườn làm sạch, con 1,6 kg", "con 1,6 kg", 1600, 235_000,
             "Gà thả đồi trên bốn tháng, ăn ngô thóc, thịt chắc da vàng, làm sạch hút chân không giao trong ngày.",
             fresh=False),
        Pack("Giò gà đồi {xu} nhà giã, cây 500 g", "cây 500 g", 500, 145_000,
             "Thịt gà đồi giã cùng mộc nhĩ, gói lá chuối, luộc vừa lửa, thơm và giòn sần sật.", fresh=False),
    )),
    Crop("muc-mot-nang", "mực một nắng", "Vựa mực", (500, 2500), 340_000, "Mực tươi phơi một nắng gió biển.", (
        Pack("Mực một nắng {xu} loại 3 con, túi 1 kg", "túi 1 kg", 1000, 465_000,
             "Mực câu đêm, xẻ phơi đúng một nắng, thịt dày ngọt, hút chân không, nướng than là nhất.", fresh=False),
        Pack("Khô mực {xu} câu đêm phơi giàn, túi 500 g", "túi 500 g", 500, 620_000,
             "Mực câu phơi giàn tre ba nắng, mình dày phấn trắng, nướng lên thơm cả xóm.", fresh=False),
    )),
    Crop("tom-the-chan-trang", "tôm thẻ", "Vuông tôm", (1500, 9000), 108_000, "Tôm sống khỏe, vỏ bóng, thịt săn.", (
        Pack("Tôm thẻ {xu} cấp đông cỡ 40 con/kg, hộp 1 kg", "hộp 1 kg", 1000, 189_000,
             "Tôm thu sáng sớm, rửa nước đá, xếp khay cấp đông ngay tại vuông, rã đông vẫn săn thịt.", fresh=False),
        Pack("Tôm khô {xu} tôm đất luộc phơi, túi 300 g", "túi 300 g", 300, 285_000,
             "Tôm đất luộc muối nhạt, phơi nắng, đập vỏ tay, đỏ tự nhiên, ngọt canh ngọt cháo.", fresh=False),
    )),
)  # fmt: skip
