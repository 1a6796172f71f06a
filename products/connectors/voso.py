"""Voso, after docs/marketplaces/voso.yaml: signed requests, photos uploaded first, items that are reviewed.

Voso never looks for an older item with the same `external_id`. Two things keep it at one item per listing: every create
looks up first, and its Idempotency-Key depends on the listing alone, so that two creates that miss each other collide.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

import httpx

from products.connectors.base import (
    Event,
    EventPage,
    ListingPayload,
    Photo,
    PriceStock,
    PriceStockResult,
    RemoteListing,
    RemoteShop,
    Seller,
    Verdict,
)
from products.connectors.channel import Channel, Reply
from products.connectors.checks import Rules, broken_numbers, broken_rules
from products.connectors.errors import Ambiguous, Forged, Problem, Transient, Unknown
from products.connectors.orders import OrderRequests
from products.connectors.sentences import remote_problem
from products.connectors.wire import Dialect, said

NAME = "Voso"
CLOCK_WINDOW_S = 300
# Hashes of photographs a process remembers to have handed over: a few hundred kilobytes.
MOST_REMEMBERED = 5_000

RULES = Rules(
    title=(10, 120),
    photos=(3, 8),
    photo_side_min=500,
    photo_bytes=10 * 1024 * 1024,
    description_min=50,
    proof=True,
)

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "trai-cay": "trai-cay-tuoi",
        "rau-cu": "rau-cu-qua",
        "lua-gao": "gao-ngu-coc",
        "cay-cong-nghiep": "cay-cong-nghiep",
        "duoc-lieu": "duoc-lieu",
        "chan-nuoi": "thit-trung",
        "thuy-san": "thuy-hai-san",
        "dac-san": "dac-san-vung-mien",
        "khac": "nong-san-khac",
    }
)

_DIALECT = Dialect(
    name=NAME,
    thing="item",
    errors="errors",
    shop_id="sub_seller_id",
    verdicts={
        "draft": Verdict.IN_REVIEW,
        "in_review": Verdict.IN_REVIEW,
        "live": Verdict.LIVE,
        "rejected": Verdict.REJECTED,
        "blocked": Verdict.BLOCKED,
        "expired": Verdict.EXPIRED,
        "unlisted": Verdict.GONE,
    },
)


@dataclass(frozen=True)
class VosoConfig:
    """`base_url` ends where the contract's paths begin, such as "https://…/voso/api". Secrets stay out of repr.

    `webhook_url` is needed to verify webhooks too: its path is part of what Voso signs.
    """

    base_url: str
    partner_id: str
    secret: str = field(repr=False)
    webhook_url: str = ""
    timeout_s: float = 20.0

    @classmethod
    def from_settings(cls, found: Mapping, webhook_url: str) -> Self:
        """Return what the marketplace's entry of settings.MARKETPLACES says."""
        return cls(
            base_url=found["api_url"],
            partner_id=found["partner_id"],
            secret=found["partner_secret"],
            webhook_url=webhook_url,
            timeout_s=found["timeout_s"],
        )


class Voso(OrderRequests):
    """The `Connector` of Voso."""

    Config = VosoConfig
    code = "voso"
    name = NAME
    _dialect = _DIALECT
    batch_size = 50

    def __init__(
        self,
        config: VosoConfig,
        *,
        client: httpx.Client | None = None,
        throttle: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.time,
    ):
        self._config = config
        self._clock = clock
        # Spares a listing that is tried again its photographs. Where Voso has lost one, it says so.
        self._handed_over: set[str] = set()
        self._channel = Channel(
            name=NAME, base_url=config.base_url, timeout_s=config.timeout_s, client=client, throttle=throttle
        )

    def check(self, payload: ListingPayload) -> list[Problem]:
        return broken_rules(NAME, RULES, payload, CATEGORIES)

    def check_price_stock(self, price_vnd: int, stock: int) -> list[Problem]:
        return broken_numbers(NAME, RULES, price_vnd, stock)

    def rehearse(self, payload: ListingPayload) -> dict:
        return _item(payload)

    def open_shop(self, seller: Seller) -> RemoteShop:
        body = {"external_id": seller.external_id, "name": seller.name, "province": seller.province}
        if seller.phone:
            body["phone"] = seller.phone
        return _DIALECT.shop(self._expect(self._call("POST", "/sub-sellers", body)).body)

    def upsert(self, payload: ListingPayload, remote_id: str = "") -> RemoteListing:
        body = self.rehearse(payload)
        for item_id in self._candidates(payload.external_id, remote_id):
            reply = self._supplied(payload, lambda: self._call("PUT", _item_path(item_id), body))  # noqa: B023
            if reply.code != "not_found":
                return _DIALECT.listing(self._expect(reply).body)
        return self._create(payload, remote_id)

    def _candidates(self, external_id: str, remote_id: str):
        """Yield the item ids to write to: the one we remember, then, only if that is gone, what a look-up finds."""
        if remote_id:
            yield remote_id
        found = self.look_up(external_id)
        if found is not None and found.remote_id != remote_id:
            yield found.remote_id

    def _create(self, payload: ListingPayload, gone_id: str) -> RemoteListing:
        # A listing whose item Voso has forgotten may be created anew, under a key of its own.
        key = hashlib.sha256(f"create\n{payload.external_id}\n{gone_id}".encode()).hexdigest()
        self._hand_over(photo for photo in _pictures(payload) if photo.sha256 not in self._handed_over)
        body = self.rehearse(payload)
        send = lambda: self._call("POST", "/items", body, {"Idempotency-Key": key})  # noqa: E731
        reply = self._supplied(payload, send)
        if reply.code == "idempotency_key_reused":
            # Somebody created it a moment ago with other words: make that item match.
            found = self.look_up(payload.external_id)
            if found is None:
                raise Transient("Voso đang xử lý sản phẩm này.", code=reply.code, retry_after_s=60)
            reply = self._supplied(payload, lambda: self._call("PUT", _item_path(found.remote_id), body))
        return _DIALECT.listing(self._expect(reply).body)

    def _supplied(self, payload: ListingPayload, send: Callable[[], Reply]) -> Reply:
        """Send; when Voso lacks the sub-seller or photographs, hand them over and send again."""
        reply = send()
        if reply.code == "sub_seller_unknown":
            self.open_shop(payload.seller)
            reply = send()
        if reply.code == "photo_missing":
            self._hand_over(_missing(payload, reply))
            reply = send()
        return reply

    def _hand_over(self, photos: Iterable[Photo]) -> None:
        for photo in photos:
            self._upload(photo)
            if len(self._handed_over) >= MOST_REMEMBERED:
                self._handed_over.clear()
            self._handed_over.add(photo.sha256)

    def _upload(self, photo: Photo) -> None:
        try:
            reply = self._call("POST", "/photos", photo.read(), {"Content-Type": photo.media_type})
        except Ambiguous as error:
            # Photographs are kept by their content: a second upload is the same photograph.
            raise Transient(error.message, code=error.code) from error
        if self._expect(reply).body.get("photo_id") != photo.sha256:
            raise Unknown("Voso lưu ảnh dưới một mã khác với nội dung đã gửi.", code="photo_mismatch")

    def withdraw(self, external_id: str, remote_id: str = "", revision: int = 0) -> None:
        if remote_id:
            reply = self._call("POST", f"{_item_path(remote_id)}/unlist", said(revision))
            if reply.code != "not_found":
                self._expect(reply)
                return
        # Where Voso has nothing yet it remembers the revision: a creation that is still on its way comes too late.
        self._expect(self._call("POST", "/items/unlist", {"external_id": external_id, **said(revision)}))

    def look_up(self, external_id: str) -> RemoteListing | None:
        found = self._find(external_id)
        # Where an older portal left several, the one on sale is the listing; the oldest among equals.
        return min(found, key=lambda item: _PREFERENCE.get(item.verdict, 9), default=None)

    def _find(self, external_id: str) -> list[RemoteListing]:
        reply = self._expect(self._call("GET", f"/items?{urlencode({'external_id': external_id})}"), write=False)
        return [_DIALECT.listing(row) for row in reply.body.get("items", ())]

    def update_price_stock(self, changes: Sequence[PriceStock]) -> list[PriceStockResult]:
        if len(changes) > self.batch_size:
            raise ValueError(f"at most {self.batch_size} changes in one request, got {len(changes)}")
        if not changes:
            return []
        items = [
            {"item_id": c.remote_id, "price_vnd": c.price_vnd, "stock": c.stock, **said(c.revision)} for c in changes
        ]
        reply = self._expect(self._call("POST", "/items/stock-price", {"items": items}))
        results = {row.get("item_id"): row for row in reply.body.get("results", [])}
        return [_result(change, results.get(change.remote_id)) for change in changes]

    def orders_since(self, cursor: str = "") -> EventPage:
        """Acknowledge up to `cursor`, then return the next events Voso could not deliver by webhook."""
        if cursor:
            try:
                self._expect(self._call("POST", "/messages/ack", {"up_to": int(cursor)}))
            except Ambiguous as error:
                raise Transient(error.message, code=error.code) from error
        body = self._expect(self._call("GET", "/messages/lost"), write=False).body
        rows = body.get("messages", [])
        events = tuple(_DIALECT.event(row) for row in rows)
        return EventPage(events, str(rows[-1]["sequence"]) if rows else cursor, bool(body.get("more")))

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Event:
        given = {key.lower(): value for key, value in headers.items()}
        timestamp = given.get("x-voso-timestamp", "")
        parts = urlsplit(self._config.webhook_url)
        wanted = self._signature(_full_path(parts.path, parts.query), timestamp, body)
        if not hmac.compare_digest(wanted.encode(), given.get("x-voso-signature", "").encode()):
            raise Forged("Tin báo mang tên Voso có chữ ký không đúng.", code="bad_signature")
        if not (timestamp.isdecimal() and len(timestamp) < 12) or abs(self._clock() - int(timestamp)) > CLOCK_WINDOW_S:
            raise Forged("Tin báo của Voso đã quá 5 phút.", code="stale")
        try:
            content = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unknown("Tin báo của Voso không đọc được.", code="unreadable") from error
        return _DIALECT.event(content)

    def register_webhook(self) -> None:
        self._expect(self._call("PUT", "/webhook", {"url": self._config.webhook_url}))

    def _expect(self, reply: Reply, *, write: bool = True) -> Reply:
        if reply.ok:
            return reply
        raise self._channel.failure(reply, write=write)

    def _call(
        self, method: str, path: str, body: Mapping | bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        signed = dict(headers or {})
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
            signed["Content-Type"] = "application/json"
        timestamp = str(int(self._clock()))
        signed["X-Voso-Partner"] = self._config.partner_id
        signed["X-Voso-Timestamp"] = timestamp
        signed["X-Voso-Signature"] = self._signature(self._channel.path + path, timestamp, body)
        return self._channel.send(method, path, content=body, headers=signed)

    def _signature(self, path: str, timestamp: str, body: bytes) -> str:
        lines = [self._config.partner_id, path, timestamp, hashlib.sha256(body).hexdigest()]
        return hmac.new(self._config.secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


_PREFERENCE = {Verdict.LIVE: 0, Verdict.IN_REVIEW: 1, Verdict.REJECTED: 2, Verdict.BLOCKED: 2, Verdict.EXPIRED: 3}


def _pictures(payload: ListingPayload) -> list[Photo]:
    """Return every photograph Voso must hold, certificates' papers included, each once."""
    papers = [c.image for c in payload.certificates if c.image is not None]
    return list({photo.sha256: photo for photo in (*payload.photos, *papers)}.values())


def _missing(payload: ListingPayload, reply: Reply) -> list[Photo]:
    """Return the photographs that Voso's refusal names, such as "photo_ids[1]"; all of them where it names others."""
    named = {str(error.get("field")) for error in reply.errors}
    lacking = [photo for n, photo in enumerate(payload.photos) if f"photo_ids[{n}]" in named]
    return lacking if len(lacking) == len(named) else _pictures(payload)


def _item(payload: ListingPayload) -> dict:
    certificates = []
    for certificate in payload.certificates:
        row = {"kind": certificate.kind, "number": certificate.number}
        if certificate.valid_until:
            row["valid_until"] = certificate.valid_until.isoformat()
        if certificate.image:
            row["photo_id"] = certificate.image.sha256
        certificates.append(row)
    return {
        "external_id": payload.external_id,
        "sub_seller": payload.seller.external_id,
        "title": payload.title,
        "description": payload.description,
        "category_code": CATEGORIES.get(payload.category_code, payload.category_code),
        "price_vnd": payload.price_vnd,
        "stock": payload.stock,
        "weight_g": payload.weight_g,
        "unit": payload.unit,
        "origin": payload.origin,
        "photo_ids": [photo.sha256 for photo in payload.photos],
        "certificates": certificates,
        **said(payload.revision),
    }


def _item_path(item_id: str) -> str:
    return f"/items/{quote(item_id, safe='')}"


def _full_path(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _result(change: PriceStock, row: Mapping | None) -> PriceStockResult:
    if row is None:
        raise Unknown(f"Voso không trả lời về {change.external_id}.", code="outside_contract")
    if row.get("ok"):
        return PriceStockResult(change.external_id)
    return PriceStockResult(change.external_id, remote_problem(NAME, row.get("error") or {}))


CONNECTOR = Voso
