"""A marketplace's events, genuine by signature and still hostile by content."""

import hashlib
import hmac
import time

import pytest

from products.marketplaces import connector

pytestmark = pytest.mark.django_db

ADDRESS = "/san/postmart/tin-bao/"


def send(client, body: bytes, timestamp: str | None = None):
    timestamp = timestamp or str(int(time.time()))
    key = connector("postmart")._config.secret_key.encode()
    signature = hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Postmart-Timestamp": timestamp, "X-Postmart-Signature": signature}
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("body", [b"[" * 120_000, b"[]", b"{}", b"1", b"\xff\xfe", b'{"event_id": NaN}'])
def test_what_cannot_be_read_is_refused_without_breaking(client, body):
    assert send(client, body).status_code == 422


@pytest.mark.parametrize("timestamp", ["9" * 4_400, "x", "-1", "1"])
def test_a_time_that_is_none_is_not_believed(client, timestamp):
    assert send(client, b"{}", timestamp).status_code == 401


def test_an_unsigned_event_and_a_large_one_are_refused(client):
    assert client.post(ADDRESS, b"{}", content_type="application/json").status_code == 401
    assert send(client, b"x" * 300_000).status_code == 413
