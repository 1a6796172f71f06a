"""A certificate's paper as it arrives: a photograph, written anew, or a PDF, kept as it is and never shown inline."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.enums import DocumentKind
from portal1034.core.images import PictureError, read_picture

MAX_PDF_BYTES = 10 * 1024 * 1024
_PDF_MAGIC = b"%PDF-"
_PDF_END = b"%%EOF"
_TAIL = 2048


@dataclass(frozen=True)
class Document:
    content: bytes
    kind: DocumentKind


class DocumentError(ValueError):
    """The file cannot be taken; the message is the Vietnamese sentence to show."""


def read_document(upload) -> Document:
    """Return the paper in a file object with `.size` and `.name`, by its content and not its name. DocumentError."""
    upload.seek(0)
    if upload.read(len(_PDF_MAGIC)) == _PDF_MAGIC:
        return Document(_read_pdf(upload), DocumentKind.PDF)
    if upload.name.lower().endswith(".pdf"):
        raise DocumentError(_("Tệp này mang tên PDF nhưng không phải PDF. Bác chụp ảnh tờ giấy rồi gửi ảnh."))
    try:
        return Document(read_picture(upload).jpeg, DocumentKind.JPEG)
    except PictureError as error:
        raise DocumentError(str(error)) from error


def _read_pdf(upload) -> bytes:
    if upload.size > MAX_PDF_BYTES:
        megabytes = -(-upload.size // (1024 * 1024))
        raise DocumentError(_("Tệp PDF nặng %s MB, cổng nhận đến 10 MB. Bác chụp ảnh tờ giấy rồi gửi ảnh.") % megabytes)
    upload.seek(0)
    content = upload.read()
    if _PDF_END not in content[-_TAIL:]:
        raise DocumentError(_("Tệp PDF bị cụt, có lẽ do mạng. Bác gửi lại giúp."))
    return content


class DocumentField(forms.FileField):
    """One uploaded paper, cleaned to a `Document`."""

    widget = forms.FileInput(attrs={"accept": "image/*,application/pdf"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        try:
            return read_document(upload) if upload else None
        except DocumentError as error:
            raise ValidationError(str(error), code="invalid_document") from error
