"""Who buys in the demonstration, and what they ask for: too little of two crops, more than there is of others."""

import dataclasses
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator

from portal1034.demo.crops import CROPS
from portal1034.demo.harvests import supply_within
from portal1034.demo.pieces import HarvestPlan, HouseholdPlan, RequestPlan, TraderPlan

TRADERS = (
    ("Trịnh Văn Khải", "Vựa nông sản Khải Hoàn", "24", "Gom nông sản miền núi phía Bắc, có kho mát 40 tấn."),
    ("Lương Thị Mơ", "Nông sản Mây Trắng", "01", "Giao cho các cửa hàng rau quả trong nội thành mỗi tuần."),
    ("Đoàn Công Tứ", "Vựa sầu riêng Tứ Quý", "66", "Mua sầu riêng và bơ tại vườn, cân đâu trả đó."),
    ("Cao Thị Huệ", "Cơ sở sấy Huệ Nhi", "82", "Sấy dẻo trái cây, nhận cả quả nhỏ và quả xấu mã."),
    ("Tạ Minh Đạt", "Kho lạnh Bến Tằm", "30", "Kho lạnh và đội xe, gom rau củ vụ đông đi các tỉnh phía Nam."),
    ("Lâm Văn Phước", "Gạo Phước Điền", "94", "Xay xát và đóng túi gạo thơm, bao tiêu theo cánh đồng."),
    ("Mai Thị Vân", "Rang xay Gió Ngàn", "68", "Lò rang nhỏ, mua cà phê hái chín và trả thêm cho độ chín."),
    ("Hồ Văn Nhân", "Vựa thanh long Nhân Nghĩa", "60", "Mua thanh long, nho, táo; có băng chuyền rửa và phân loại."),
    ("Đinh Thị Lụa", "Bếp Nhà Lụa", "79", "Nấu suất ăn cho trường học, cần rau củ, gà và trứng có nơi có chốn."),
    ("Quách Văn Tường", "Cam bưởi Tường Vy", "17", "Chuyên cam bưởi Tết, đặt cọc trước một phần ba."),
    ("Thái Văn Đông", "Hải sản Đông Thái", "96", "Thu tôm mực tại bến, cấp đông trong ngày."),
    ("Kiều Thị Phấn", "Trà và gia vị Phấn Thông", "19", "Gom chè, mật ong, thảo quả, tiêu cho các cửa hàng đặc sản."),
)  # fmt: skip
UNVERIFIED = {3, 8}
NOTES = (
    "Cân tại chỗ, trả tiền trong ngày.", "Đặt cọc 30% khi chốt lịch giao.", "Có xe đến lấy tận nơi.",
    "Nhận loại 1 và loại 2, phân loại tại chỗ.", "Lấy đều mỗi tuần hai chuyến.", "Cần ảnh mới chụp trước khi chốt.",
)  # fmt: skip
AHEAD_DAYS = 32
GLUTS = 2
SHORTAGES = 3


def plan_traders(limit: int | None = None) -> list[TraderPlan]:
    return [TraderPlan(number, *told, verified=number not in UNVERIFIED) for number, told in enumerate(TRADERS[:limit])]


def plan_requests(
    rng: random.Random,
    households: list[HouseholdPlan],
    harvests: list[HarvestPlan],
    traders: list[TraderPlan],
    today: dt.date,
) -> list[RequestPlan]:
    """Return what is wanted, seen against what is declared: of two crops so little that a glut shows."""
    near = _by_crop(supply_within(harvests, today, today + dt.timedelta(days=AHEAD_DAYS)), households)
    fullest = sorted(near, key=lambda slug: (-sum(near[slug].values()), slug))
    wanted = []
    for place, slug in enumerate(fullest):
        where = near[slug]
        if place < GLUTS:
            wanted += _asks(rng, slug, where, (0.04,), today)
        elif place < GLUTS + SHORTAGES:
            wanted += _asks(rng, slug, where, (0.9, 0.8), today)
        else:
            wanted += _asks(rng, slug, where, (0.45,) if place % 2 else (0.35, 0.3), today)
    later = {harvest.slug for harvest in harvests if harvest.slug not in near}
    for slug in sorted(later):
        wanted += _asks_later(rng, slug, harvests, households)
    requests = [_request(rng, traders, today, *ask) for ask in wanted]
    # In the order in which they were posted.
    return _within_limits(sorted(requests, key=lambda request: -request.days_ago), traders)


UNVERIFIED_ASK = 2


def _within_limits(requests: list[RequestPlan], traders: list[TraderPlan]) -> list[RequestPlan]:
    """Whom nobody has checked may want few things at once: the rest is wanted by the first trader."""
    asked: dict[int, int] = defaultdict(int)
    told = []
    for request in requests:
        asked[request.trader] += 1
        too_many = not traders[request.trader].verified and asked[request.trader] > UNVERIFIED_ASK
        told.append(dataclasses.replace(request, trader=0) if too_many else request)
    return told


def _by_crop(kg: dict[tuple[str, int], int], households: list[HouseholdPlan]) -> dict[str, dict[str, int]]:
    """Return kg by slug and province code."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (slug, number), weight in kg.items():
        found[slug][households[number].province] += weight
    return found


def _asks(
    rng: random.Random, slug: str, where: dict[str, int], shares: tuple[float, ...], today: dt.date
) -> Iterator[tuple]:
    """Each share of the supply is one request; the first names the fullest province, the next is for anywhere."""
    provinces = sorted(where, key=lambda code: (-where[code], code))
    for turn, share in enumerate(shares):
        starts_on = (
            today - dt.timedelta(days=rng.randint(0, 6)) if turn == 0 else today + dt.timedelta(rng.randint(2, 9))
        )
        ends_on = today + dt.timedelta(days=AHEAD_DAYS - rng.randint(0, 6))
        yield slug, provinces[0] if turn == 0 else "", starts_on, ends_on, sum(where.values()) * share


def _asks_later(
    rng: random.Random, slug: str, harvests: list[HarvestPlan], households: list[HouseholdPlan]
) -> Iterator[tuple]:
    told = [harvest for harvest in harvests if harvest.slug == slug and not harvest.is_sold]
    first = min(told, key=lambda harvest: (harvest.starts_on, harvest.household))
    volume = sum(harvest.volume_kg for harvest in told) * rng.uniform(0.3, 0.8)
    ends_on = max(harvest.ends_on for harvest in told if (harvest.starts_on - first.starts_on).days < 60)
    yield slug, households[first.household].province, first.starts_on, ends_on, volume


def _request(
    rng: random.Random,
    traders: list[TraderPlan],
    today: dt.date,
    slug: str,
    province: str,
    starts_on: dt.date,
    ends_on: dt.date,
    volume: float,
) -> RequestPlan:
    step = 100 if volume < 5_000 else 1_000
    price = round(CROPS[slug].price_kg * rng.uniform(0.9, 1.08) / 500) * 500
    return RequestPlan(
        trader=trader_for(rng, traders, slug),
        slug=slug,
        province=province,
        starts_on=starts_on,
        ends_on=ends_on,
        volume_kg=max(step, round(volume / step) * step),
        price_vnd=price if rng.random() < 0.8 else None,
        note=rng.choice(NOTES),
        days_ago=rng.randint(0, 9) if (starts_on - today).days <= AHEAD_DAYS else rng.randint(7, 18),
    )


SPECIALISTS = {
    2: {"sau-rieng", "bo"},
    4: {"ca-rot", "su-hao-bap-cai", "khoai-lang", "hanh-tim", "atiso"},
    5: {"gao-st25", "lua-he-thu", "gao-seng-cu", "nep-cai-hoa-vang"},
    6: {"ca-phe-robusta", "ca-phe-arabica"},
    7: {"thanh-long", "nho", "tao"},
    8: {"ga-doi-yen-the", "su-hao-bap-cai"},
    9: {"buoi-dien", "buoi-nam-roi", "buoi-da-xanh", "cam-sanh", "cam-cao-phong", "cam-vinh"},
    10: {"tom-the-chan-trang", "muc-mot-nang"},
    11: {"che-thai-nguyen", "che-shan-tuyet", "mat-ong-bac-ha", "thao-qua", "ho-tieu", "dieu"},
}  # fmt: skip
GENERALISTS = (0, 1, 3)


def trader_for(rng: random.Random, traders: list[TraderPlan], slug: str) -> int:
    """Return the trader who deals in the crop, or one of those who take whatever is in season."""
    numbers = [number for number, slugs in SPECIALISTS.items() if slug in slugs] or list(GENERALISTS)
    return rng.choice([number for number in numbers if number < len(traders)] or range(len(traders)))
