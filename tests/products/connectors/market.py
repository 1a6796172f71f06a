"""One marketplace under test: its connector, its sandbox, and payloads that both marketplaces accept."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache

import httpx

from products.connectors import Postmart, PostmartConfig, Voso, VosoConfig, connector_for
from products.connectors.base import Certificate, Connector, ListingPayload, Photo, Seller
from tests.sandbox.contract import ContractTransport
from tests.sandbox_process import POSTMART_ACCOUNT, VOSO_ACCOUNT, SandboxHandle

SELLER = Seller("ho-0001", "Hộ Nguyễn Thị Lành", "Bắc Giang", "0900 000 001")
WITHDRAWN = {"postmart": "deleted", "voso": "unlisted"}
ON_SALE = {"postmart": "on_sale", "voso": "live"}


@cache
def _picture(url: str) -> bytes:
    return httpx.get(url, trust_env=False).raise_for_status().content


@dataclass
class Market:
    code: str
    sandbox: SandboxHandle
    connector: Connector
    transport: ContractTransport

    def photo(self, width: int = 900, height: int = 900, suffix: str = "jpg", tone: int = 0) -> Photo:
        url = self.sandbox.photo_url(width, height, suffix, tone)
        content = _picture(url)
        media_type = {"jpg": "image/jpeg"}.get(suffix, f"image/{suffix}")
        digest = hashlib.sha256(content).hexdigest()
        return Photo(url, digest, width, height, len(content), media_type, lambda: content)

    def payload(self, external_id: str = "sp-1", **changes) -> ListingPayload:
        good = ListingPayload(
            external_id=external_id,
            seller=SELLER,
            title="Vải thiều Lục Ngạn loại 1, thùng 5 kg",
            description="Vải thiều chín cây, cùi dày, hạt nhỏ, hái buổi sáng và đóng thùng xốp trong ngày.",
            category_code="trai-cay",
            price_vnd=185_000,
            stock=120,
            weight_g=5_000,
            unit="thùng",
            photos=tuple(self.photo(tone=tone) for tone in range(3)),
            origin="Lục Ngạn, Bắc Giang",
        )
        return replace(good, **changes)

    def certificate(self, kind: str = "vietgap") -> Certificate:
        return Certificate(kind, "VG-24-001", image=self.photo(tone=3))

    def product(self, external_id: str = "sp-1") -> dict:
        return self.sandbox.products(self.code)[external_id]

    def another_connector(self, **options) -> Connector:
        """Return a second connector, as another worker would have; `options` may change the account."""
        return build_connector(self.code, self.sandbox, ContractTransport(self.code), **options)


def build_connector(code: str, sandbox: SandboxHandle, transport: httpx.BaseTransport, **options) -> Connector:
    timeout_s = options.pop("timeout_s", 20)
    extras = {name: options.pop(name) for name in ("throttle", "clock") if name in options}
    client = httpx.Client(transport=transport, timeout=timeout_s)
    if code == Postmart.code:
        config = PostmartConfig(**({"base_url": sandbox.api_url(code)} | POSTMART_ACCOUNT | options))
    else:
        config = VosoConfig(**({"base_url": sandbox.api_url(Voso.code)} | VOSO_ACCOUNT | options))
    return connector_for(code, config, client=client, **extras)


def market_of(code: str, sandbox: SandboxHandle) -> Market:
    transport = ContractTransport(code)
    return Market(code, sandbox, build_connector(code, sandbox, transport), transport)
