"""The season read in one statement: rows are kept by value, so nothing that changed may look as it did."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from harvests.calendar import read_season
from harvests.models import CalendarCell, CountryCell, Harvest
from harvests.places import Geography
from harvests.reading import numbers
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity, SeasonNotice
from portal1034.core import kept
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, commodity_of
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db
NOVEMBER = dt.date(2026, 11, 24)
LATE_NOVEMBER = Dekad.of(NOVEMBER)


def ripening(**named) -> Harvest:
    return HarvestFactory(starts_on=LATE_NOVEMBER.start, ends_on=LATE_NOVEMBER.end, **named)


def row_of(slug: str, **named):
    return next(row for row in read_season(NOVEMBER, **named).rows if row.slug == slug)


def test_arrays_are_read_as_postgresql_writes_them():
    assert numbers("{1,-2,30}") == [1, -2, 30]
    assert numbers("{}") == numbers(None) == []


def test_a_row_is_the_very_same_until_something_in_it_changes():
    ripening(volume_kg=5_000)
    HarvestFactory(commodity=commodity_of("nhan"), starts_on=NOVEMBER, ends_on=NOVEMBER)
    before, other = row_of("vai-thieu"), row_of("nhan")
    assert row_of("vai-thieu") is before
    Harvest.objects.filter(commodity=commodity_of("vai-thieu")).update(volume_kg=6_000)
    after = row_of("vai-thieu")
    assert (before.supply_now, after.supply_now) == (5_000, 6_000)
    assert row_of("nhan") is other


@pytest.mark.parametrize("change", ["supply", "demand", "province", "notice", "name"])
def test_whatever_changes_makes_another_row(change):
    harvest = ripening()
    before = row_of("vai-thieu")
    if change == "supply":
        ripening(household=harvest.household)
    elif change == "demand":
        BuyRequestFactory(starts_on=NOVEMBER, ends_on=NOVEMBER, volume_kg=700)
    elif change == "province":
        ripening(household=HouseholdFactory(commune=commune_of("27")), volume_kg=1)
    elif change == "notice":
        SeasonNotice.objects.create(
            commodity=harvest.commodity,
            kind="peak",
            title="Vào lúc rộ",
            starts_on=NOVEMBER,
            ends_on=NOVEMBER,
            published_at=harvest.created_at,
        )
    else:
        Commodity.objects.filter(pk=harvest.commodity_id).update(name="Vải u hồng")
    after = row_of("vai-thieu")
    assert after is not before
    told = [
        (row.name, row.notice, row.places, row.supply_now, row.demand_now, row.present.harvest_count)
        for row in (before, after)
    ]
    assert told[0] != told[1]


def test_a_drawing_is_made_once_for_each_language_and_each_address():
    ripening()
    row, drawn = row_of("vai-thieu"), []

    def draw():
        drawn.append(translation.get_language())
        return f"drawing {len(drawn)}"

    assert [row.drawn(("grid", "bac-giang"), draw) for _turn in range(2)] == ["drawing 1"] * 2
    assert row.drawn(("grid", ""), draw) == "drawing 2"
    with translation.override("en"):
        assert row.drawn(("grid", "bac-giang"), draw) == "drawing 3"
    assert drawn == ["vi", "vi", "en"]


def test_a_crop_is_named_in_the_readers_language():
    ripening()
    Commodity.objects.filter(slug="vai-thieu").update(name_en="Thieu lychee")
    assert row_of("vai-thieu").name == "Vải thiều"
    with translation.override("en"):
        assert row_of("vai-thieu").name == "Thieu lychee"


@pytest.mark.parametrize("slug", ["", "bac-giang", "dong-bang-song-hong"])
def test_a_season_takes_one_statement_wherever_it_is_looked_at(slug):
    ripening()
    geography = Geography.read()
    place = geography.find(slug)
    read_season(NOVEMBER, geography=geography, place=place)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read_season(NOVEMBER, geography=geography, place=place)
    assert len(queries) == 1


def test_the_country_adds_up_its_provinces_and_what_is_wanted_from_anywhere():
    ripening(volume_kg=5_000)
    ripening(household=HouseholdFactory(commune=commune_of("27")), volume_kg=9_000)
    BuyRequestFactory(starts_on=NOVEMBER, ends_on=NOVEMBER, volume_kg=700)
    country = row_of("vai-thieu")
    cells = CalendarCell.objects.in_dekad(LATE_NOVEMBER)
    assert country.supply_now == sum(cell.supply_kg for cell in cells) == 14_000
    assert country.demand_now == CountryCell.objects.in_dekad(LATE_NOVEMBER).get().demand_kg
    assert country.places == ("Bắc Ninh", "Bắc Giang")
    geography = Geography.read()
    here = row_of("vai-thieu", geography=geography, place=geography.find("bac-giang"))
    assert here.supply_now == 5_000
    assert here.wanted_now == country.demand_now
    assert (here.present.harvest_count, country.present.harvest_count) == (1, 2)


def test_the_calendar_never_shows_an_old_figure_when_nothing_is_kept(client):
    today = timezone.localdate()  # the page counts from today
    HarvestFactory(starts_on=today, ends_on=today, volume_kg=4_000)
    assert "4 tấn" in client.get("/mua-vu/").content.decode()
    kept.forget()
    with connection.cursor() as cursor:  # as a colleague at psql would, telling no page
        cursor.execute("UPDATE harvests_harvest SET volume_kg = 7000")
    assert "7 tấn" in client.get("/mua-vu/?_=1").content.decode()
