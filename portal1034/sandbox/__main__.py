"""`python -m portal1034.sandbox`: run the two marketplaces until interrupted."""

import signal
import sys
import threading

from django.conf import settings

from .server import bind
from .wsgi import application  # chooses the settings, which nothing above has read yet


def main() -> None:
    server = bind(settings.SANDBOX_HOST, settings.SANDBOX_PORT, application)

    def stop(signum, frame):
        # shutdown() waits for serve_forever(), which this very thread is running.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.stdout.write(f"Sàn thử nghiệm: {settings.SANDBOX_BASE_URL}/\n")
    sys.stdout.flush()
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
