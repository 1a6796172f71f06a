"""Postmart, after docs/marketplaces/postmart.yaml: bearer tokens, products addressed by our own key, photos by URL."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self
from urllib.parse import quote, urlencode

import httpx

from products.connectors.base import (
    Event,
    EventPage,
    ListingPayload,
    PriceStock,
    PriceStockResult,
    RemoteListing,
    RemoteShop,
    Seller,
    Verdict,
)
from products.connectors.channel import Channel, Reply
from products.connectors.checks import Rules, broken_numbers, broken_rules
from products.connectors.errors import Forged, Misconfigured, Problem, Unknown
from products.connectors.orders import OrderRequests
from products.connectors.sentences import remote_problem
from products.connectors.wire import Dialect, said

NAME = "Postmart"
CLOCK_WINDOW_S = 300

RULES = Rules(title=(25, 255), photos=(1, 9), photo_side_min=300, photo_side_max=4_000, photo_bytes=5 * 1024 * 1024)

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "trai-cay": "1001",
        "rau-cu": "1002",
        "lua-gao": "1003",
        "cay-cong-nghiep": "1004",
        "duoc-lieu": "1005",
        "chan-nuoi": "2001",
        "thuy-san": "2002",
        "dac-san": "3001",
        "khac": "3002",
    }
)

_DIALECT = Dialect(
    name=NAME,
    thing="product",
    errors="reasons",
    shop_id="shop_id",
    verdicts={"on_sale": Verdict.LIVE, "blocked": Verdict.BLOCKED, "expired": Verdict.EXPIRED},
)


@dataclass(frozen=True)
class PostmartConfig:
    """`base_url` ends where the contract's paths begin, such as "https://…/postmart/api". Secrets stay out of repr."""

    base_url: str
    shop_key: str
    secret_key: str = field(repr=False)
    webhook_url: str = ""
    timeout_s: float = 20.0

    @classmethod
    def from_settings(cls, found: Mapping, webhook_url: str) -> Self:
        """Return what the marketplace's entry of settings.MARKETPLACES says."""
        return cls(
            base_url=found["api_url"],
            shop_key=found["shop_key"],
            secret_key=found["secret_key"],
            webhook_url=webhook_url,
            timeout_s=found["timeout_s"],
        )


class Postmart(OrderRequests):
    """The `Connector` of Postmart."""

    Config = PostmartConfig
    code = "postmart"
    name = NAME
    _dialect = _DIALECT
    batch_size = 100

    def __init__(
        self,
        config: PostmartConfig,
        *,
        client: httpx.Client | None = None,
        throttle: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.time,
    ):
        self._config = config
        self._clock = clock
        self._channel = Channel(
            name=NAME, base_url=config.base_url, timeout_s=config.timeout_s, client=client, throttle=throttle
        )
        self._token = ""
        self._signing_in = threading.Lock()

    def check(self, payload: ListingPayload) -> list[Problem]:
        return broken_rules(NAME, RULES, payload, CATEGORIES)

    def check_price_stock(self, price_vnd: int, stock: int) -> list[Problem]:
        return broken_numbers(NAME, RULES, price_vnd, stock)

    def rehearse(self, payload: ListingPayload) -> dict:
        return _product(payload)

    def open_shop(self, seller: Seller) -> RemoteShop:
        body = {"external_id": seller.external_id, "name": seller.name, "province": seller.province}
        if seller.phone:
            body["phone"] = seller.phone
        return _DIALECT.shop(self._expect(self._call("POST", "/shops", body)).body)

    def upsert(self, payload: ListingPayload, remote_id: str = "") -> RemoteListing:
        path = f"/products/{quote(payload.external_id, safe='')}"
        body = self.rehearse(payload)
        reply = self._call("PUT", path, body)
        if reply.code == "shop_unknown":
            self.open_shop(payload.seller)
            reply = self._call("PUT", path, body)
        return _DIALECT.listing(self._expect(reply).body)

    def withdraw(self, external_id: str, remote_id: str = "", revision: int = 0) -> None:
        query = f"?{urlencode(said(revision))}" if revision else ""
        reply = self._call("DELETE", f"/products/{quote(external_id, safe='')}{query}")
        if reply.code != "not_found":
            self._expect(reply)

    def look_up(self, external_id: str) -> RemoteListing | None:
        reply = self._call("GET", f"/products/{quote(external_id, safe='')}")
        if reply.code == "not_found":
            return None
        return _DIALECT.listing(self._expect(reply, write=False).body)

    def update_price_stock(self, changes: Sequence[PriceStock]) -> list[PriceStockResult]:
        if len(changes) > self.batch_size:
            raise ValueError(f"at most {self.batch_size} changes in one request, got {len(changes)}")
        if not changes:
            return []
        items = [
            {"external_id": c.external_id, "price_vnd": c.price_vnd, "stock": c.stock, **said(c.revision)}
            for c in changes
        ]
        reply = self._expect(self._call("PATCH", "/products/batch", {"items": items}))
        results = {row.get("external_id"): row for row in reply.body.get("results", [])}
        return [_result(change, results.get(change.external_id)) for change in changes]

    def orders_since(self, cursor: str = "") -> EventPage:
        query = f"?{urlencode({'cursor': cursor})}" if cursor else ""
        body = self._expect(self._call("GET", f"/orders{query}"), write=False).body
        events = tuple(_DIALECT.event(row) for row in body.get("events", ()))
        return EventPage(events, str(body.get("next_cursor", cursor)), bool(body.get("more")))

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Event:
        given = {key.lower(): value for key, value in headers.items()}
        timestamp = given.get("x-postmart-timestamp", "")
        wanted = hmac.new(
            self._config.secret_key.encode(), timestamp.encode() + b"." + body, hashlib.sha256
        ).hexdigest()
        if not hmac.compare_digest(wanted.encode(), given.get("x-postmart-signature", "").encode()):
            raise Forged("Tin báo mang tên Postmart có chữ ký không đúng.", code="bad_signature")
        if not (timestamp.isdecimal() and len(timestamp) < 12) or abs(self._clock() - int(timestamp)) > CLOCK_WINDOW_S:
            raise Forged("Tin báo của Postmart đã quá 5 phút.", code="stale")
        return _DIALECT.event(_json(body))

    def register_webhook(self) -> None:
        self._expect(self._call("PUT", "/webhook", {"url": self._config.webhook_url}))

    def _expect(self, reply: Reply, *, write: bool = True) -> Reply:
        if reply.ok:
            return reply
        raise self._channel.failure(reply, write=write)

    def _call(self, method: str, path: str, body: Mapping | None = None) -> Reply:
        """Send with a token; when it is refused, sign in once and send again (a refused request did nothing)."""
        token = self._token or self._sign_in("")
        reply = self._send(method, path, body, token)
        if reply.status == 401:
            reply = self._send(method, path, body, self._sign_in(token))
        return reply

    def _send(self, method: str, path: str, body: Mapping | None, token: str) -> Reply:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = b""
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        return self._channel.send(method, path, content=content, headers=headers)

    def _sign_in(self, refused: str) -> str:
        """Return a token other than `refused`; threads that were refused together sign in once."""
        with self._signing_in:
            if self._token and self._token != refused:
                return self._token
            account = {"shop_key": self._config.shop_key, "secret_key": self._config.secret_key}
            reply = self._send("POST", "/login", account, "")
            if reply.status in (400, 401, 403, 422):
                text = "Postmart không nhận mã gian hàng hoặc khoá bí mật của cổng."
                raise Misconfigured(text, code=reply.code or "bad_credentials")
            # Signing in changes nothing at the marketplace, so no answer to it is ambiguous.
            self._token = str(self._expect(reply, write=False).body.get("access_token", ""))
            if not self._token:
                raise Unknown("Postmart trả lời đăng nhập mà không có mã truy cập.", code="outside_contract")
            return self._token


def _product(payload: ListingPayload) -> dict:
    certificates = []
    for certificate in payload.certificates:
        row = {"kind": certificate.kind, "number": certificate.number}
        if certificate.valid_until:
            row["valid_until"] = certificate.valid_until.isoformat()
        if certificate.image:
            row["image_url"] = certificate.image.url
        certificates.append(row)
    return {
        "shop_external_id": payload.seller.external_id,
        "title": payload.title,
        "description": payload.description,
        "category_code": CATEGORIES.get(payload.category_code, payload.category_code),
        "price_vnd": payload.price_vnd,
        "stock": payload.stock,
        "weight_g": payload.weight_g,
        "unit": payload.unit,
        "origin": payload.origin,
        "photo_urls": list(payload.photo_urls),
        "certificates": certificates,
        **said(payload.revision),
    }


def _result(change: PriceStock, row: Mapping | None) -> PriceStockResult:
    if row is None:
        raise Unknown(f"Postmart không trả lời về {change.external_id}.", code="outside_contract")
    if row.get("ok"):
        return PriceStockResult(change.external_id)
    return PriceStockResult(change.external_id, remote_problem(NAME, row.get("error") or {}))


def _json(body: bytes) -> Mapping:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unknown("Tin báo của Postmart không đọc được.", code="unreadable") from error


CONNECTOR = Postmart
