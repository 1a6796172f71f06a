"""Certificates of every state and two training classes, written by the portal's own operations. All of it invented."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence

from django.utils import timezone
from PIL import Image, ImageDraw

from households.documents import Document
from households.enums import CertificateKind, DocumentKind, TrainingTopic, Verification
from households.models import Certificate, Household, TrainingClass
from households.operations import (
    add_certificate,
    attach_document,
    record_attendance,
    return_certificate,
    verify_certificate,
)
from portal1034.accounts.models import User
from portal1034.accounts.perms import scope_of
from portal1034.demo.moments import Clock, set_moments

EVERY = 2
VIETGAP_ISSUER = "Trung tâm Chứng nhận Đồng Ruộng (minh họa)"
DEPARTMENT = "Chi cục Trồng trọt và Bảo vệ thực vật"
TO_MEND = "Ảnh giấy chưa thấy số và dấu: bác chụp lại cả tờ, đủ sáng."


def write_papers(households: Sequence[Household], officers: Mapping[str, User], clock: Clock) -> None:
    """Give every second verified household a certificate, in turn of another kind and state; hold two classes."""
    verified = [h for h in households if h.verification == Verification.VERIFIED]
    today = timezone.localdate(clock.now)
    papers = [
        _write(household, officers[household.province.code], place, today)
        for place, household in enumerate(verified[::EVERY])
    ]
    for place, certificate in enumerate(papers):
        certificate.created_at = clock.ago(days=1 + place % 9, salt=certificate.pk)
    set_moments(papers, "created_at")
    if verified:
        _hold_classes(verified, officers[verified[0].province.code], clock)


def _write(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    writers = (_vietgap, _declared, _ocop, _area_code, _returned, _ending)
    return writers[place % len(writers)](household, officer, place, today)


def _vietgap(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    certificate = _add(household, CertificateKind.VIETGAP, place, today, issued=300, lasts=1095)
    attach_document(certificate=certificate, document=sample_paper())
    return verify_certificate(certificate=certificate, by=officer)


def _ocop(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    certificate, _created = add_certificate(
        household=household,
        kind=CertificateKind.OCOP,
        stars=3 + place % 2,
        number=f"{100 + place}/QĐ-OCOP",
        issuer=f"Hội đồng OCOP {household.province.name_in_sentence}",
        issued_on=today - dt.timedelta(days=400),
    )
    attach_document(certificate=certificate, document=sample_paper())
    return verify_certificate(certificate=certificate, by=officer)


def _area_code(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    letters = "".join(word[0] for word in household.province.slug.upper().split("-"))
    certificate, _created = add_certificate(
        household=household,
        kind=CertificateKind.PLANTING_AREA,
        number=f"VN-{letters}OR-{place:04d}",
        issuer=DEPARTMENT,
        market="Trung Quốc",
        issued_on=today - dt.timedelta(days=250),
    )
    return verify_certificate(certificate=certificate, by=officer)


def _declared(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    certificate = _add(household, CertificateKind.ORGANIC, place, today, issued=90, lasts=730)
    return attach_document(certificate=certificate, document=sample_paper())


def _returned(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    certificate = _add(household, CertificateKind.GLOBALGAP, place, today, issued=60, lasts=365)
    return return_certificate(certificate=certificate, by=officer, reason=TO_MEND)


def _ending(household: Household, officer: User, place: int, today: dt.date) -> Certificate:
    certificate = _add(household, CertificateKind.VIETGAP, place, today, issued=690, lasts=730)
    return verify_certificate(certificate=certificate, by=officer)


def _add(household: Household, kind: CertificateKind, place: int, today: dt.date, *, issued: int, lasts: int):
    issued_on = today - dt.timedelta(days=issued)
    certificate, _created = add_certificate(
        household=household,
        kind=kind,
        number=f"{kind.label.split()[0]}-{household.province.code}-{2000 + place}",
        issuer=VIETGAP_ISSUER,
        issued_on=issued_on,
        expires_on=issued_on + dt.timedelta(days=lasts),
    )
    return certificate


def sample_paper() -> Document:
    """Return a drawn sheet: lines for words and a stamp, so that nobody takes it for a real certificate."""
    sheet = Image.new("RGB", (900, 1270), "#fdfbf2")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 870, 1240), outline="#9a7b2f", width=6)
    pen.rectangle((250, 150, 650, 190), fill="#0b6b3a")
    for row in range(9):
        pen.rectangle((120, 320 + row * 70, 780 - row % 3 * 120, 334 + row * 70), fill="#b9b6a8")
    pen.ellipse((560, 990, 760, 1190), outline="#b23a22", width=8)
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=80)
    return Document(buffer.getvalue(), DocumentKind.JPEG)


def _hold_classes(households: list[Household], officer: User, clock: Clock) -> None:
    """One class that was, with who came to it, and one that will be, where most households of the officer live."""
    neighbours = [h for h in households if h.province_id == households[0].province_id]
    past = _class("Đưa nông sản lên Postmart và Voso", neighbours[0], officer, clock.ago(days=6), hours=3)
    record_attendance(
        training_class=past,
        text="\n".join(household.code for household in neighbours[:12]),
        by=officer,
        scope=scope_of(officer),
    )
    attendances = list(past.attendances.all())
    for place, attendance in enumerate(attendances):
        attendance.at = past.starts_at + dt.timedelta(minutes=3 * place)
    set_moments(attendances, "at")
    coming = (timezone.localtime(clock.now) + dt.timedelta(days=7)).replace(hour=8, minute=0, second=0, microsecond=0)
    _class("Chụp ảnh, viết tin để bán được hàng", neighbours[0], officer, coming, hours=4)


def _class(title: str, host: Household, officer: User, starts_at: dt.datetime, *, hours: int) -> TrainingClass:
    return TrainingClass.objects.create(
        title=title,
        topic=TrainingTopic.BOTH,
        province=host.province,
        commune=host.commune,
        place="Nhà văn hóa xã",
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=hours),
        trainer="Tổ công nghệ số cộng đồng",
        capacity=40,
        created_by=officer,
    )
