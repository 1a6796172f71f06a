"""The demonstration: what is planned for any day of the year, and that a small one is really written, once."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from households.models import Household
from portal1034.accounts.models import User
from portal1034.demo import names
from portal1034.demo.crops import CROPS
from portal1034.demo.harvests import supply_within
from portal1034.demo.places import REGIONS
from portal1034.demo.seed import plan_of
from portal1034.demo.traders import AHEAD_DAYS
from portal1034.regions.addresses import parse_many
from portal1034.regions.enums import Zone
from portal1034.regions.models import Province
from products.connectors.postmart import RULES as POSTMART_RULES
from products.connectors.voso import RULES as VOSO_RULES

TODAY = dt.date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return plan_of(TODAY)


# ---- the plan ----


def test_the_plan_has_more_of_everything_than_was_asked_for(whole):
    assert len({household.province for household in whole.households}) >= 12
    assert len(whole.households) >= 60
    assert len(whole.products) >= 120
    assert len(whole.harvests) >= 200
    assert len(whole.traders) >= 10
    assert len(whole.requests) >= 30
    assert len(whole.talks) >= 12
    assert len(whole.articles) == 12
    assert len(whole.notices) == 3


def test_the_plan_is_the_same_however_often_it_is_made(whole):
    assert plan_of(TODAY) == whole


@pytest.mark.parametrize("day", [dt.date(2027, 1, 1) + dt.timedelta(days=days) for days in range(0, 365, 26)])
def test_on_any_day_of_the_year_much_is_ripe_and_much_is_coming(day):
    plan = plan_of(day)
    month = day + dt.timedelta(days=30)
    assert len(plan.harvests) >= 200
    assert len(plan.requests) >= 30
    assert len(plan.talks) >= 12
    assert sum(harvest.starts_on <= day <= harvest.ends_on for harvest in plan.harvests) >= 25
    assert sum(day < harvest.starts_on <= month for harvest in plan.harvests) >= 20
    assert len({harvest.slug for harvest in plan.harvests if harvest.starts_on <= day <= harvest.ends_on}) >= 12


def test_every_zone_of_the_country_takes_part(whole):
    zones = Province.objects.filter(code__in={household.province for household in whole.households})
    assert set(zones.values_list("zone", flat=True)) == set(Zone.values)


def test_every_address_is_understood_and_lies_in_the_province_it_is_told_in():
    told = [(region.code, spot.address) for region in REGIONS for spot in region.spots]
    read = parse_many([address for _code, address in told])
    wrong = [
        address
        for (code, address), found in zip(told, read, strict=True)
        if found.problems or found.commune is None or found.commune.province.code != code
    ]
    assert wrong == []


def test_phone_numbers_are_nobodys_and_differ(whole):
    numbers = [names.FIRST_HOUSEHOLD + household.number for household in whole.households]
    numbers += [names.FIRST_TRADER + trader.number for trader in whole.traders]
    numbers += [names.FIRST_OFFICER + place for place in range(len(whole.provinces))]
    numbers += [names.ADMINISTRATOR, names.EDITOR]
    phones = [names.phone(number) for number in numbers]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("+84900000") and len(phone) == 12 for phone in phones)


def test_most_households_are_verified_some_wait_and_two_have_something_to_mend(whole):
    states = Counter(
        "verified" if household.verified else "returned" if household.returned_for else "waiting"
        for household in whole.households
    )
    assert states["returned"] == 2
    assert 4 <= states["waiting"] <= 9
    assert states["verified"] >= 60


def test_every_tour_begins_with_something_to_do(whole):
    """The officer, the household and their trader are those whose sign-ins are shown."""
    first = whole.households[0]
    own = [household.number for household in whole.households if household.province == first.province]
    products = [product for product in whole.products if product.household in own and len(product.marketplaces) == 2]
    to_mend = [product for product in products if len(product.variants) == 1 or len(product.title) < 25]
    assert sum(not whole.households[number].verified for number in own) == 2
    assert any(product.household == first.number for product in to_mend)
    assert any(
        product.household != first.number and whole.households[product.household].verified for product in to_mend
    )


def test_households_grow_what_their_place_is_known_for(whole):
    assert all(household.crops and set(household.crops) <= set(CROPS) for household in whole.households)
    assert {product.slug for product in whole.products} == set(CROPS)


def test_names_are_spread_over_the_households(whole):
    owners = Counter(household.owner for household in whole.households)
    assert max(owners.values()) == 1


def test_about_seven_in_ten_products_go_to_both_marketplaces_and_only_some_have_a_fault(whole):
    both = [product for product in whole.products if len(product.marketplaces) == 2]
    sound = [product for product in both if len(product.variants) == 3 and len(product.title) >= 25]
    assert 0.6 <= len(sound) / len(whole.products) <= 0.8
    assert any(len(product.variants) == 1 for product in both)
    assert any(len(product.title) < 25 for product in both)
    assert any(product.marketplaces == ("postmart",) for product in whole.products)
    assert any(product.marketplaces == ("voso",) for product in whole.products)


def test_every_pack_keeps_the_rules_of_both_marketplaces():
    broken = []
    for crop in CROPS.values():
        for pack in crop.packs:
            for region in REGIONS:
                for spot in region.spots:
                    title = pack.title.format(xu=spot.xu)
                    if crop.slug in spot.crops and not (
                        POSTMART_RULES.title[0] <= len(title) <= VOSO_RULES.title[1]
                        and len(pack.text) >= VOSO_RULES.description_min
                        and POSTMART_RULES.price_vnd[0] <= pack.price_vnd <= POSTMART_RULES.price_vnd[1]
                    ):
                        broken.append(title)
    assert broken == []


def test_harvests_are_of_a_households_size(whole):
    assert all(100 <= harvest.volume_kg <= 30_000 for harvest in whole.harvests)
    assert all(harvest.starts_on <= harvest.ends_on for harvest in whole.harvests)
    assert all(harvest.is_sold == (harvest.ends_on < TODAY) for harvest in whole.harvests)


def test_no_conversation_is_held_twice_or_by_a_household_that_nobody_verified(whole):
    about = [(talk.harvest, talk.request, talk.household) for talk in whole.talks]
    assert len(set(about)) == len(about)
    assert all(whole.households[talk.household].verified for talk in whole.talks)
    assert {talk.outcome for talk in whole.talks} == {"open", "agreed", "declined"}
    assert sum(talk.household == 0 for talk in whole.talks) >= 2
    assert sum(talk.trader == 0 for talk in whole.talks) >= 2


# ---- written ----


def test_a_seed_cut_short_leaves_nothing_and_the_next_one_completes(storage, monkeypatch):

    def power_cut():
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("portal1034.demo.seed.compute_figures", power_cut)
        with pytest.raises(OSError, match="power cut"):
            call_command("seed_demo", "--small", stdout=StringIO())
    assert User.objects.count() == 0
    call_command("seed_demo", "--small", stdout=StringIO())
    assert Household.objects.count() == 6


def test_a_portal_that_serves_people_refuses_the_demonstration(settings):
    settings.SHOW_DEVELOPER_PAGES = False
    with pytest.raises(CommandError, match="máy phát triển"):
        call_command("seed_demo")
    assert User.objects.count() == 0


def test_the_whole_plan_makes_two_gluts_and_some_shortages_visible(whole):
    """As the calendar judges it: declared supply against declared demand over the coming month."""
    supply: Counter[str] = Counter()
    last = TODAY + dt.timedelta(days=AHEAD_DAYS)
    for (slug, _household), kg in supply_within(whole.harvests, TODAY, last).items():
        supply[slug] += kg
    demand: Counter[str] = Counter()
    for request in whole.requests:
        if request.starts_on <= last:
            demand[request.slug] += request.volume_kg
    assert sum(supply[slug] > 3 * demand[slug] > 0 for slug in supply) >= 2
    assert sum(demand[slug] > supply[slug] for slug in supply) >= 2
