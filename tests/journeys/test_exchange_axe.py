"""axe finds nothing on the pages of a harvest, a match and a deal in all its states, on a phone and on a desk."""

import datetime as dt

import pytest
from django.utils import timezone

from harvests import operations
from portal1034.regions.models import Province
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.harvests import (
    BuyRequestFactory,
    HarvestFactory,
    OfferFactory,
    TraderFactory,
    deal_of,
    terms_told,
    told_deal,
)
from tests.factories.households import VerifiedHouseholdFactory
from tests.journeys.steps import DESK, complaints, sign_in
from tests.journeys.test_axe import EDGE


@pytest.fixture
def javascript() -> bool:
    return True


@pytest.fixture
def trader():
    made = TraderFactory(name="Vựa Tám Lúa", province=Province.objects.get(code="24"))
    operations.watch(user=made.user, province=made.province)
    return made


def harvest_now(household, **changes):
    today = timezone.localdate()
    return HarvestFactory(
        household=household, **{"starts_on": today, "ends_on": today + dt.timedelta(9)} | changes
    )  # fmt: skip


def changing_deal(trader, household):
    offer = deal_of(OfferFactory(trader=trader, harvest=harvest_now(household)))
    operations.propose_terms(offer=offer, user=trader.user, **terms_told(price_vnd=20_000))
    return offer


@pytest.mark.parametrize("viewport", [EDGE, DESK], ids=["phone", "desk"])
def test_no_page_of_a_harvest_a_match_or_a_deal_has_a_violation(trader, open_page, viewport):
    today = timezone.localdate()
    household = VerifiedHouseholdFactory(name="Hộ bà Lành")
    harvest = harvest_now(household)
    over = harvest_now(household, starts_on=today - dt.timedelta(9), ends_on=today - dt.timedelta(1))
    wanted = BuyRequestFactory(trader=trader, starts_on=today, ends_on=today + dt.timedelta(9))
    operations.watch(user=household.owner, commodity=harvest.commodity)
    changing, told = changing_deal(trader, household), told_deal(trader, household, "kept", "broken-trader")
    season = "/ho-cua-toi/mua-vu"
    farmer, buyer = open_page(viewport), open_page(viewport)
    found = []
    sign_in(farmer, household.owner)
    for path in (
        f"{season}/", f"{season}/{harvest.pk}/", f"{season}/{harvest.pk}/tien-do/", f"{season}/{harvest.pk}/nguoi-mua/",
        f"{season}/{over.pk}/thuc-thu/", wanted.get_absolute_url(), f"/thu-mua/{wanted.pk}/tra-loi/", "/theo-doi/",
        changing.get_absolute_url(), told.get_absolute_url(), f"/de-nghi/{told.pk}/ket-qua/",
        f"/de-nghi/{told.pk}/dap-lai/",
    ):  # fmt: skip
        found += complaints(farmer, path)
    sign_in(buyer, trader.user)
    for path in (
        f"/thu-mua/{wanted.pk}/hop/", f"/mua-vu/hoi/{harvest.pk}/", "/theo-doi/", changing.get_absolute_url(),
        f"/de-nghi/{changing.pk}/dieu-khoan/",
    ):  # fmt: skip
        found += complaints(buyer, path)
    assert found == [], "\n".join(found)


def test_no_page_of_the_officers_about_traders_and_deals_has_a_violation(trader, open_page):
    told = told_deal(trader, VerifiedHouseholdFactory(), "kept", "broken-trader")
    officer, found = open_page(DESK), []
    sign_in(officer, OfficerFactory(department=DepartmentFactory(codes=["24"])))
    desk = "/quan-tri/harvests"
    for path in (
        f"{desk}/trader/", f"{desk}/trader/{trader.pk}/change/", f"{desk}/trader/{trader.pk}/tra-lai/",
        f"{desk}/disputeddeal/", f"{desk}/disputeddeal/{told.pk}/change/", f"{desk}/disputeddeal/{told.pk}/hoa-giai/",
    ):  # fmt: skip
        found += complaints(officer, path)
    assert found == [], "\n".join(found)
