"""One HTTP exchange with a marketplace, and the sorting of everything that can go wrong with it."""

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx

from products.connectors.errors import Ambiguous, Full, Misconfigured, Rejected, Transient, Unknown
from products.connectors.sentences import grouped, remote_problem

# The request never left, or never arrived whole: sending it again cannot do it twice.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_OUR_FAULT = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.ProxyError)
_REFUSED = (400, 409, 413, 415, 422)
_GATEWAY_GAVE_UP = (502, 504)
# Faults of the listing that are really ours or the line's: the household can do nothing about them.
_LATER = {"photo_unreachable"}
_ADMINISTRATOR = {"photo_host"}
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Reply:
    """`body` is the JSON object, {} when the answer has none. `code` is the contract's error code, or ""."""

    status: int
    body: Mapping
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        return "" if self.ok else str(self.body.get("code", ""))

    @property
    def errors(self) -> list[Mapping]:
        return list(self.body.get("errors") or [])


class Channel:
    """Sends requests to one marketplace; safe to share between threads.

    `throttle` is called before every request, so that the caller's rate accounting sees each one; it may wait, or raise
    Transient. Where it has a method `left(turn)`, that hears, with what the call returned, when the last byte is on the
    line; where it has `told(remaining)`, how many requests the marketplace says it still takes.
    """

    def __init__(self, *, name: str, base_url: str, timeout_s: float, client: httpx.Client | None, throttle=None):
        self.name = name
        self.base_url = base_url.rstrip("/")
        self.path = urlsplit(self.base_url).path
        self._client = client or _client_for(base_url, timeout_s)
        self._throttle: Callable[[], object] = throttle or (lambda: None)
        self._left: Callable[[object], None] | None = getattr(throttle, "left", None)
        self._told: Callable[[int], None] | None = getattr(throttle, "told", None)

    def send(self, method: str, path: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Return the answer, whatever its status. Raises Transient, Ambiguous (writes), Misconfigured or Unknown."""
        heard = self._hearing(self._throttle())
        write = method != "GET"
        try:
            response = self._client.request(
                method, self.base_url + path, content=content, headers=headers, extensions=heard
            )
        except _NOT_SENT as error:
            raise Transient(f"Chưa kết nối được với {self.name}.", code="unreachable") from error
        except _OUR_FAULT as error:
            raise Misconfigured(f"Địa chỉ của {self.name} trên cổng chưa đúng: {error}", code="bad_address") from error
        except httpx.TransportError as error:
            if write:
                raise Ambiguous(f"Đã gửi tới {self.name} nhưng chưa nhận được trả lời.", code="no_answer") from error
            raise Transient(f"{self.name} chưa trả lời.", code="no_answer") from error
        except httpx.HTTPError as error:
            raise Unknown(f"{self.name} trả lời không đọc được: {error}", code="unreadable") from error
        self._hear_remaining(response)
        return self._read(response, write)

    def _hearing(self, turn: object) -> dict | None:
        """Return what makes httpx tell when a request is on the line."""
        if self._left is None:
            return None

        def trace(event: str, _info: Mapping) -> None:
            if event == "http11.send_request_body.complete":
                self._left(turn)

        return {"trace": trace}

    def _hear_remaining(self, response: httpx.Response) -> None:
        remaining = response.headers.get("X-RateLimit-Remaining", "")
        if self._told is not None and remaining.isdecimal():
            self._told(int(remaining))

    def _read(self, response: httpx.Response, write: bool) -> Reply:
        try:
            body = json.loads(response.content) if response.content else {}
        except ValueError:
            body = None
        if isinstance(body, dict):
            return Reply(response.status_code, body, response.headers)
        if response.is_success:
            # Whatever stands between us and the marketplace answered in its place; only a look-up can tell.
            if write:
                raise Ambiguous(f"{self.name} trả lời không đọc được.", code="unreadable")
            raise Unknown(f"{self.name} trả lời không đọc được: {response.text[:200]}", code="unreadable")
        return Reply(response.status_code, {"message": response.text[:200]}, response.headers)

    def failure(self, reply: Reply, *, write: bool) -> Exception:
        """Return the error that a reply outside 2xx stands for."""
        status, message = reply.status, reply.body.get("message", "")
        if status == 429 and reply.code == "daily_listing_cap":
            return self._full(reply)
        if status == 409 and reply.code == "stale_revision":
            return Transient(f"{self.name} đã nhận một bản mới hơn.", code="stale_revision")
        if status == 429:
            return Transient(f"{self.name} nhắc gửi chậm lại.", code="rate_limited", retry_after_s=retry_after(reply))
        if status in _GATEWAY_GAVE_UP and write:
            return Ambiguous(f"{self.name} chưa xác nhận đã nhận.", code=f"http_{status}")
        if status >= 500 or status == 408:
            text = f"{self.name} đang gặp sự cố."
            return Transient(text, code=f"http_{status}", retry_after_s=retry_after(reply))
        if status in (401, 403):
            text = f"{self.name} không nhận tài khoản của cổng: {message or status}"
            return Misconfigured(text, code=reply.code or "unauthorised")
        if status in _REFUSED and reply.errors:
            return self._refusal(reply)
        return Unknown(f"{self.name} trả lời ngoài dự kiến ({status}): {message}", code=reply.code or f"http_{status}")

    def _full(self, reply: Reply) -> Full:
        """Say when it goes up on Vietnamese clocks; without a time of the marketplace's own, an hour from now."""
        try:
            resets_at = datetime.fromisoformat(str(reply.body.get("resets_at"))).astimezone(VIETNAM)
        except ValueError:
            resets_at = datetime.now(VIETNAM) + timedelta(seconds=retry_after(reply) or 3_600)
        limit = reply.body.get("limit")
        how_many = f"tối đa {grouped(limit)}" if isinstance(limit, int) else "có hạn số"
        text = (
            f"{self.name} nhận {how_many} tin mới mỗi ngày, tin này sẽ lên từ {resets_at:%H:%M} ngày "
            f"{resets_at.day}/{resets_at.month}; bác không phải làm gì."
        )
        wait_s = max(0.0, (resets_at - datetime.now(VIETNAM)).total_seconds())
        return Full(text, resets_at=resets_at, retry_after_s=wait_s)

    def _refusal(self, reply: Reply) -> Exception:
        codes = {error.get("code") for error in reply.errors}
        if codes & _ADMINISTRATOR:
            text = f"{self.name} không được phép tải ảnh từ địa chỉ của cổng."
            return Misconfigured(text, code="photo_host")
        if codes <= _LATER:
            return Transient(f"{self.name} chưa tải được ảnh từ cổng.", code="photo_unreachable", retry_after_s=60)
        return Rejected(tuple(remote_problem(self.name, error) for error in reply.errors))


def retry_after(reply: Reply) -> float | None:
    """Return the seconds of Retry-After, given as a number or as a date; None when it is absent or unreadable."""
    value = reply.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _client_for(base_url: str, timeout_s: float) -> httpx.Client:
    timeout = httpx.Timeout(timeout_s, connect=min(5.0, timeout_s))
    limits = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30)
    # The environment's proxies have no business with loopback.
    return httpx.Client(timeout=timeout, limits=limits, trust_env=not _is_loopback(base_url))


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
