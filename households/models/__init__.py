"""The producer, and what belongs to it: one module a matter."""

from households.models.assistance import Assistance, TeamMember
from households.models.certificate import Certificate
from households.models.contact import ContactLook
from households.models.crop import HouseholdCrop
from households.models.draft import RegistrationDraft
from households.models.farm import FarmPhoto, FarmPlace
from households.models.household import Household, new_code
from households.models.importing import ImportChange, ImportPart, ImportRow, ImportRun
from households.models.merge import HouseholdMerge, NotDuplicate, SamePerson
from households.models.training import Attendance, TrainingClass

__all__ = [
    "Assistance",
    "Attendance",
    "Certificate",
    "ContactLook",
    "FarmPhoto",
    "FarmPlace",
    "Household",
    "HouseholdCrop",
    "HouseholdMerge",
    "ImportChange",
    "ImportPart",
    "ImportRow",
    "ImportRun",
    "NotDuplicate",
    "RegistrationDraft",
    "SamePerson",
    "TeamMember",
    "TrainingClass",
    "new_code",
]
