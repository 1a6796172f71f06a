"""Writes of this app as keyword-only verbs, one module a matter."""

from households.operations.household import (
    PAGE_FAMILIES,
    NotPossible,
    hide_without_consent,
    register_household,
    resubmit,
    return_for_correction,
    update_profile,
    verify,
)

__all__ = [
    "PAGE_FAMILIES",
    "NotPossible",
    "hide_without_consent",
    "register_household",
    "resubmit",
    "return_for_correction",
    "update_profile",
    "verify",
]
