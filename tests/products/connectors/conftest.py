import pytest

from tests.products.connectors.market import Market, market_of
from tests.sandbox_process import SandboxHandle, shared_sandbox


@pytest.fixture
def sandbox() -> SandboxHandle:
    """An empty sandbox, without rate limits and with moderators who decide at once."""
    handle = shared_sandbox()
    handle.reset()
    for code in ("postmart", "voso"):
        handle.fault(code, requests_per_window=0, moderation_delay_s=0)
    return handle


@pytest.fixture(params=["postmart", "voso"])
def market(request, sandbox) -> Market:
    return market_of(request.param, sandbox)


@pytest.fixture
def postmart(sandbox) -> Market:
    return market_of("postmart", sandbox)


@pytest.fixture
def voso(sandbox) -> Market:
    return market_of("voso", sandbox)
