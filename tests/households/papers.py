"""What tests of certificates share: the facts of one, and papers to upload."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from households.enums import CertificateKind

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
FILLED = {
    "number": "VietGAP-24-1",
    "issuer": "Trung tâm Chứng nhận thử",
    "issued_on": "1/2/2026",
    "expires_on": "1/2/2029",
}


def today() -> dt.date:
    return timezone.localdate()


def facts(**more) -> dict:
    usual = {"number": "24-001", "issuer": "Trung tâm thử", "issued_on": today(), "kind": CertificateKind.VIETGAP}
    return {**usual, "expires_on": today() + dt.timedelta(days=365), **more}


def jpeg(name="giay.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


def pdf(name="giay.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def state(certificate) -> str:
    certificate.refresh_from_db()
    return certificate.state
