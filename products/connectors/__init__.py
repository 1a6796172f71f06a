"""Connectors to the marketplaces: HTTP and nothing else. No database, no Django; frozen dataclasses in and out.

A module of this package that says `CONNECTOR = …` is a marketplace; nothing else has to be told of it here.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from products.connectors.base import Connector
from products.connectors.postmart import Postmart, PostmartConfig
from products.connectors.voso import Voso, VosoConfig

__all__ = [
    "CONNECTORS",
    "Connector",
    "Postmart",
    "PostmartConfig",
    "Voso",
    "VosoConfig",
    "configured_connector",
    "connector_for",
    "find_connectors",
]


def find_connectors() -> dict[str, type[Connector]]:
    """Return the connector class of every marketplace by its code."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    classes = [module.CONNECTOR for module in modules if hasattr(module, "CONNECTOR")]
    return {each.code: each for each in classes}


CONNECTORS = find_connectors()


def connector_for(code: str, config, **options) -> Connector:
    """Return the connector of a marketplace's code; `config` is an instance of its `Config`.

    Options: `client` (an httpx.Client), `throttle` (called before every request), `clock` (seconds since 1970).
    Raises KeyError for an unknown code.
    """
    return CONNECTORS[code](config, **options)


def configured_connector(code: str, found: Mapping, webhook_url: str, **options) -> Connector:
    """Return the connector of a marketplace's code, configured by its entry of settings.MARKETPLACES."""
    return connector_for(code, CONNECTORS[code].Config.from_settings(found, webhook_url), **options)
