"""Both documents against the running sandbox: schemathesis draws requests, right and wrong ones, from the YAML itself.

Whatever is sent, nothing falls over, every answer is one the document names, and what the document forbids is refused.
Seeded: the same requests each time.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from requests.auth import AuthBase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.sandbox.contract import CONTRACTS
from tests.sandbox_process import POSTMART_ACCOUNT, VOSO_ACCOUNT, SandboxHandle

CODES = ("postmart", "voso")
EXAMPLES = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 20}
# A wrong item is told so in its own result, and does not keep the others.
ITEM_BY_ITEM = ("/products/batch", "/items/stock-price")
ANSWERS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class Bearer(AuthBase):
    """Postmart's way: the token of one sign-in."""

    def __init__(self, sandbox: SandboxHandle) -> None:
        answer = httpx.post(f"{sandbox.api_url('postmart')}/login", json=POSTMART_ACCOUNT, trust_env=False)
        self.token = answer.raise_for_status().json()["access_token"]

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Signature(AuthBase):
    """Voso's way: every request signed as it leaves, whatever was drawn for it."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        stamp, partner = str(int(time.time())), VOSO_ACCOUNT["partner_id"]
        lines = "\n".join([partner, request.path_url, stamp, hashlib.sha256(body).hexdigest()])
        signature = hmac.new(VOSO_ACCOUNT["secret"].encode(), lines.encode(), hashlib.sha256).hexdigest()
        request.headers.update({"X-Voso-Partner": partner, "X-Voso-Timestamp": stamp, "X-Voso-Signature": signature})
        return request


def document(code: str):
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False, "database": "none"}})
    return schemathesis.openapi.from_path(CONTRACTS / f"{code}.yaml", config=config)


def operations() -> Iterator:
    for code in CODES:
        for found in document(code).get_all_operations():
            operation = found.ok()
            yield pytest.param(code, operation, id=f"{code} {operation.method.upper()} {operation.path}")


@pytest.fixture
def session(sandbox) -> Iterator[requests.Session]:
    for code in CODES:
        sandbox.fault(code, requests_per_window=0)
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("code", "operation"), list(operations()))
def test_the_sandbox_keeps_to_the_document(sandbox, session, code, operation, mode):
    session.auth = Bearer(sandbox) if code == "postmart" else Signature()
    checks = list(ANSWERS)
    if mode is GenerationMode.NEGATIVE and operation.path not in ITEM_BY_ITEM:
        checks.append(negative_data_rejection)

    @seed(1034)
    @settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        response = case.call(base_url=sandbox.api_url(code), session=session)
        case.validate_response(response, checks=checks)

    try:
        ask()
    except Unsatisfiable:
        # Nothing wrong can be sent to what takes no words, or any word.
        assert mode is GenerationMode.NEGATIVE
