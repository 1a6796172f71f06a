"""The producer, and what belongs to it: one module a matter."""

from households.models.certificate import Certificate
from households.models.household import Household, new_code
from households.models.training import Attendance, TrainingClass

__all__ = [
    "Attendance",
    "Certificate",
    "Household",
    "TrainingClass",
    "new_code",
]
