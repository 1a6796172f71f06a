from harvests.models.buy_request import BuyRequest
from harvests.models.calendar import CalendarCell, CountryCell
from harvests.models.deal import DisputedDeal, Mediation, OfferTerms, Outcome
from harvests.models.harvest import Harvest, HouseholdOnTheMove
from harvests.models.offer import Offer, OfferMessage
from harvests.models.price import OpenCell, PriceCell
from harvests.models.trader import Trader
from harvests.models.warning import SeasonWarning, WarningThreshold
from harvests.models.watch import Watch, WatchAddress

__all__ = [
    "BuyRequest",
    "CalendarCell",
    "CountryCell",
    "DisputedDeal",
    "Harvest",
    "HouseholdOnTheMove",
    "Mediation",
    "Offer",
    "OfferMessage",
    "OfferTerms",
    "OpenCell",
    "Outcome",
    "PriceCell",
    "SeasonWarning",
    "Trader",
    "WarningThreshold",
    "Watch",
    "WatchAddress",
]
