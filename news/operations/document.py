"""Legal documents, and the words read out of their PDF so that the search finds them."""

import io
import logging
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from news.enums import AddressKind
from news.models import Document, OldAddress
from news.models.document import MAX_TEXT
from portal1034.core.pagecache import bump
from portal1034.core.text import nfc, slugify_vi

MAX_PDF_BYTES = 20 * 1024 * 1024
MAX_PDF_PAGES = 400


class UnreadablePdf(ValueError):
    """The file is no PDF that everyone can open; the message is the sentence to show."""


@dataclass(frozen=True)
class Pdf:
    """`text` is "" for a scan; `pages` counts all pages."""

    content: bytes
    text: str
    pages: int


def read_pdf(content: bytes) -> Pdf:
    """Return what can be read out of a PDF. Raises UnreadablePdf with a sentence for the editor."""
    if len(content) > MAX_PDF_BYTES:
        raise UnreadablePdf(_("Tệp nặng quá 20 MB. Giảm dung lượng rồi gửi lại giúp."))
    if not content.lstrip()[:5] == b"%PDF-":
        raise UnreadablePdf(_("Tệp này không phải PDF."))
    # pypdf tells of every oddity in a file; here only whether it can be opened matters.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadablePdf(_("Tệp PDF có mật khẩu. Bỏ mật khẩu rồi gửi lại giúp."))
        pages = len(reader.pages)
        if pages > MAX_PDF_PAGES:
            raise UnreadablePdf(_("Tệp dài quá %s trang. Chia ra rồi gửi lại giúp.") % MAX_PDF_PAGES)
        text = _text_of(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        if isinstance(error, UnreadablePdf):
            raise
        raise UnreadablePdf(_("Tệp PDF bị hỏng, không đọc được. Tải lại bản gốc rồi gửi giúp.")) from error
    return Pdf(content, text, pages)


def _text_of(reader: PdfReader) -> str:
    parts, length = [], 0
    for page in reader.pages:
        words = nfc(page.extract_text() or "")
        parts.append(words)
        length += len(words)
        if length > MAX_TEXT:
            break
    return "\n".join(parts)[:MAX_TEXT]


@transaction.atomic
def save_document(*, document: Document, pdf: Pdf | None = None) -> Document:
    """Store a document that its form has checked, with a new file when there is one."""
    if not document.slug:
        document.slug = _free_slug(document)
    document.names = document.spoken()
    if pdf is not None:
        document.text, document.page_count, document.file_size = pdf.text, pdf.pages, len(pdf.content)
        document.file.save(f"{document.slug}.pdf", ContentFile(pdf.content), save=False)
    document.save()
    bump("words", "news")
    return document


def _free_slug(document: Document) -> str:
    """Return the number as an address: with its issuer where another's document has it, then with a count."""
    plain = slugify_vi(document.number)[:60].strip("-") or "van-ban"
    full = slugify_vi(f"{document.number} {document.issuer}")[:76].strip("-")
    taken = set(Document.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    old = OldAddress.objects.leading_elsewhere(AddressKind.DOCUMENT).filter(slug__startswith=plain)
    taken |= set(old.values_list("slug", flat=True))
    return next(s for s in (plain, full, *(f"{full}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)
