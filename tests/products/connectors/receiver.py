"""A real HTTP server that takes webhooks, for as long as a `with` block lasts."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """`arrived` holds (headers, body) in order of arrival, `paths` where each was sent.

    `answers` are the statuses given, 200 once used up.
    """

    url: str = ""
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def wait_for(self, count: int, within_s: float = 60) -> list[tuple[dict[str, str], bytes]]:
        deadline = time.monotonic() + within_s
        while len(self.arrived) < count:
            assert time.monotonic() < deadline, f"only {len(self.arrived)} of {count} webhooks came"
            time.sleep(0.02)
        return list(self.arrived)


@contextmanager
def webhook_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.answers.pop(0) if receiver.answers else 200
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            receiver.paths.append(self.path)
            receiver.arrived.append((dict(self.headers.items()), body))

        def log_message(self, *args):
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_port}/goi-lai/san?k=1"
        yield receiver
        server.shutdown()
        thread.join()
