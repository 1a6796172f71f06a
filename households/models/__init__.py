"""The producer, and what belongs to it: one module a matter."""

from households.models.household import Household, new_code

__all__ = ["Household", "new_code"]
