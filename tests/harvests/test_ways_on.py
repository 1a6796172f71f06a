"""Where a page leads next: to who has what is wanted, and never to oneself."""

import datetime as dt

import pytest
from django.utils import timezone

from harvests.models import BuyRequest
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


def test_who_posts_what_is_wanted_sees_at_once_who_has_it(client):
    today = timezone.localdate()
    HarvestFactory(
        household=VerifiedHouseholdFactory(name="Hộ bà Lành"),
        commodity=commodity_of("vai-thieu"),
        starts_on=today,
        ends_on=today + dt.timedelta(days=9),
    )
    client.force_login(TraderFactory().user)
    told = {
        "commodity": commodity_of("vai-thieu").pk,
        "volume_kg": "2 tấn",
        "where": "Bắc Giang",
        "starts_on": f"{today:%d/%m/%Y}",
        "ends_on": f"{today + dt.timedelta(days=9):%d/%m/%Y}",
    }
    page = client.post("/thu-mua/dang/", told, follow=True)
    assert page.request["PATH_INFO"] == f"/thu-mua/{BuyRequest.objects.get().pk}/hop/"
    assert "Hộ bà Lành" in page.content.decode()


def test_a_trader_is_not_asked_to_write_to_themself(client):
    today = timezone.localdate()
    wanted = BuyRequestFactory(starts_on=today, ends_on=today + dt.timedelta(days=9))
    page, answer = wanted.get_absolute_url(), f"/thu-mua/{wanted.pk}/tra-loi/"
    assert answer in client.get(page).content.decode()
    client.force_login(TraderFactory().user)
    assert answer in client.get(page).content.decode()
    client.force_login(wanted.trader.user)
    own = client.get(page).content.decode()
    assert answer not in own
    assert f"/thu-mua/{wanted.pk}/hop/" in own


def test_a_harvest_is_given_up_only_after_reading_what_that_means(client):
    harvest = HarvestFactory(household=VerifiedHouseholdFactory())
    client.force_login(harvest.household.owner)
    page = client.get(f"/ho-cua-toi/mua-vu/{harvest.pk}/").content.decode()
    before, _summary, inside = page.partition("<details>")
    assert f"/ho-cua-toi/mua-vu/{harvest.pk}/huy/" not in before
    assert "không lấy lại được" in inside.partition("</details>")[0]
