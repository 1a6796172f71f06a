"""The shapes that the demonstration's content is written in. Weights in grams or whole kg, money in whole đồng."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pack:
    """How a crop is sold: `{xu}` in the title is the growing place. `fresh` packs are on sale in season only."""

    title: str
    unit: str
    weight_g: int
    price_vnd: int
    text: str
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Crop:
    """`kg` is a household's harvest from least to most, `price_kg` what a trader pays, `garden` names the place."""

    slug: str
    word: str
    garden: str
    kg: tuple[int, int]
    price_kg: int
    pride: str
    packs: tuple[Pack, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A growing place: its address as people still say it, what is grown there.

    Households of a spot that `waits` have yet to be verified: the officer who signs in first finds work.
    """

    address: str
    xu: str
    crops: tuple[str, ...]
    households: int = 1
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """The spots of one of the 63 provinces. `names` is a list of people's names where the usual ones would not do."""

    code: str
    hamlets: tuple[str, ...]
    spots: tuple[Spot, ...]
    southern: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """A reference season by slug and province code; `start`, `end`, `peak` are dekad indices 1..36."""

    slug: str
    province: str
    start: int
    end: int
    peak: int


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    """`returned_for` is what an officer asks to be mended; `assisted` says that an officer registered it on paper."""

    number: int
    province: str
    owner: str
    name: str
    address: str
    hamlet: str
    xu: str
    crops: tuple[str, ...]
    area_m2: int | None
    story: str
    verified: bool = True
    returned_for: str = ""
    assisted: bool = False
    shows_phone: bool = True
    days_ago: int = 30

    @property
    def crop_areas(self) -> dict[str, int]:
        """m² by crop: two thirds of the land for the first of several, the rest in equal parts."""
        if not self.area_m2:
            return {}
        first, *others = self.crops
        of_first = self.area_m2 if not others else self.area_m2 * 2 // 3 // 100 * 100
        return {first: of_first} | {slug: (self.area_m2 - of_first) // len(others) // 10 * 10 for slug in others}


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """`variants` choose the pictures, `marketplaces` where it is asked for; none of them means a draft.

    `dropped` pictures and `first_title` are what it had when it was offered: changed since, it waits to be mended.
    """

    household: int
    slug: str
    title: str
    description: str
    unit: str
    price_vnd: int
    stock: int
    weight_g: int
    variants: tuple[int, ...]
    marketplaces: tuple[str, ...]
    days_ago: int
    is_shown: bool = True
    dropped: tuple[int, ...] = ()
    first_title: str = ""


@dataclass(frozen=True, slots=True)
class HarvestPlan:
    household: int
    slug: str
    starts_on: dt.date
    ends_on: dt.date
    volume_kg: int
    price_vnd: int | None
    note: str
    confirmed_days_ago: int
    is_sold: bool = False
    # What it gave, where it is over and was told; what was left of it when the household last said.
    actual_kg: int | None = None
    left_kg: int | None = None


@dataclass(frozen=True, slots=True)
class TraderPlan:
    number: int
    person: str
    name: str
    province: str
    story: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """`province` is a code of the 63, "" for anywhere; `price_vnd` is per kg."""

    trader: int
    slug: str
    province: str
    starts_on: dt.date
    ends_on: dt.date
    volume_kg: int
    price_vnd: int | None
    note: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class TalkPlan:
    """About a harvest (by its place in the plan) or, answered by `household`, a buy request. `said` alternates sides.

    `outcome`: "open", "agreed" or "declined".
    """

    trader: int
    household: int
    said: tuple[str, ...]
    outcome: str
    hours_ago: int
    harvest: int | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    title: str
    topic: str
    province: str
    summary: str
    body: str
    scene: str
    picture_alt: str
    hours_ago: int
    crops: tuple[str, ...] = ()  # addresses of the commodities it is about


@dataclass(frozen=True, slots=True)
class NoticePlan:
    slug: str
    province: str
    kind: str
    title: str
    body: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Plan:
    households: list[HouseholdPlan]
    products: list[ProductPlan]
    harvests: list[HarvestPlan]
    traders: list[TraderPlan]
    requests: list[RequestPlan]
    talks: list[TalkPlan]
    articles: list[ArticlePlan]
    notices: list[NoticePlan]
    provinces: list[str] = field(default_factory=list)
