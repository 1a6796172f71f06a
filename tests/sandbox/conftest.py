import pytest

from tests.products.connectors.market import Market, market_of
from tests.sandbox_process import SandboxHandle, shared_sandbox


@pytest.fixture
def sandbox() -> SandboxHandle:
    """An empty sandbox, as it starts: rate limits on; moderators decide at once."""
    handle = shared_sandbox()
    handle.reset()
    handle.fault("voso", moderation_delay_s=0)
    return handle


@pytest.fixture(params=["postmart", "voso"])
def market(request, sandbox) -> Market:
    """A marketplace with one listing on sale, and no rate limit."""
    sandbox.fault(request.param, requests_per_window=0)
    market = market_of(request.param, sandbox)
    market.connector.upsert(market.payload())
    market.connector.look_up("sp-1")
    return market
