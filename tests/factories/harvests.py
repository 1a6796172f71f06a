import datetime as dt

import factory
from django.utils import timezone

from harvests import operations
from harvests.models import BuyRequest, Harvest, Offer, OfferMessage, Trader
from portal1034.accounts.enums import Role
from portal1034.commodities.models import Commodity
from tests.factories.accounts import UserFactory
from tests.factories.households import HouseholdFactory


def commodity_of(slug: str) -> Commodity:
    return Commodity.objects.get(slug=slug)


class HarvestFactory(factory.django.DjangoModelFactory):
    """Six tonnes of litchi over the first twenty days of June 2026, unless said otherwise."""

    class Meta:
        model = Harvest

    household = factory.SubFactory(HouseholdFactory)
    province = factory.LazyAttribute(lambda o: o.household.province)
    commodity = factory.LazyFunction(lambda: commodity_of("vai-thieu"))
    starts_on = dt.date(2026, 6, 1)
    ends_on = dt.date(2026, 6, 20)
    volume_kg = 6_000


class TraderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Trader

    user = factory.SubFactory(UserFactory, role=Role.TRADER)
    name = factory.Sequence(lambda n: f"Vựa Thử {n}")


class BuyRequestFactory(factory.django.DjangoModelFactory):
    """Two tonnes of litchi from anywhere, unless said otherwise."""

    class Meta:
        model = BuyRequest

    trader = factory.SubFactory(TraderFactory)
    commodity = factory.LazyFunction(lambda: commodity_of("vai-thieu"))
    starts_on = dt.date(2026, 6, 1)
    ends_on = dt.date(2026, 6, 20)
    volume_kg = 2_000


class OfferFactory(factory.django.DjangoModelFactory):
    """A trader's question about a harvest."""

    class Meta:
        model = Offer

    trader = factory.SubFactory(TraderFactory)
    harvest = factory.SubFactory(HarvestFactory)
    household = factory.LazyAttribute(lambda o: o.harvest.household)
    unread_by_household = True


class OfferMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfferMessage

    offer = factory.SubFactory(OfferFactory)
    sender = factory.LazyAttribute(lambda o: o.offer.trader.user)
    body = "Vải nhà mình còn không ạ?"


def terms_told(**changes) -> dict:
    """Two tonnes at 25.000 đ, delivered from today on, as `operations.propose_terms` takes them."""
    today = timezone.localdate()
    values = {"volume_kg": 2_000, "price_vnd": 25_000, "deliver_from": today, "deliver_to": today + dt.timedelta(5)}
    return {**values, **changes}


def deal_of(offer: Offer, **terms) -> Offer:
    """Let both sides of the offer agree on terms."""
    proposed = operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told(**terms))
    return operations.agree(offer=offer, user=offer.household.owner, version=proposed.version)


def told_deal(trader: Trader, household, by_trader: str = "", by_household: str = "", *, days_ago: int = 30) -> Offer:
    """A deal delivered `days_ago` days ago about which each side says "kept", "partly", "broken-trader"… or nothing."""
    day = timezone.localdate() - dt.timedelta(days_ago)
    offer = deal_of(
        OfferFactory(trader=trader, harvest=HarvestFactory(household=household)), deliver_from=day, deliver_to=day
    )
    for user, said in ((trader.user, by_trader), (household.owner, by_household)):
        if said:
            kept, _dash, broken_by = said.partition("-")
            operations.tell_outcome(offer=offer, user=user, kept=kept, broken_by=broken_by)
    offer.refresh_from_db()
    return offer
