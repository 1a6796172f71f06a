"""What people type on the exchange. Each error is one sentence beside its field; what was typed stays."""

from harvests.forms.buy_request import BuyRequestForm
from harvests.forms.conversation import MessageForm
from harvests.forms.deal import OutcomeForm, ReplyForm, TermsForm, terms_initial
from harvests.forms.harvest import HarvestForm
from harvests.forms.tapping import ActualForm, HowMuchForm, ProgressForm, WhenForm
from harvests.forms.trader import PaperForm, TraderForm
from harvests.forms.watch import AddressForm, WatchForm

__all__ = [
    "ActualForm",
    "AddressForm",
    "BuyRequestForm",
    "HarvestForm",
    "HowMuchForm",
    "MessageForm",
    "OutcomeForm",
    "PaperForm",
    "ProgressForm",
    "ReplyForm",
    "TermsForm",
    "TraderForm",
    "WatchForm",
    "WhenForm",
    "terms_initial",
]
