"""Dials, meters, memory: what the testers lean on."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import yaml
from bs4 import BeautifulSoup

from tests.sandbox.contract import CONTRACTS
from tests.sandbox_process import POSTMART_ACCOUNT, running_sandbox, start_sandbox

METHODS = ("get", "post", "put", "patch", "delete")


def _operations(code):
    paths = yaml.safe_load((CONTRACTS / f"{code}.yaml").read_text())["paths"]
    return [(path, {m for m in METHODS if m in operations}) for path, operations in paths.items()]


@pytest.mark.parametrize("code", ["postmart", "voso"])
def test_the_sandbox_answers_every_operation_of_the_contract_and_no_other(sandbox, code):
    sandbox.fault(code, requests_per_window=0)
    for path, methods in _operations(code):
        address = f"/{code}/api" + path.replace("{external_id}", "sp-1").replace("{item_id}", "0123456789ab")
        for method in METHODS:
            status = sandbox.http.request(method, address).status_code
            # Postmart's /products/batch also fits /products/{external_id}.
            expected = {400, 401} if method in methods else {405}
            assert status in expected, (method, path, status)


def test_the_eleventh_request_in_a_second_is_refused_with_a_time_to_wait(sandbox):
    answers = [sandbox.http.post("/postmart/api/login", json=POSTMART_ACCOUNT) for _ in range(11)]
    traffic = sandbox.state("postmart")["traffic"]

    # A slow machine may need more than a second for eleven requests; the meter knows.
    if traffic["max_in_window"] > 10:
        assert answers[-1].status_code == 429
        assert answers[-1].headers["Retry-After"] == "1"
        assert traffic["limited"] == 1
    assert traffic["max_admitted_in_window"] <= 10
    assert traffic["requests"] == 11


def test_voso_counts_by_the_minute(sandbox):
    sandbox.fault("voso", requests_per_window=3)

    answers = [sandbox.http.get("/voso/api/categories") for _ in range(4)]

    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert 50 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_requests_are_counted_at_the_door_however_long_their_answers_take(sandbox):
    sandbox.fault("voso", requests_per_window=2, latency_ms=1_500)
    ask = lambda: sandbox.http.get("/voso/api/categories").status_code  # noqa: E731
    with ThreadPoolExecutor(2) as threads:
        slow = [threads.submit(ask) for _n in range(2)]
        while sandbox.state("voso")["traffic"]["requests"] < 2:
            time.sleep(0.01)
        sandbox.fault("voso", latency_ms=0)
        assert ask() == 429
        assert [future.result() for future in slow] == [401, 401]


@pytest.mark.parametrize("code", ["postmart", "voso"])
def test_the_same_seed_gives_the_same_accidents(sandbox, code):
    def storm():
        sandbox.fault(code, requests_per_window=0, rate_5xx=0.5, seed=42)
        return [sandbox.http.get(f"/{code}/api/categories").status_code for _ in range(20)]

    first = storm()

    assert storm() == first
    assert set(first) == {401, 503}


def test_a_dial_of_one_marketplace_leaves_the_other_alone(sandbox):
    sandbox.fault("postmart", rate_5xx=1)

    assert sandbox.http.get("/postmart/api/categories").status_code == 503
    assert sandbox.http.get("/voso/api/categories").status_code == 401


def test_latency_is_felt(sandbox):
    sandbox.fault("voso", latency_ms=300)
    begun = time.monotonic()

    sandbox.http.get("/voso/api/categories")

    assert time.monotonic() - begun >= 0.3


@pytest.mark.parametrize("change", [{"rate_6xx": 1}, {"latency_ms": "nhanh"}])
def test_a_dial_that_does_not_exist_or_a_value_that_is_none_is_refused(sandbox, change):
    answer = sandbox.http.patch("/_faults/voso/api", json=change)

    assert answer.status_code == 400
    assert next(iter(change)) in answer.json()["message"]


def test_a_form_of_another_site_cannot_turn_dials(sandbox):
    assert sandbox.http.patch("/_faults/voso/api", data={"rate_5xx": "1"}).status_code == 415
    assert sandbox.http.post("/_reset", data={"x": "1"}).status_code == 415
    assert sandbox.http.post("/_faults/voso", data={"rate_5xx": "1"}).status_code == 403


def test_dials_are_turned_on_their_page(sandbox):
    with httpx.Client(base_url=sandbox.base_url, trust_env=False, follow_redirects=True, timeout=30) as browser:
        form = BeautifulSoup(browser.get("/_faults/voso").text, "html.parser").select_one("form.dials")
        fields = {f["name"]: f.get("value", "on") for f in form.select("input") if f.get("type") != "checkbox"}
        fields |= {"latency_ms": "5", "rate_429": "0.25", "reorder_webhooks": "on"}
        kept = browser.post("/_faults/voso", data=fields)
        wrong = browser.post("/_faults/voso", data=fields | {"latency_ms": "nhanh"})

    dials = sandbox.state("voso")["dials"]
    assert kept.status_code == 200
    assert (dials["latency_ms"], dials["rate_429"], dials["reorder_webhooks"]) == (5, 0.25, True)
    assert wrong.status_code == 400
    assert "latency_ms" in BeautifulSoup(wrong.text, "html.parser").select_one("[role=alert]").text


def test_putting_dials_back(sandbox):
    sandbox.fault("voso", rate_5xx=1, drop_next=4)

    sandbox.http.delete("/_faults/voso/api")

    dials = sandbox.state("voso")["dials"]
    assert (dials["rate_5xx"], dials["drop_next"], dials["moderation_delay_s"]) == (0, 0, 2)


def test_reset_forgets_everything(market):
    market.sandbox.order(market.code, "sp-1")

    market.sandbox.reset()

    state = market.sandbox.state(market.code)
    assert (state["products"], state["orders"], state["shops"], state["events"]["total"]) == ([], [], [], 0)
    assert state["traffic"]["requests"] == 0


def test_sixteen_buyers_of_the_last_ten_buy_ten(market):
    market.connector.upsert(market.payload(stock=10))

    def buy(_):
        body = {"external_id": "sp-1", "quantity": 1}
        return httpx.post(
            f"{market.sandbox.base_url}/_faults/{market.code}/order", json=body, trust_env=False, timeout=60
        ).status_code

    with ThreadPoolExecutor(8) as buyers:
        statuses = list(buyers.map(buy, range(16)))

    assert (statuses.count(200), statuses.count(404) + statuses.count(409)) == (10, 6)
    assert market.product()["stock"] == 0


def test_state_survives_a_restart(tmp_path):
    where = {"SANDBOX_DB": str(tmp_path / "s.sqlite3"), "SANDBOX_MEDIA": str(tmp_path / "m")}
    shop = {"external_id": "ho-1", "name": "Hộ Lành", "province": "Bắc Giang"}
    with running_sandbox(**where) as first:
        token = first.http.post("/postmart/api/login", json=POSTMART_ACCOUNT).json()["access_token"]
        first.http.post(
            "/postmart/api/shops", json=shop, headers={"Authorization": f"Bearer {token}"}
        ).raise_for_status()

    with running_sandbox(**where) as second:
        assert [s["name"] for s in second.state("postmart")["shops"]] == ["Hộ Lành"]


def test_it_ignores_the_settings_of_the_portal_and_stops_when_told():
    with running_sandbox(DJANGO_SETTINGS_MODULE="portal1034.settings.prod") as sandbox:
        assert sandbox.http.get("/_state").status_code == 200
        process = sandbox.process
    assert process.returncode == 0


def test_it_runs_under_granian_and_still_hangs_up():
    granian = str(Path(sys.executable).with_name("granian"))
    options = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "8", "--port", "{port}")
    sandbox = start_sandbox((granian, *options, "portal1034.sandbox.wsgi:application"))
    try:
        sandbox.fault("postmart", drop_next=1)
        token = sandbox.http.post("/postmart/api/login", json=POSTMART_ACCOUNT).json()["access_token"]
        shop = {"external_id": "ho-1", "name": "Hộ Lành", "province": "Bắc Giang"}
        with pytest.raises(httpx.RemoteProtocolError):
            sandbox.http.post("/postmart/api/shops", json=shop, headers={"Authorization": f"Bearer {token}"})
        assert len(sandbox.state("postmart")["shops"]) == 1
    finally:
        sandbox.stop()
