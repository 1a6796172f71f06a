"""What only Postmart does: tokens that end, photographs that it fetches itself."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from products.connectors.base import Misconfigured, Rejected, Transient


def _logins(market):
    return sum(path.endswith("/login") for _, path, _ in market.transport.seen)


def test_an_expired_token_is_renewed_once_and_the_call_succeeds(postmart):
    postmart.connector.upsert(postmart.payload())
    assert _logins(postmart) == 1

    postmart.sandbox.fault("postmart", clock_offset_s=4_000)
    postmart.connector.upsert(postmart.payload(stock=5))

    assert _logins(postmart) == 2
    assert postmart.product()["stock"] == 5


def test_threads_whose_token_expired_together_sign_in_once(postmart):
    postmart.connector.look_up("sp-1")
    postmart.sandbox.fault("postmart", clock_offset_s=4_000, latency_ms=150)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(postmart.connector.look_up, [f"sp-{n}" for n in range(6)]))

    assert _logins(postmart) == 2


def test_a_token_that_is_refused_even_when_new_is_the_administrators(postmart):
    postmart.sandbox.fault("postmart", token_ttl_s=0)

    with pytest.raises(Misconfigured):
        postmart.connector.look_up("sp-1")


def test_a_sign_in_that_finds_postmart_down_is_transient(postmart):
    postmart.sandbox.fault("postmart", fail_next=1)

    with pytest.raises(Transient):
        postmart.connector.upsert(postmart.payload())


def test_the_shop_is_opened_by_the_first_listing_and_not_again(postmart):
    postmart.connector.upsert(postmart.payload("sp-1"))
    postmart.connector.upsert(postmart.payload("sp-2"))

    assert sum(path.endswith("/shops") for _, path, _ in postmart.transport.seen) == 1
    assert [shop["external_id"] for shop in postmart.sandbox.state("postmart")["shops"]] == ["ho-0001"]


def test_an_edit_does_not_fetch_photographs_again(postmart):
    postmart.connector.upsert(postmart.payload())
    elsewhere = tuple(replace(p, url=p.url.replace("127.0.0.1", "localhost")) for p in postmart.payload().photos)

    postmart.connector.upsert(postmart.payload(stock=1))
    postmart.connector.upsert(postmart.payload(photos=elsewhere))

    assert postmart.product()["photos"] == 3


def test_a_photograph_that_cannot_be_fetched_is_ours_to_try_again(postmart):
    lost = replace(postmart.photo(), url=f"{postmart.sandbox.base_url}/khong-co.jpg")

    with pytest.raises(Transient) as caught:
        postmart.connector.upsert(postmart.payload(photos=(lost,)))

    assert caught.value.code == "photo_unreachable"
    assert postmart.sandbox.products("postmart") == {}


def test_a_photograph_on_a_host_postmart_may_not_reach_is_the_administrators(postmart):
    # A documentation address (RFC 5737): the sandbox refuses it without trying.
    foreign = replace(postmart.photo(), url="http://192.0.2.7/anh.jpg")

    with pytest.raises(Misconfigured):
        postmart.connector.upsert(postmart.payload(photos=(foreign,)))


@pytest.mark.parametrize(
    ("suffix", "path", "code"),
    [("webp", None, "photo_format"), ("jpg", "/_assets/sandbox.css", "photo_unreadable")],
)
def test_a_file_that_is_no_photograph_is_the_households(postmart, suffix, path, code):
    photo = postmart.photo(suffix=suffix)
    if path:
        photo = replace(photo, url=postmart.sandbox.base_url + path)

    with pytest.raises(Rejected) as caught:
        postmart.connector.upsert(postmart.payload(photos=(postmart.photo(), photo)))

    problem = caught.value.problems[0]
    assert (problem.field, problem.code) == ("photos", code)
    assert problem.message.startswith("Ảnh thứ 2 ")
    assert caught.value.owner == "household"


def test_a_photograph_over_five_megabytes_is_the_households(postmart, heavy_photo_url):
    heavy = replace(postmart.photo(), url=heavy_photo_url)

    with pytest.raises(Rejected) as caught:
        postmart.connector.upsert(postmart.payload(photos=(heavy,)))

    assert caught.value.problems[0].code == "photo_too_heavy"


@pytest.fixture
def heavy_photo_url():
    """The address of a file of more than 5 MB, on a server of its own."""
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(6):
                    self.wfile.write(b"\xff" * 1024 * 1024)
            except (BrokenPipeError, ConnectionResetError):
                # The reader has seen enough: that is what the test is about.
                self.close_connection = True

        def log_message(self, *args):
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/anh.jpg"
        server.shutdown()
        thread.join()


def test_secrets_stay_out_of_what_is_printed(postmart):
    assert "postmart-thu-nghiem" not in repr(postmart.connector._config)
    assert hashlib.sha256(b"").hexdigest() not in repr(postmart.connector)
