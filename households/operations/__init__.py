"""Writes of this app as keyword-only verbs, one module a matter."""

from households.operations.assistance import appoint, claim, mend_for, record_consent, register_for
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
from households.operations.contact import LOOKS_A_DAY, NoConsent, TooManyLooks, look_up_phone
from households.operations.crops import set_crops
from households.operations.drafts import OutOfDate, forget_old_drafts, save_step, send_registration
from households.operations.farm import FarmAnswers, StoredPhoto, describe_farm, set_farm_photo, store_photo
from households.operations.household import (
    PAGE_FAMILIES,
    NoRecordedConsent,
    NotPossible,
    hide_without_consent,
    register_household,
    resubmit,
    return_for_correction,
    update_profile,
    verify,
)
from households.operations.merging import merge, not_duplicates, undo_merge
from households.operations.training import record_attendance, remove_attendance, sign_in_by_qr

__all__ = [
    "LOOKS_A_DAY",
    "PAGE_FAMILIES",
    "FarmAnswers",
    "NoConsent",
    "NoRecordedConsent",
    "NotPossible",
    "OutOfDate",
    "StoredPhoto",
    "TooManyLooks",
    "add_certificate",
    "appoint",
    "attach_document",
    "change_certificate",
    "claim",
    "describe_farm",
    "erase_documents",
    "forget_old_drafts",
    "hide_without_consent",
    "look_up_phone",
    "mend_for",
    "merge",
    "not_duplicates",
    "record_attendance",
    "record_consent",
    "register_for",
    "register_household",
    "remind_of_expiry",
    "remove_attendance",
    "remove_certificate",
    "resubmit",
    "return_certificate",
    "return_for_correction",
    "save_step",
    "send_registration",
    "set_crops",
    "set_farm_photo",
    "sign_in_by_qr",
    "store_photo",
    "undo_merge",
    "update_profile",
    "verify",
    "verify_certificate",
]
