"""Holds live traffic against the OpenAPI documents: a transport that checks every answer, and every request it may."""

from functools import cache
from pathlib import Path

import httpx
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

CONTRACTS = Path(__file__).resolve().parents[2] / "docs" / "marketplaces"


@cache
def contract(marketplace: str) -> OpenAPI:
    return OpenAPI.from_file_path(str(CONTRACTS / f"{marketplace}.yaml"))


class SentRequest:
    """An httpx request as openapi-core wants to see it."""

    def __init__(self, request: httpx.Request):
        self.host_url = f"{request.url.scheme}://{request.url.netloc.decode()}"
        self.path = request.url.path
        self.method = request.method.lower()
        self.body = request.content
        self.content_type = request.headers.get("content-type", "application/json")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(request.url.params.multi_items()), header=Headers(request.headers.multi_items())
        )


class SentWebhook:
    """A webhook as it arrived."""

    name, method = "event", "post"

    def __init__(self, headers: dict[str, str], body: bytes):
        self.body = body
        self.content_type = headers["Content-Type"]
        self.parameters = RequestParameters(header=Headers(list(headers.items())))


class ReceivedResponse:
    def __init__(self, response: httpx.Response):
        self.status_code = response.status_code
        self.content_type = response.headers.get("content-type", "")
        self.headers = Headers(response.headers.multi_items())
        self.data = response.content


class ContractTransport(httpx.HTTPTransport):
    """Fails the test on an answer outside the contract; on a request outside it too, when the answer was a success.

    Refused requests are often outside the contract on purpose. `seen` collects (METHOD, path, status).
    """

    def __init__(self, marketplace: str):
        super().__init__()
        self.contract = contract(marketplace)
        self.seen: list[tuple[str, str, int]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        response = super().handle_request(request)
        response.read()
        self.seen.append((request.method, request.url.path, response.status_code))
        sent = SentRequest(request)
        if response.is_success:
            self.contract.validate_request(sent)
        self.contract.validate_response(sent, ReceivedResponse(response))
        return response
