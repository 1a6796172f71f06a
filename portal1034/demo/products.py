"""What the demonstration's households sell, and where it is asked for."""

import datetime as dt
import random
from collections import Counter

from django.utils import timezone

from portal1034.commodities.dekads import Dekad, season_indices
from portal1034.demo.crops import CROPS
from portal1034.demo.pieces import Crop, HouseholdPlan, Pack, ProductPlan, Season
from products import operations
from products.models import Product, SeasonRest

BOTH, POSTMART, VOSO, NOWHERE = ("postmart", "voso"), ("postmart",), ("voso",), ()
PHOTOS = 3
# Twenty in turn: 14 on both marketplaces, 3 on one, 1 draft, 2 with something the household must mend.
TURNS = (
    BOTH, BOTH, BOTH, "one_photo", BOTH, BOTH, POSTMART, BOTH, BOTH, BOTH, "short_title", BOTH, BOTH, VOSO, BOTH, BOTH,
    POSTMART, BOTH, BOTH, NOWHERE,
)  # fmt: skip
CLOSINGS = (
    "Hàng nhà làm ở {xu}, hỏi gì nhắn qua cổng là trả lời.",
    "Đóng gói tại {hamlet}, {xu}, ghi ngày thu trên từng kiện.",
    "Gửi toàn quốc qua bưu cục xã, đơn đặt trước 9 giờ đi trong ngày.",
    "Mua từ 10 đơn vị nhà giảm tiền vận chuyển.",
)


def plan_products(
    rng: random.Random, households: list[HouseholdPlan], seasons: list[Season], today: dt.date
) -> list[ProductPlan]:
    """Return one or two products a crop of each household; fresh ones have stock only in season."""
    ripe = {(s.slug, s.province) for s in seasons if Dekad.of(today).index in season_indices(s.start, s.end)}
    of_crop: Counter[str] = Counter()
    planned = []
    for household in households:
        for slug in household.crops:
            crop = CROPS[slug]
            for pack in _packs(crop, of_crop[slug]):
                turn = TURNS[len(planned) % len(TURNS)]
                is_on_sale = not pack.fresh or (slug, household.province) in ripe
                planned.append(_product(rng, household, crop, pack, turn, of_crop[slug], is_on_sale))
                of_crop[slug] += 1
    # In the order in which they were offered, so that the newest come from all over the country.
    return sorted(planned, key=lambda product: -product.days_ago)


def _packs(crop: Crop, already: int) -> tuple[Pack, ...]:
    """Every third household sells one pack only, and not always the same."""
    if len(crop.packs) > 1 and already % 3 == 2:
        return (crop.packs[already // 3 % len(crop.packs)],)
    return crop.packs


def _product(
    rng: random.Random,
    household: HouseholdPlan,
    crop: Crop,
    pack: Pack,
    turn: tuple[str, ...] | str,
    already: int,
    is_on_sale: bool,
) -> ProductPlan:
    title = first_title = pack.title.format(xu=household.xu)
    first = already % PHOTOS
    # Six covers in turn; the three of a second round are drawn only for crops that many sell.
    variants = tuple(already // PHOTOS % 2 * PHOTOS + (first + step) % PHOTOS for step in range(PHOTOS))
    if turn == "short_title":
        title = _too_short_for_postmart(crop, household)
    closing = rng.choice(CLOSINGS).format(xu=household.xu, hamlet=household.hamlet)
    return ProductPlan(
        household=household.number,
        slug=crop.slug,
        title=title,
        description=f"{pack.text} {closing}",
        unit=pack.unit,
        price_vnd=round(pack.price_vnd * rng.uniform(0.94, 1.08) / 1000) * 1000,
        stock=rng.randint(12, 180) if is_on_sale else 0,
        weight_g=pack.weight_g,
        variants=variants[:1] if turn == "one_photo" else variants,
        marketplaces=BOTH if isinstance(turn, str) else turn,
        days_ago=rng.randint(1, max(1, household.days_ago - 3)),
        is_shown=turn != NOWHERE,
        dropped=variants[1:] if turn == "one_photo" else (),
        first_title=first_title if title != first_title else "",
    )


def _too_short_for_postmart(crop: Crop, household: HouseholdPlan) -> str:
    """Return what many write at first: the crop and the place, less than the 25 letters that Postmart asks for."""
    name = crop.word[0].upper() + crop.word[1:]
    title = f"{name} {household.xu}"
    return title if len(title) < 25 else name


def write_grades_and_seasons(products: list[Product], today: dt.date) -> None:
    """Give the household of `products` a second grade beside its first, and a crop whose next season is near.

    Everybody whose season is over is warned, as on any morning.
    """
    first, *others = products
    owner = first.household.owner
    price = round(first.price_vnd * 0.7 / 1000) * 1000
    pack = {"unit_label": first.unit_label, "weight_g": first.weight_g, "price_vnd": price, "stock": 60}
    second = operations.add_sibling(product=first, grade="hàng xô", **pack)
    operations.publish(product=second, marketplaces=BOTH, by=owner)
    for product in others[:1]:
        now = Dekad.of(today)
        operations.set_season(
            product=product, sells_all_year=False, sells_from=now.next().index, sells_until=now.next(-4).index
        )
    operations.warn_of_season_end(today=today)
    warned = SeasonRest.objects.filter(product__in=others[:1])
    warned.update(warned_at=timezone.now() - 2 * operations.GRACE)
    operations.rest_after_season(today=today)
    operations.propose_revival(today=today)
