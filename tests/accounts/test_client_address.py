import pytest
from django.test import RequestFactory

from portal1034.accounts.client import client_address


def address(settings, proxies, remote="198.51.100.9", forwarded=None):
    settings.AXES_IPWARE_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


def test_without_proxies_the_header_is_not_believed(settings):
    assert address(settings, 0, forwarded="203.0.113.1") == "198.51.100.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "6.6.6.6, 203.0.113.1, 192.0.2.2", "203.0.113.1"),
        (2, "203.0.113.1", "198.51.100.9"),
        (1, "", "198.51.100.9"),
        (1, " , ", "198.51.100.9"),
    ],
)
def test_behind_proxies_the_client_is_counted_from_the_end(settings, proxies, forwarded, client):
    assert address(settings, proxies, forwarded=forwarded) == client


@pytest.mark.parametrize(
    ("remote", "client"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("", "0.0.0.0"),  # noqa: S104
        ("không phải địa chỉ", "0.0.0.0"),  # noqa: S104
    ],
)
def test_an_ipv6_client_is_its_line(settings, remote, client):
    assert address(settings, 0, remote=remote) == client
