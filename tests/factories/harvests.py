import datetime as dt

import factory

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
