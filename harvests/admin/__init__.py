"""The exchange in the admin: an officer meets the harvests and traders of the department's provinces.

Nothing is typed in here: declarations are the household's own word, requests the trader's, conversations theirs alone.
"""

from harvests.admin.buy_request import BuyRequestAdmin
from harvests.admin.deal import DisputedDealAdmin
from harvests.admin.harvest import HarvestAdmin
from harvests.admin.trader import TraderAdmin
from harvests.admin.warning import SeasonWarningAdmin, WarningThresholdAdmin

__all__ = [
    "BuyRequestAdmin",
    "DisputedDealAdmin",
    "HarvestAdmin",
    "SeasonWarningAdmin",
    "TraderAdmin",
    "WarningThresholdAdmin",
]
