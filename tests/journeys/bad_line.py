"""A line between the browser and the portal that can be cut, before a request arrives or after it was answered."""

import re
import socket
import threading
from contextlib import suppress


class BadLine:
    """Relays 127.0.0.1:`port` to `target` (host, port). `url` is what a browser goes to.

    `mode`: "up" relays; "down" refuses everybody; "silent" takes what comes and never answers; "cut" lets a POST arrive
    and be answered, and swallows the answer; "half" ends every answer in the middle. `answered` counts the POSTs whose
    answers were swallowed. `rewrite` (old, new) replaces bytes on the way back, as many as there were; `detour` (old,
    new) on the way there.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.target, self.mode, self.answered = target, "up", 0
        self.rewrite = (re.compile(b"$^"), b"")
        self.detour = (b"", b"")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def go_down(self) -> None:
        self.turn("down")

    def go_up(self) -> None:
        self.turn("up")

    def turn(self, mode: str) -> None:
        """Connections that the browser holds open begin anew."""
        self.mode = mode
        self._hang_up()

    def close(self) -> None:
        self.go_down()
        self._listener.close()

    def _hang_up(self) -> None:
        for side in list(self._open):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):  # closed at the end of a test
            while True:
                browser, _address = self._listener.accept()
                if self.mode == "down":
                    browser.close()
                else:
                    threading.Thread(target=self._relay, args=(browser,), daemon=True).start()

    def _relay(self, browser: socket.socket) -> None:
        with browser, socket.create_connection(self.target) as portal:
            self._open |= {browser, portal}
            if self.mode == "down":  # it went down between the two lines above, and nobody hung up on us
                return
            told = threading.Event()
            back = threading.Thread(target=self._pour_back, args=(portal, browser, told), daemon=True)
            back.start()
            with suppress(OSError):
                while chunk := browser.recv(65536):
                    if chunk.startswith(b"POST "):
                        told.set()
                    elif chunk.startswith(b"GET "):
                        told.clear()
                    if self.mode != "silent":
                        portal.sendall(chunk.replace(*self.detour) if self.detour[0] else chunk)
            with suppress(OSError):
                portal.shutdown(socket.SHUT_RDWR)
            back.join(5)
            self._open -= {browser, portal}

    def _pour_back(self, portal: socket.socket, browser: socket.socket, posted: threading.Event) -> None:
        with suppress(OSError):
            while chunk := portal.recv(65536):
                if self.mode == "cut" and posted.is_set():
                    self.answered += 1
                    break
                old, new = self.rewrite
                chunk = old.sub(new, chunk)
                if self.mode == "half":
                    browser.sendall(chunk[: len(chunk) // 2])
                    break
                browser.sendall(chunk)
        with suppress(OSError):
            browser.shutdown(socket.SHUT_RDWR)
