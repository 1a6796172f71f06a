"""Who registers in the demonstration: most are verified, some wait, two are to mend something."""

import random
from itertools import count

from portal1034.demo import names
from portal1034.demo.crops import CROPS, NOT_PLANTS
from portal1034.demo.pieces import Crop, HouseholdPlan, Region, Spot

WAITING_EVERY = 13
RETURNED = {
    24: "Địa chỉ mới ghi đến xã: bác ghi thêm tên thôn để cán bộ tìm được vườn.",
    57: "Tên hộ chưa khớp với sổ của xã: bác ghi đúng họ tên chủ hộ.",
}
ASSISTED_EVERY = 9
WAITS_DAYS = 2  # at least: nobody is left waiting for weeks
HIDES_PHONE_EVERY = 6

# They need no field of their own.
LANDLESS = frozenset({"mat-ong-bac-ha", "muc-mot-nang"})
BEGINNINGS = (
    "Nhà {given} làm {word} ở {xu} đã {years} năm, nay có {area}.",
    "Nhà {given} ở {hamlet}, {xu}, gắn với {word} đã {years} năm, hiện trông coi {area}.",
    "Hai đời nhà {given} sống bằng {word} {xu}, hiện chăm {area}.",
)
LANDLESS_BEGINNINGS = (
    "Nhà {given} làm {word} ở {xu} đã {years} năm.",
    "Hai đời nhà {given} sống bằng {word} {xu}, con cháu vẫn theo nghề.",
)
ENDINGS = (
    "Ai ghé nhà cứ gọi trước một tiếng, có trà pha sẵn.",
    "Đơn nhỏ nhà gửi xe khách, đơn lớn xe tải vào tận nơi.",
    "Hàng sao nói vậy, không đúng thì nhà đổi.",
)
PLANT_ENDINGS = (
    *ENDINGS,
    "Nhà ghi sổ từng lần bón, từng lần phun để người mua hỏi là có.",
    "Năm nay nhà bớt phân hóa học, ủ thêm phân chuồng và cỏ.",
)


def plan_households(rng: random.Random, regions: tuple[Region, ...], spots: int | None = None) -> list[HouseholdPlan]:
    """Return the households of `regions`, the one to sign in as first; of the first `spots` places of each only."""
    numbers, taken = count(), set()
    spare = {southern: names.people(rng, southern, taken) for southern in (True, False)}
    planned = []
    for region in regions:
        own = iter(region.names)
        for spot in region.spots[:spots]:
            for _ in range(1 if spots else spot.households):
                owner = next(own, None) or next(spare[region.southern])
                planned.append(_household(rng, next(numbers), owner, region, spot))
    return planned


def _household(rng: random.Random, number: int, owner: str, region: Region, spot: Spot) -> HouseholdPlan:
    crop = CROPS[spot.crops[0]]
    hamlet = region.hamlets[number % len(region.hamlets)]
    area_m2 = rng.choice((3_600, 5_000, 7_200, 8_000, 10_000, 12_000, 15_000, 20_000, 26_000))
    returned_for = RETURNED.get(number, "")
    waits = spot.waits or (number + 1) % WAITING_EVERY == 0
    days_ago = rng.randint(12, 75)
    return HouseholdPlan(
        number=number,
        province=region.code,
        owner=owner,
        name=names.household_name(rng, owner, crop, region),
        address=spot.address,
        hamlet=hamlet,
        xu=spot.xu,
        crops=spot.crops,
        area_m2=None if crop.slug in LANDLESS else area_m2,
        story=_story(rng, owner, crop, spot, hamlet, area_m2),
        verified=not returned_for and not waits,
        returned_for=returned_for,
        assisted=number % ASSISTED_EVERY == 4,
        shows_phone=(number + 1) % HIDES_PHONE_EVERY != 0,
        days_ago=WAITS_DAYS + number % 3 if waits else days_ago,
    )


def _story(rng: random.Random, owner: str, crop: Crop, spot: Spot, hamlet: str, area_m2: int) -> str:
    beginning = rng.choice(LANDLESS_BEGINNINGS if crop.slug in LANDLESS else BEGINNINGS).format(
        given=owner.split()[-1],
        word=crop.word,
        xu=spot.xu,
        hamlet=hamlet,
        years=rng.randint(6, 32),
        area=_area(area_m2),
    )
    return f"{beginning} {crop.pride} {rng.choice(ENDINGS if crop.slug in NOT_PLANTS else PLANT_ENDINGS)}"


def _area(area_m2: int) -> str:
    return (
        f"{area_m2 / 10_000:g} ha".replace(".", ",")
        if area_m2 >= 10_000
        else f"{area_m2 // 100 * 100:,} m²".replace(",", ".")
    )
