"""A worker process for tests: `python -m tests.products.worker MARKETPLACE…` drains until it is killed.

LEASE_S shortens the lease, so that a test need not wait long for the dead.
"""

import os
import sys
import time
from datetime import timedelta

import django

django.setup()

from products import sync  # noqa: E402
from products.sync import flight  # noqa: E402

flight.LEASE = timedelta(seconds=float(os.environ.get("LEASE_S", "20")))
flight.RENEW_S = flight.LEASE.total_seconds() / 4

while True:
    for marketplace in sys.argv[1:]:
        sync.drain(marketplace, seconds=5)
    time.sleep(0.1)
