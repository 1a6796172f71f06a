"""Filling a marketplace's workbook while it is sent: what it takes comes first, the rest, with reasons, behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import QuerySet

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from portal1034.core.sheets import Row, Sheet, book_pieces
from products import problems
from products.connectors.base import ListingPayload
from products.marketplaces import connector
from products.models import Product
from products.operations.by_hand import VERSION_LENGTH
from products.payloads import payload_of
from products.spreadsheets.template import CODE_HEAD, Column, Template

__all__ = ["MAX_ROWS", "Column", "Template", "pieces_of", "wants_of"]

MAX_ROWS = 10_000
AT_ONCE = 500
MISSING_HEADS = [CODE_HEAD, "Tên sản phẩm", "Hộ", "Tỉnh", "Vì sao chưa đăng được"]


@dataclass(frozen=True, slots=True)
class Want:
    """A product as a marketplace would get it, and the sentences that say why it would not take it yet."""

    product: Product
    payload: ListingPayload
    reasons: tuple[str, ...]


def wants_of(marketplace: str, products: QuerySet[Product]) -> Iterator[Want]:
    """Yield each product with what keeps it off: no consent, not verified, put away, a broken rule. Flat memory."""
    purpose, check = ConsentPurpose.for_marketplace(marketplace), connector(marketplace).check
    rows = products.with_payload_parts().iterator(chunk_size=AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        owners = {product.household.owner_id for product in batch}
        consents = Consent.objects.active().for_purpose(purpose).filter(user__in=owners)
        agreed = set(consents.values_list("user", flat=True))
        for product in batch:
            payload = payload_of(product)
            yield Want(product, payload, tuple(_reasons(marketplace, product, payload, agreed, check)))


def _reasons(marketplace: str, product: Product, payload: ListingPayload, agreed: set[int], check) -> Iterable[str]:
    if product.is_archived:
        yield "Hộ đã cất sản phẩm này."
    if product.household.owner_id not in agreed:
        yield problems.no_consent(marketplace).message
    if product.household.verification != Verification.VERIFIED:
        yield "Hộ chưa được Sở xác minh."
    yield from (problem.message for problem in check(payload))


@dataclass
class _Filling:
    """The rows of the first sheet; those that cannot be on it are kept for the second."""

    template: Template
    wants: Iterable[Want]
    missing: list[Row] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        yield self.template.heads()
        yield self.template.notes()
        for want in self.wants:
            if want.reasons:
                self.missing.append(_missing_row(want))
            else:
                yield self.template.row(want.payload, want.payload.fingerprint()[:VERSION_LENGTH])

    def missing_rows(self) -> Iterator[Row]:
        yield MISSING_HEADS
        yield from self.missing

    def categories(self) -> Iterator[Row]:
        yield ["Ngành hàng của sàn"]
        yield from ([name] for name in self.template.categories.values())


def _missing_row(want: Want) -> Row:
    payload = want.payload
    return (payload.external_id, payload.title, payload.seller.name, payload.seller.province, " ".join(want.reasons))


def pieces_of(template: Template, products: QuerySet[Product]) -> Iterator[bytes]:
    """Yield the bytes of the workbook for at most MAX_ROWS of `products`, in their order."""
    filling = _Filling(template, wants_of(template.marketplace, products[:MAX_ROWS]))
    return book_pieces(
        [
            Sheet(template.sheet, filling.rows(), head_rows=2),
            Sheet("Chưa đủ", filling.missing_rows()),
            Sheet("Ngành hàng", filling.categories()),
        ]
    )
