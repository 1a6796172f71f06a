"""Too much and too little, found over the whole country: the same in SQL and in Python, once, and never nagging."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests import operations
from harvests.enums import HarvestStatus, WarningKind, WarningState
from harvests.errors import ExchangeError
from harvests.glut import read_limits
from harvests.models import CalendarCell, Harvest, SeasonWarning, WarningThreshold
from harvests.weighing import weigh
from portal1034.commodities.dekads import Dekad
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def declared(today, kg, crop="vai-thieu", code="24", ahead=0):
    """A household's harvest within one dekad, `ahead` dekads from now."""
    dekad = Dekad.of(today).next(ahead)
    household = VerifiedHouseholdFactory(commune=commune_of(code))
    return HarvestFactory(
        household=household, commodity=commodity_of(crop), starts_on=dekad.end, ends_on=dekad.end, volume_kg=kg
    )


def wanted(today, kg, crop="vai-thieu", code="24", ahead=0, **more):
    day = Dekad.of(today).next(ahead).end
    province = commune_of(code).province
    return BuyRequestFactory(
        commodity=commodity_of(crop), province=province, starts_on=day, ends_on=day, volume_kg=kg, **more
    )


@pytest.fixture
def glut(today):
    declared(today, 40_000)
    declared(today, 50_000, ahead=1)
    wanted(today, 1_000)
    wanted(today, 2_000, ahead=1)
    weigh()
    return SeasonWarning.objects.get()


@pytest.fixture
def officer():
    return OfficerFactory(department=DepartmentFactory(codes=["24"]))


def test_a_glut_is_one_warning_over_its_unbroken_dekads_with_their_sums(glut, today):
    assert (glut.kind, glut.state) == (WarningKind.GLUT, WarningState.SUGGESTED)
    assert (glut.first, glut.last) == (Dekad.of(today), Dekad.of(today).next())
    assert (glut.supply_kg, glut.demand_kg, glut.households) == (90_000, 3_000, 2)


def test_a_shortage_is_more_wanted_than_declared(today):
    declared(today, 5_000)
    wanted(today, 30_000)
    weigh()
    found = SeasonWarning.objects.get()
    assert (found.kind, found.gap_kg) == (WarningKind.SHORTAGE, 25_000)


def test_weighing_twice_changes_nothing(glut):
    before = list(SeasonWarning.objects.values())
    assert weigh().changed == 0
    assert list(SeasonWarning.objects.values()) == before


def test_a_weighing_is_as_many_statements_for_three_as_for_one(glut, today):
    with CaptureQueriesContext(
        connection,
    ) as one:
        weigh()
    for code in ("66", "01"):
        declared(today, 60_000, code=code)
        wanted(today, 1_000, code=code)
    with CaptureQueriesContext(connection) as three:
        weigh()
    assert SeasonWarning.objects.count() == 3
    assert len(three) == len(one) <= 8


def test_the_database_judges_each_cell_as_the_calendar_does(today):
    now = Dekad.of(today).ordinal
    WarningThreshold.objects.create(commodity=commodity_of("vai-thieu"), glut_percent=150, glut_least_kg=100)
    crops = [commodity_of("vai-thieu"), commodity_of("ca-phe-robusta")]
    province = commune_of("24").province
    figures = (0, 1, 99, 100, 101, 150, 151, 9_999, 10_000, 10_001, 30_000, 30_001, 15_000, 15_001)
    limits = read_limits()
    wrong = []
    for crop in crops:
        cell = CalendarCell.objects.create(commodity=crop, province=province, dekad=now)
        for supply in figures:
            for demand in figures:
                CalendarCell.objects.filter(pk=cell.pk).update(supply_kg=supply, demand_kg=demand)
                SeasonWarning.objects.all().delete()
                weigh()
                found = set(SeasonWarning.objects.filter(commodity=crop).values_list("kind", flat=True))
                own = limits.of(crop.slug)
                said = {"glut": own.is_glut(supply, demand), "shortage": own.is_shortage(supply, demand)}
                if found != {kind for kind, so in said.items() if so}:
                    wrong.append((crop.slug, supply, demand, found))
        cell.delete()
    assert not wrong


def test_nobody_is_warned_beyond_the_lead_time_and_a_commodity_may_have_its_own(today):
    declared(today, 60_000, ahead=4)
    wanted(today, 1_000, ahead=4)
    assert weigh().found == 0
    WarningThreshold.objects.create(commodity=commodity_of("vai-thieu"), glut_lead=4)
    assert weigh().found == 1


def test_what_the_figures_no_longer_say_is_over(glut):
    Harvest.objects.update(status=HarvestStatus.SOLD_OUT)
    assert weigh().closed == 1
    glut.refresh_from_db()
    assert glut.state == WarningState.OVER
    assert glut.over_at


def test_what_an_officer_dismissed_comes_back_only_when_it_has_grown_by_half(glut, officer, today):
    operations.dismiss_warning(warning=glut, by=officer, reason="Nhà máy sấy đã nhận hết.")
    assert weigh().changed == 0
    declared(today, 43_000)
    weigh()
    glut.refresh_from_db()
    assert glut.state == WarningState.DISMISSED
    declared(today, 1_000)
    assert weigh().reopened == 1
    glut.refresh_from_db()
    assert (glut.state, glut.supply_kg) == (WarningState.SUGGESTED, 134_000)
    assert SeasonWarning.objects.count() == 1


def test_a_call_keeps_the_figures_of_its_day_and_ends_when_demand_has_caught_up(glut, officer, today):
    operations.call_for_buyers(warning=glut, by=officer, text="Cần người mua vải.", contact=officer.department)
    wanted(today, 20_000)
    weigh()
    glut.refresh_from_db()
    assert (glut.state, glut.demand_kg, glut.demand_at_call_kg) == (WarningState.CALLED, 23_000, 3_000)
    wanted(today, 70_000)
    weigh()
    glut.refresh_from_db()
    assert glut.state == WarningState.OVER


def test_a_call_stays_while_its_window_lasts_and_no_longer(glut, officer, today):
    operations.call_for_buyers(warning=glut, by=officer, text="Cần người mua vải.", contact=officer.department)
    wanted(today, 35_000)
    weigh(today=today)
    glut.refresh_from_db()
    assert glut.state == WarningState.CALLED
    weigh(today=glut.last.end + dt.timedelta(days=1))
    glut.refresh_from_db()
    assert glut.state == WarningState.OVER


def test_only_a_glut_is_called_and_what_is_closed_stays_closed(glut, officer, today):
    operations.dismiss_warning(warning=glut, by=officer, reason="Đã bán hết.")
    for verb in (operations.confirm_warning, operations.end_call):
        if verb is operations.confirm_warning:
            with pytest.raises(ExchangeError):
                verb(warning=glut, by=officer)
        else:
            assert verb(warning=glut, by=officer).state == WarningState.DISMISSED
    wanted(today, 90_000, crop="ca-phe-robusta")
    weigh()
    shortage = SeasonWarning.objects.get(kind=WarningKind.SHORTAGE)
    with pytest.raises(ExchangeError, match="cung nhiều hơn cầu"):
        operations.call_for_buyers(warning=shortage, by=officer, text="Cần mua.", contact=officer.department)


def test_the_database_allows_one_standard_and_no_second():
    WarningThreshold.objects.filter(commodity=None).delete()
    WarningThreshold.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        WarningThreshold.objects.create()
