"""How fast public pages are, as a ratio to an empty view behind the same middleware on the same server in the same run.

`make bench` needs `wrk` (Debian's package). Warm is the second visit on; uncached busts the key with a query string;
afresh keeps no piece either, so that the database vouches for what is shown; cold keeps nothing at all.
"""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.bench.wrk import busting, needs_wrk, rate, ratio
from tests.journeys.stack import running_stack

PAGES = {
    "home": "/",
    "calendar": "/mua-vu/",
    "crop": "/mua-vu/vai-thieu/",
    "catalogue": "/nong-san/",
    "news": "/tin-tuc/",
    "figures": "/so-lieu/",
}
WARM_AT_LEAST, UNCACHED_AT_LEAST = 0.70, 0.15

pytestmark = [needs_wrk, pytest.mark.django_db(transaction=True)]


def test_pages_keep_their_ratio_to_an_empty_view(tmp_path):
    call_command("seed_demo")
    figures = {}
    with running_stack(settings="tests.bench.settings") as stack:
        empty = f"{stack.url}/_empty/"
        rate(empty)
        for name, path in PAGES.items():
            url = stack.url + path
            figures[name] = {"warm": ratio(url, empty)} | {
                told: ratio(url, empty, busting(tmp_path, url, asked))
                for told, asked in (("uncached", "_"), ("afresh", "_afresh"), ("cold", "_cold"))
            }
    Path("bench.json").write_text(json.dumps(figures, indent=2))
    print("\n{:<12}{:>8}{:>10}{:>8}{:>8}".format("page", "warm", "uncached", "afresh", "cold"))
    for name, found in figures.items():
        print("{:<12}{warm:>8.2f}{uncached:>10.2f}{afresh:>8.2f}{cold:>8.3f}".format(name, **found))
    assert all(f["warm"] >= WARM_AT_LEAST for f in figures.values()), figures
    assert all(f["uncached"] >= UNCACHED_AT_LEAST for f in figures.values()), figures
