"""Conversations of the demonstration between traders and households."""

import datetime as dt
import random

from portal1034.core.formatting import number
from portal1034.demo.crops import CROPS
from portal1034.demo.pieces import HarvestPlan, HouseholdPlan, RequestPlan, TalkPlan, TraderPlan
from portal1034.demo.traders import trader_for

# Said in turn, the trader first; the last word is still unread by the other side.
ABOUT_HARVESTS = (
    ("Chào bác, đợt {word} này nhà mình còn bao nhiêu? Bên tôi cần chừng {half} kg, thứ Năm xe vào lấy.",), "open",
    ("Bác cho hỏi {word} loại 1 được mấy phần? Tôi trả {price} đ/kg tại vườn.",
     "Được chừng bảy phần anh chị nhé. Giá ấy nhà bán được nếu lấy từ một tấn trở lên.",
     "Tôi lấy {half} kg, chốt sáng thứ Bảy. Bác cho xin tấm ảnh chụp hôm nay."), "open",
    ("Chào bác, tôi thấy nhà mình báo {kg} kg {word}. Tôi đặt cọc trước một phần ba, bác giữ cho tôi nhé?",
     "Nhà đồng ý, hái xong trong tuần. Xe 5 tấn vào được đến cổng.",
     "Vậy thống nhất {price} đ/kg, cân tại vườn, trả đủ trong ngày."), "agreed",
    ("{word} nhà mình còn nhận đặt không bác?",
     "Còn chừng {half} kg, nhà để dành cho người lấy đều."), "open",
    ("Bên tôi mua {low} đ/kg, lấy hết cả vườn, bác xem sao?",
     "Giá ấy thấp quá, nhà chưa đủ tiền công hái. Nhà xin để người khác."), "declined",
    ("Bác ơi, hàng hôm trước rất đều. Đợt này cho tôi lấy tiếp {half} kg nhé.",
     "Cảm ơn đã quay lại, nhà ưu tiên mối quen. Vẫn giá {price} đ/kg.",
     "Chốt, mai tôi chuyển cọc."), "agreed",
    ("Nhà mình có nhận gửi mẫu 5 kg trước không? Ưng thì tôi lấy cả đợt.",
     "Có, nhà gửi xe khách chiều nay, tới nơi thử xong báo lại giúp nhà."), "open",
)  # fmt: skip
# The household first.
ABOUT_REQUESTS = (
    ("Nhà tôi ở {xu}, có {word} đúng lịch cần. Giao trước được {half} kg, giá {price} đ/kg.",
     "Đúng hàng tôi đang tìm. Bác cho tôi địa chỉ kho gần quốc lộ nhất."), "open",
    ("{word} nhà tôi chín sớm hơn hàng xóm một tuần, bên mua có lấy sớm không?",), "open",
    ("Nhà gom thêm của hai nhà bên cạnh được {half} kg {word}, bên mua lấy cả được chứ?",
     "Lấy cả, miễn cùng loại 1. Tôi trả {price} đ/kg.", "Thống nhất như vậy, nhà chuẩn bị sọt."), "agreed",
    ("{word} {xu} nhà tôi để được mười ngày sau hái, đi xa yên tâm. Bên mua xem ảnh rồi nhắn lại nhé.",
     "Ảnh đẹp. Thứ Hai tôi ghé xem vườn."), "open",
)  # fmt: skip


def _pairs(flat: tuple) -> list[tuple[tuple[str, ...], str]]:
    return list(zip(flat[::2], flat[1::2], strict=True))


def plan_talks(
    rng: random.Random,
    households: list[HouseholdPlan],
    harvests: list[HarvestPlan],
    requests: list[RequestPlan],
    traders: list[TraderPlan],
    today: dt.date,
    limit: int,
) -> list[TalkPlan]:
    """Return at most `limit` conversations, a third about requests; those to sign in as have several."""
    about_requests = _about_requests(rng, households, harvests, requests, limit // 3)
    about_harvests = _about_harvests(rng, households, harvests, traders, today, limit - len(about_requests))
    return sorted(about_harvests + about_requests, key=lambda talk: -talk.hours_ago)


def _about_harvests(rng, households, harvests, traders, today, limit: int) -> list[TalkPlan]:
    asked = [
        place
        for place, harvest in enumerate(harvests)
        if households[harvest.household].verified and not harvest.is_sold and (harvest.starts_on - today).days < 30
    ]
    own = [place for place in asked if harvests[place].household == 0][:2]
    others = list(
        {harvests[place].household: place for place in rng.sample(asked, len(asked)) if place not in own}.values()
    )
    chosen = (own + others)[:limit]
    scripts = _pairs(ABOUT_HARVESTS)
    talks = []
    for turn, place in enumerate(chosen):
        harvest = harvests[place]
        said, outcome = scripts[turn % len(scripts)]
        said = tuple(_say(text, harvest.slug, harvest.volume_kg, households[harvest.household].xu) for text in said)
        # The trader to sign in as has every third conversation, the first one above all.
        trader = 0 if turn % 3 == 0 else trader_for(rng, traders, harvest.slug)
        talks.append(TalkPlan(trader, harvest.household, said, outcome, 2 + turn * 9, harvest=place))
    return talks


def _about_requests(rng, households, harvests, requests, limit: int) -> list[TalkPlan]:
    growing = {harvest.slug: harvest for harvest in harvests if households[harvest.household].verified}
    answered = [place for place, request in enumerate(requests) if request.slug in growing]
    scripts = _pairs(ABOUT_REQUESTS)
    talks = []
    for turn, place in enumerate(rng.sample(answered, min(limit, len(answered)))):
        request, harvest = requests[place], growing[requests[place].slug]
        said, outcome = scripts[turn % len(scripts)]
        said = tuple(_say(text, request.slug, harvest.volume_kg, households[harvest.household].xu) for text in said)
        talks.append(TalkPlan(request.trader, harvest.household, said, outcome, 5 + turn * 13, request=place))
    return talks


def _say(text: str, slug: str, kg: int, xu: str) -> str:
    crop = CROPS[slug]
    said = text.format(
        word=crop.word,
        xu=xu,
        kg=number(kg),
        half=number(max(100, round(kg / 200) * 100)),
        price=number(crop.price_kg),
        low=number(round(crop.price_kg * 0.7 / 500) * 500),
    )
    return said[0].upper() + said[1:]
