"""The connectors of this portal: configured from settings.MARKETPLACES, paced, one of each per process."""

import functools
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from products import traffic
from products.connectors import Connector, configured_connector
from products.pacing import Pace, Turn


@functools.cache
def connector(marketplace: str) -> Connector:
    """Return the connector of a marketplace; every request it makes waits for its turn in the shared bucket."""
    found = settings.MARKETPLACES[marketplace]
    return configured_connector(marketplace, found, webhook_url(marketplace), throttle=Throttle(marketplace))


@dataclass(frozen=True)
class Throttle:
    """Called before every request for its turn; told when it has left, and how many more the marketplace would take."""

    marketplace: str

    def __call__(self) -> Turn:
        turn = pace(self.marketplace).wait()
        traffic.count(self.marketplace, requests=1)
        return turn

    def left(self, turn: Turn) -> None:
        pace(self.marketplace).left(turn)

    def told(self, remaining: int) -> None:
        pace(self.marketplace).spare(remaining)


@functools.cache
def pace(marketplace: str) -> Pace:
    found = settings.MARKETPLACES[marketplace]
    return Pace(marketplace, found["requests_per_second"], settings.MARKETPLACE_PROCESSES)


def is_by_hand(marketplace: str) -> bool:
    """Whether officers work this marketplace by hand: told so, or because there is no address to call yet."""
    found = settings.MARKETPLACES[marketplace]
    return bool(found.get("by_hand")) or not found["api_url"]


def hosts_of(marketplace: str) -> tuple[str, ...]:
    """Return the hosts on which pages of this marketplace lie, themselves and everything below them."""
    return tuple(settings.MARKETPLACES[marketplace].get("hosts", ()))


def webhook_url(marketplace: str) -> str:
    """Return where the marketplace sends its events; its path is part of what Voso signs."""
    return settings.MARKETPLACE_WEBHOOK_URL + reverse("products:webhook", args=[marketplace])


def shop_external_id(household_code: str) -> str:
    """Return the name of the household's shop on every marketplace."""
    return f"c1034-{household_code}"


def forget() -> None:
    """Build the connectors anew from the settings (tests)."""
    connector.cache_clear()
    pace.cache_clear()
