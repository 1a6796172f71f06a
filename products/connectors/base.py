"""The seam between the portal and a marketplace: what goes out, what comes back, what every connector can do.

Nothing here knows the database or Django. Money is whole đồng, weight whole grams, moments are aware datetimes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from products.connectors.errors import (
    Ambiguous,
    ConnectorError,
    Forged,
    Full,
    Misconfigured,
    Problem,
    Rejected,
    Transient,
    Unknown,
)
from products.connectors.prints import Prints, prints_of

__all__ = [
    "Ambiguous",
    "Certificate",
    "Connector",
    "ConnectorError",
    "Event",
    "EventKind",
    "EventPage",
    "Forged",
    "Full",
    "ListingPayload",
    "Misconfigured",
    "OrderLine",
    "OrderStatus",
    "Photo",
    "PriceStock",
    "PriceStockResult",
    "Problem",
    "Rejected",
    "RemoteListing",
    "RemoteOrder",
    "RemoteShop",
    "Seller",
    "Transient",
    "Unknown",
    "Verdict",
]


class Verdict(StrEnum):
    """What the marketplace says of a listing."""

    UNKNOWN = "unknown"
    IN_REVIEW = "in_review"
    LIVE = "live"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    GONE = "gone"


class OrderStatus(StrEnum):
    """How far an order has come; COMPENSATION: the carrier lost or spoiled the goods, the marketplace pays."""

    NEW = "new"
    CONFIRMED = "confirmed"
    SHIPPING = "shipping"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    COMPENSATION = "compensation"


class EventKind(StrEnum):
    ORDER = "order"
    LISTING = "listing"


@dataclass(frozen=True)
class Photo:
    """A photograph as stored by the portal.

    `url` is where a marketplace may fetch it; `sha256` is the hex digest of the bytes `read()` returns; sides are in
    pixels; `media_type` is such as "image/jpeg".
    """

    url: str
    sha256: str
    width: int
    height: int
    size_bytes: int
    media_type: str
    read: Callable[[], bytes] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Certificate:
    """`kind` is vietgap, globalgap, ocop or another word; `image` is the photographed paper, if there is one."""

    kind: str
    number: str
    valid_until: date | None = None
    image: Photo | None = None


@dataclass(frozen=True)
class Seller:
    """The household behind a listing, as its shop on the marketplace shows it. `phone` only with consent."""

    external_id: str
    name: str
    province: str
    phone: str = ""


@dataclass(frozen=True)
class ListingPayload:
    """A whole listing, as it should be on the marketplace.

    `external_id` is the portal's own, stable key (letters, digits, `.`, `_`, `-`, at most 64); `category_code` is the
    portal's category slug, such as "trai-cay", which each connector translates into the marketplace's leaf. `revision`
    grows with every write about one listing, so that the marketplace knows a late one; 0: not said. Buyers do not see
    it, so it is no part of the fingerprint.
    """

    external_id: str
    seller: Seller
    title: str
    description: str
    category_code: str
    price_vnd: int
    stock: int
    weight_g: int
    unit: str = "kg"
    photos: tuple[Photo, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    origin: str = ""
    revision: int = 0

    @property
    def photo_urls(self) -> tuple[str, ...]:
        return tuple(photo.url for photo in self.photos)

    def prints(self) -> Prints:
        return prints_of(
            external_id=self.external_id,
            seller=[self.seller.external_id, self.seller.name, self.seller.province, self.seller.phone],
            text=[self.title, self.description, self.category_code, self.unit, self.origin],
            numbers=(self.price_vnd, self.stock, self.weight_g),
            photos=[photo.sha256 for photo in self.photos],
            certificates=[
                [
                    c.kind,
                    c.number,
                    c.valid_until.isoformat() if c.valid_until else "",
                    c.image.sha256 if c.image else "",
                ]
                for c in self.certificates
            ],
        )

    def fingerprint(self) -> str:
        """Return 64 hex digits that change when, and only when, something a marketplace would see changes."""
        return self.prints().whole


@dataclass(frozen=True)
class RemoteListing:
    """A listing as the marketplace has it now. `problems` is filled when the verdict is rejected or blocked."""

    external_id: str
    remote_id: str
    url: str
    verdict: Verdict
    title: str
    price_vnd: int
    stock: int
    problems: tuple[Problem, ...] = ()

    @property
    def problem(self) -> Problem | None:
        return self.problems[0] if self.problems else None


@dataclass(frozen=True)
class RemoteShop:
    external_id: str
    remote_id: str
    url: str


@dataclass(frozen=True)
class PriceStock:
    """`remote_id` may be "" for a marketplace that is addressed by `external_id`; `revision` as in ListingPayload."""

    external_id: str
    remote_id: str
    price_vnd: int
    stock: int
    revision: int = 0


@dataclass(frozen=True)
class PriceStockResult:
    """`problem` is None when it was applied.

    Code "not_found" asks for a whole `upsert`, "stale_revision" for the same change with a greater revision.
    """

    external_id: str
    problem: Problem | None = None


@dataclass(frozen=True)
class OrderLine:
    external_id: str
    remote_id: str
    title: str
    quantity: int
    price_vnd: int


@dataclass(frozen=True)
class RemoteOrder:
    """An order as the marketplace has it; the same `remote_id` comes again when it changes.

    A whole snapshot: what was told once comes again with every later one. `status` is a word of the contract, see
    `OrderStatus`; `updated_at` grows with every change, so that late news is known to be late; `shipped_at` is when
    the goods left. `url` is its page for the seller, where the buyer's address is.
    """

    remote_id: str
    status: str
    placed_at: datetime
    updated_at: datetime
    url: str
    buyer_name: str
    lines: tuple[OrderLine, ...]
    shipped_at: datetime | None = None
    compensation_vnd: int = 0
    carrier: str = ""
    shipping_code: str = ""

    @property
    def total_vnd(self) -> int:
        return sum(line.quantity * line.price_vnd for line in self.lines)


@dataclass(frozen=True)
class Event:
    """One piece of news. `event_id` is the same whether it comes by webhook, twice, or by polling."""

    event_id: str
    kind: EventKind
    occurred_at: datetime
    order: RemoteOrder | None = None
    listing: RemoteListing | None = None


@dataclass(frozen=True)
class EventPage:
    """`cursor` is to be kept, in the same transaction as the events, and handed to the next call."""

    events: tuple[Event, ...]
    cursor: str
    more: bool

    @property
    def orders(self) -> tuple[RemoteOrder, ...]:
        return tuple(event.order for event in self.events if event.order is not None)


class Connector(Protocol):
    """One marketplace. Instances are safe to share between threads and hold no state worth keeping.

    Every method that talks may raise Transient, Ambiguous (writes only), Misconfigured or Unknown.
    """

    # A frozen dataclass with `from_settings(entry of settings.MARKETPLACES, webhook_url)`.
    Config: type
    code: str
    name: str
    batch_size: int

    def check(self, payload: ListingPayload) -> list[Problem]:
        """Return what this marketplace would refuse, without any HTTP; empty when all is well."""

    def check_price_stock(self, price_vnd: int, stock: int) -> list[Problem]:
        """Return what `update_price_stock` would be refused, without any HTTP; empty when all is well."""

    def rehearse(self, payload: ListingPayload) -> dict:
        """Return the very body `upsert` sends for `payload`, without sending anything."""

    def open_shop(self, seller: Seller) -> RemoteShop:
        """Create the household's shop, or bring its name up to date. `upsert` does this itself when it must."""

    def upsert(self, payload: ListingPayload, remote_id: str = "") -> RemoteListing:
        """Make the marketplace show `payload`. Never makes a second product for one `external_id`.

        Raises Rejected when the listing itself is at fault, Full when no more new listings are taken today.
        """

    def withdraw(self, external_id: str, remote_id: str = "", revision: int = 0) -> None:
        """Take the listing off sale; a listing that is not there is a success.

        A write with a smaller `revision` that arrives later brings nothing back.
        """

    def look_up(self, external_id: str) -> RemoteListing | None:
        """Return the listing as the marketplace has it, or None when it has none."""

    def update_price_stock(self, changes: Sequence[PriceStock]) -> list[PriceStockResult]:
        """Apply at most `batch_size` changes in one request; one result per change, in order.

        Raises ValueError for more, so that the caller's rate accounting stays one request per call.
        """

    def orders_since(self, cursor: str = "") -> EventPage:
        """Return what happened after `cursor` ("" from the beginning), oldest first.

        Handing a cursor back is the acknowledgement that everything up to it is stored.
        """

    def look_up_order(self, remote_id: str) -> RemoteOrder | None:
        """Return the order as the marketplace has it, or None when it has none."""

    def confirm_order(self, remote_id: str) -> RemoteOrder:
        """Tell that the household delivers; return the order as it then is. Repeating it is harmless.

        An order that was cancelled meanwhile is no error: its status says so. Raises Rejected when it is unknown.
        """

    def decline_order(self, remote_id: str, reason: str) -> RemoteOrder:
        """Tell that the household cannot deliver, and why; return the order as it then is. Repeating it is harmless.

        Goods that have left are no error: the status says so. Raises Rejected when it is unknown.
        """

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Return the event of a genuine webhook.

        Raises Forged when it is not genuine, Unknown when a genuine one is not readable.
        """

    def register_webhook(self) -> None:
        """Ask the marketplace to send its events to the configured `webhook_url`; repeating it is harmless."""
