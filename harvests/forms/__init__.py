"""What people type on the exchange. Each error is one sentence beside its field; what was typed stays."""

from harvests.forms.buy_request import BuyRequestForm
from harvests.forms.conversation import MessageForm
from harvests.forms.harvest import HarvestForm
from harvests.forms.tapping import ActualForm, HowMuchForm, ProgressForm, WhenForm
from harvests.forms.trader import TraderForm

__all__ = [
    "ActualForm",
    "BuyRequestForm",
    "HarvestForm",
    "HowMuchForm",
    "MessageForm",
    "ProgressForm",
    "TraderForm",
    "WhenForm",
]
