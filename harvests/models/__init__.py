from harvests.models.buy_request import BuyRequest
from harvests.models.calendar import CalendarCell, CountryCell
from harvests.models.harvest import Harvest, HouseholdOnTheMove
from harvests.models.offer import Offer, OfferMessage
from harvests.models.trader import Trader

__all__ = [
    "BuyRequest",
    "CalendarCell",
    "CountryCell",
    "Harvest",
    "HouseholdOnTheMove",
    "Offer",
    "OfferMessage",
    "Trader",
]
