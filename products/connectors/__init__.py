"""Connectors to the marketplaces: HTTP and nothing else. No database, no Django; frozen dataclasses in and out."""

from products.connectors.base import Connector
from products.connectors.postmart import Postmart, PostmartConfig
from products.connectors.voso import Voso, VosoConfig

__all__ = ["CONNECTORS", "Connector", "Postmart", "PostmartConfig", "Voso", "VosoConfig", "connector_for"]

CONNECTORS = {connector.code: connector for connector in (Postmart, Voso)}


def connector_for(code: str, config: PostmartConfig | VosoConfig, **options) -> Connector:
    """Return the connector of a marketplace code, "postmart" or "voso".

    Options: `client` (an httpx.Client), `throttle` (called before every request), `clock` (seconds since 1970).
    Raises KeyError for an unknown code.
    """
    return CONNECTORS[code](config, **options)
