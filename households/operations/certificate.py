"""Writes about certificates. The database writes their history (pghistory).

After `verify_certificate`, `return_certificate` and `remind_of_expiry` the caller wakes the sender of texts:
`portal1034.accounts.tasks.wake()`.
"""

import datetime as dt
import uuid

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.documents import Document
from households.enums import CertificateKind, CertificateState, DocumentKind
from households.models import Household
from households.models.certificate import (
    LASTING,
    OCOP_MONTHS,
    REMIND_DAYS,
    Certificate,
    months_after,
    new_document_name,
    private_storage,
)
from households.operations.household import NotPossible
from portal1034.accounts.models import User
from portal1034.accounts.operations import queue_text
from portal1034.core import pagecache
from portal1034.core.text import nfc

_BATCH = 200


def add_certificate(
    *,
    household: Household,
    kind: CertificateKind,
    number: str,
    issuer: str,
    issued_on: dt.date,
    expires_on: dt.date | None = None,
    stars: int | None = None,
    market: str = "",
    form_key: uuid.UUID | None = None,
    recorded_by: User | None = None,
) -> tuple[Certificate, bool]:
    """Return (certificate, created), self-declared; the same `form_key` again finds the row already made.

    `recorded_by` is whoever typed it in for the household, which then sees who that was.
    OCOP's last day is computed, whatever `expires_on` says. Raises NotPossible when a last day is needed and missing.
    """
    with transaction.atomic(), pghistory.context(operation="add_certificate"):
        # Two clicks at once queue here, so that the second finds what the first made.
        Household.objects.select_for_update().get(pk=household.pk)
        if form_key and (made := Certificate.objects.filter(household=household, form_key=form_key).first()):
            return made, False
        certificate = Certificate.objects.create(
            household=household,
            form_key=form_key,
            recorded_by=recorded_by,
            **_facts(kind, number, issuer, issued_on, expires_on, stars, market),
        )
        pagecache.bump("households")
    return certificate, True


def change_certificate(
    *,
    certificate: Certificate,
    number: str,
    issuer: str,
    issued_on: dt.date,
    expires_on: dt.date | None = None,
    stars: int | None = None,
    market: str = "",
) -> Certificate:
    """Change what is not verified; a returned one goes back to the officer. Raises NotPossible once verified."""
    with transaction.atomic(), pghistory.context(operation="change_certificate"):
        certificate = _locked_unverified(certificate)
        before = certificate.expires_on
        facts = _facts(certificate.kind, number, issuer, issued_on, expires_on, stars, market)
        for name, value in facts.items():
            setattr(certificate, name, value)
        if certificate.expires_on != before:
            certificate.reminded_days = None
        _declare(certificate)
        certificate.save()
        pagecache.bump("households")
    return certificate


def attach_document(*, certificate: Certificate, document: Document) -> Certificate:
    """Keep the paper under a new name and forget the one before. Raises NotPossible once verified."""
    with transaction.atomic(), pghistory.context(operation="attach_document"):
        certificate = _locked_unverified(certificate)
        before = certificate.document
        name = private_storage().save(new_document_name(document.kind), ContentFile(document.content))
        certificate.document, certificate.document_kind = name, document.kind
        _declare(certificate)
        certificate.save()
        _forget_file(before)
    return certificate


def remove_certificate(*, certificate: Certificate) -> None:
    """Take away what is not verified, with its paper. Raises NotPossible once verified."""
    with transaction.atomic(), pghistory.context(operation="remove_certificate"):
        certificate = _locked_unverified(certificate)
        _forget_file(certificate.document)
        certificate.delete()
        pagecache.bump("households")


def erase_documents(*, household: Household) -> int:
    """Forget every paper of a household whose owner asked to be erased; return how many there were."""
    with transaction.atomic(), pghistory.context(operation="erase_documents"):
        rows = list(Certificate.objects.select_for_update().filter(household=household).exclude(document=""))
        for certificate in rows:
            _forget_file(certificate.document)
        Certificate.objects.filter(pk__in=[row.pk for row in rows]).update(document="", document_kind=DocumentKind.NONE)
    return len(rows)


def verify_certificate(*, certificate: Certificate, by: User) -> Certificate:
    """Vouch for the certificate, and tell the household by text. Raises NotPossible when done already or expired."""
    with transaction.atomic(), pghistory.context(operation="verify_certificate", by=by.pk):
        certificate = _locked(certificate)
        if certificate.is_verified:
            raise NotPossible(_("Chứng nhận này đã xác minh rồi."))
        if certificate.is_expired:
            raise NotPossible(_("Chứng nhận này đã hết hạn, không xác minh được nữa."))
        certificate.state = CertificateState.VERIFIED
        certificate.verified_at, certificate.verified_by = timezone.now(), by
        certificate.return_reason = ""
        certificate.save()
        _tell(certificate, _("Cổng 1034: Sở đã xác minh %(name)s của nhà bác. Người mua thấy ở trang của hộ. %(url)s"))
        pagecache.bump("households")
    return certificate


def return_certificate(*, certificate: Certificate, by: User, reason: str) -> Certificate:
    """Send the certificate back with what is wrong, by text too; a verified one loses that. Raises NotPossible."""
    reason = nfc(reason)
    if not reason:
        raise NotPossible(_("Ghi rõ chứng nhận cần bổ sung gì."))
    with transaction.atomic(), pghistory.context(operation="return_certificate", by=by.pk):
        certificate = _locked(certificate)
        if certificate.state == CertificateState.RETURNED:
            raise NotPossible(_("Chứng nhận này đang chờ hộ bổ sung."))
        certificate.state, certificate.return_reason = CertificateState.RETURNED, reason[:500]
        certificate.verified_at = certificate.verified_by = None
        certificate.save()
        body = _("Cổng 1034: %(name)s của bác cần bổ sung: %(reason)s. Bác sửa tại %(url)s")
        _tell(certificate, body, reason=reason[:200])
        pagecache.bump("households")
    return certificate


def remind_of_expiry(*, today: dt.date | None = None) -> int:
    """Text the owners whose certificates end in 60 and in 14 days, each once; return how many texts were written.

    Run again, on the same day or by two workers at once, nobody is told twice.
    """
    today = today or timezone.localdate()
    told = 0
    while batch := _remind_batch(today):
        told += batch
    return told


def _remind_batch(today: dt.date) -> int:
    with transaction.atomic(), pghistory.context(operation="remind_of_expiry"):
        due = Certificate.objects.to_remind_of(today).with_household()
        rows = list(due.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:_BATCH])
        for certificate in rows:
            left = (certificate.expires_on - today).days
            certificate.reminded_days = min(days for days in REMIND_DAYS if left <= days)
            body = _("Cổng 1034: %(name)s của bác hết hạn ngày %(day)s. Bác làm lại giấy rồi khai ở %(url)s")
            _tell(certificate, body, day=f"{certificate.expires_on:%d/%m/%Y}")
        Certificate.objects.bulk_update(rows, ["reminded_days"])
    return len(rows)


def _facts(kind, number, issuer, issued_on, expires_on, stars, market) -> dict:
    kind = CertificateKind(kind)
    if kind == CertificateKind.OCOP:
        expires_on = months_after(issued_on, OCOP_MONTHS)
    elif expires_on is None and kind not in LASTING:
        raise NotPossible(_("Ghi ngày hết hạn trên giấy."))
    return {
        "kind": kind,
        "number": nfc(number),
        "issuer": nfc(issuer),
        "market": nfc(market),
        "issued_on": issued_on,
        "expires_on": expires_on,
        "stars": stars if kind == CertificateKind.OCOP else None,
    }


def _locked(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_for_update(of=("self",)).with_household().get(pk=certificate.pk)


def _locked_unverified(certificate: Certificate) -> Certificate:
    certificate = _locked(certificate)
    if certificate.is_verified:
        raise NotPossible(_("Sở đã xác minh chứng nhận này nên không sửa được nữa. Có giấy mới thì bác thêm giấy mới."))
    return certificate


def _declare(certificate: Certificate) -> None:
    certificate.state, certificate.return_reason = CertificateState.DECLARED, ""


def _forget_file(name: str) -> None:
    """Delete the file once the transaction has committed: undone, the row still finds its paper."""
    if name:
        transaction.on_commit(lambda: private_storage().delete(name))


def _tell(certificate: Certificate, body: str, **more) -> None:
    url = f"{settings.PUBLIC_URL}/ho-cua-toi/chung-nhan/"
    words = {"name": certificate.name, "url": url, **more}
    queue_text(phone=certificate.household.owner.phone, body=body % words)
