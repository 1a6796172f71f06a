"""Where a request comes from, for limits and lockouts."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the client's address; an IPv6 client is its /64, which is what one household line has.

    Behind TRUSTED_PROXIES proxies, each of which appends the address it saw to X-Forwarded-For, the client is that many
    entries from the end: what a client writes into the header itself stands further left and is ignored.
    """
    given = request.META.get("REMOTE_ADDR", "")
    proxies = settings.AXES_IPWARE_PROXY_COUNT
    if proxies:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        given = forwarded[-proxies] if len(forwarded) >= proxies else given
    return _network(given)


def _network(given: str) -> str:
    try:
        address = ipaddress.ip_address(given)
    except ValueError:  # a unix socket has no address; a proxy may add a port
        return "0.0.0.0"  # noqa: S104
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
