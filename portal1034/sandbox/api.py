"""One doorway for every API request: meter, faults, rate limit, authentication, then the view, then the drop."""

import json
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from .dials import BOARDS
from .traffic import METERS


class ApiError(Exception):
    """An answer other than success: HTTP status, stable code, Vietnamese sentence, errors by field.

    `told` are further words of the body.
    """

    def __init__(
        self, status: int, code: str, message: str, errors: list[dict] | None = None, retry_after_s=None, told=None
    ):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.errors, self.told = errors or [], told or {}
        self.retry_after_s = retry_after_s

    def response(self) -> JsonResponse:
        body = {"code": self.code, "message": self.message, "errors": self.errors} | self.told
        response = JsonResponse(body, status=self.status)
        if self.retry_after_s is not None:
            response["Retry-After"] = str(max(1, math.ceil(self.retry_after_s)))
        return response


def field_error(field: str, code: str, message: str, **numbers: int) -> dict:
    return {"field": field, "code": code, "message": message} | numbers


METHODS = ("get", "post", "put", "patch", "delete")


def nowhere(request: HttpRequest) -> HttpResponse:
    raise ApiError(404, "not_found", "Sàn không có địa chỉ này.")


def invalid(errors: list[dict]) -> ApiError:
    return ApiError(422, "invalid", "Thông tin sản phẩm chưa đúng quy định của sàn.", errors)


def clock(marketplace: str) -> datetime:
    """Return the marketplace's own idea of now, which a dial can put wrong."""
    return datetime.now(UTC) + timedelta(seconds=BOARDS[marketplace].now.clock_offset_s)


def json_body(request: HttpRequest) -> dict:
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise ApiError(400, "bad_json", "Nội dung gửi lên không phải JSON.") from error
    if not isinstance(body, dict):
        raise ApiError(400, "bad_json", "Nội dung gửi lên phải là một đối tượng JSON.")
    return body


def endpoint(marketplace: str, authenticate: Callable[[HttpRequest], None] | None, **views: Callable):
    """Return a Django view that answers `views` (keyed by lower-case method) behind the doorway.

    Without `authenticate` anyone may call: that is signing in, which commits nothing and so is never dropped.
    """

    @csrf_exempt
    def handle(request: HttpRequest, **captured) -> HttpResponse:
        METERS[marketplace].arrive()
        try:
            # Requests are counted at the door, however long their answers then take.
            _admit(marketplace)
            _misbehave(marketplace)
            view = views.get(request.method.lower())
            if view is None:
                raise ApiError(405, "method_not_allowed", "Sàn không nhận phương thức này.")
            if authenticate:
                authenticate(request)
            is_write = bool(authenticate) and request.method != "GET"
            if is_write and BOARDS[marketplace].wants_delay(request.path):
                return _carry_out_later(marketplace, view, request, captured)
            response = view(request, **captured)
        except ApiError as error:
            return _stamp(marketplace, error.response())
        if is_write and BOARDS[marketplace].wants_drop(request.path):
            return _hang_up(request)
        return _stamp(marketplace, response)

    return handle


def _carry_out_later(marketplace: str, view: Callable, request: HttpRequest, captured: dict) -> HttpResponse:
    """Cut the connection now and do what was asked a while later, when the caller may have asked for something else."""
    request.body  # noqa: B018  read while there is a connection to read from

    def do() -> None:
        # Nobody is left to be told of a refusal.
        with suppress(ApiError):
            view(request, **captured)
        connection.close()

    timer = threading.Timer(BOARDS[marketplace].now.delay_ms / 1000, do)
    timer.daemon = True
    timer.start()
    return _hang_up(request)


def _misbehave(marketplace: str) -> None:
    board = BOARDS[marketplace]
    dials = board.now
    if dials.latency_ms:
        time.sleep(dials.latency_ms / 1000)
    if board.roll("hang_rate"):
        time.sleep(dials.hang_ms / 1000)
    if board.take("fail_next") or board.roll("rate_5xx"):
        raise ApiError(503, "unavailable", "Sàn đang bận, xin thử lại sau.")
    if board.take("limit_next") or board.roll("rate_429"):
        raise ApiError(429, "too_many_requests", "Gửi quá nhanh.", retry_after_s=dials.retry_after_s)


def _allowed(marketplace: str) -> int:
    """Return how many requests a window takes now, 0 for any number."""
    wanted = BOARDS[marketplace].now.requests_per_window
    return METERS[marketplace].limit.requests if wanted < 0 else wanted


def _admit(marketplace: str) -> None:
    wait_s = METERS[marketplace].admit(_allowed(marketplace))
    if wait_s:
        raise ApiError(429, "too_many_requests", "Gửi quá nhanh.", retry_after_s=wait_s)


def _stamp(marketplace: str, response: HttpResponse) -> HttpResponse:
    if marketplace == "voso":
        response["X-RateLimit-Remaining"] = str(METERS[marketplace].left(_allowed(marketplace)))
    return response


def _hang_up(request: HttpRequest) -> HttpResponse:
    """Leave the caller without an answer. Servers that keep the socket to themselves get a torn body instead."""
    close = request.environ.get("sandbox.hang_up")
    if close is not None:
        close()
        return HttpResponse()
    return StreamingHttpResponse(_torn(), headers={"Content-Length": "4096"})


def _torn():
    yield b"{"
    raise ConnectionAbortedError("dropped on purpose after the commit")
