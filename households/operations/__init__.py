"""Writes of this app as keyword-only verbs, one module a matter."""

from households.operations.certificate import (
    add_certificate,
    attach_document,
    change_certificate,
    erase_documents,
    remind_of_expiry,
    remove_certificate,
    return_certificate,
    verify_certificate,
)
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
from households.operations.training import record_attendance, remove_attendance, sign_in_by_qr

__all__ = [
    "PAGE_FAMILIES",
    "NotPossible",
    "add_certificate",
    "attach_document",
    "change_certificate",
    "erase_documents",
    "hide_without_consent",
    "record_attendance",
    "register_household",
    "remind_of_expiry",
    "remove_attendance",
    "remove_certificate",
    "resubmit",
    "return_certificate",
    "return_for_correction",
    "sign_in_by_qr",
    "update_profile",
    "verify",
    "verify_certificate",
]
