"""A threaded HTTP/1.1 server whose connections a view can cut, which no ordinary WSGI server allows."""

import logging
import socket

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

logger = logging.getLogger("sandbox.access")


class SandboxServer(ThreadedWSGIServer):
    request_queue_size = 128


class SandboxRequestHandler(WSGIRequestHandler):
    # Head and body leave in two writes; without this the second waits for the client's delayed acknowledgement.
    disable_nagle_algorithm = True

    def get_environ(self):
        return super().get_environ() | {"sandbox.hang_up": self.hang_up}

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format, *args):
        logger.debug(format, *args)


def bind(host: str, port: int, application) -> SandboxServer:
    """Return a server that already listens; `serve_forever()` starts it."""
    server = SandboxServer((host, port), SandboxRequestHandler)
    server.set_app(application)
    return server
