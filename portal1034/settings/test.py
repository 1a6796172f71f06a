"""The test run: production's rules, a development machine's services, nothing waits."""

import os
import sys
import tempfile

os.environ.setdefault("SECRET_KEY", "chi-dung-trong-kiem-thu-chi-dung-trong-kiem-thu-0123456789")
os.environ.setdefault("IDENTITY_KEYS", "Y2hpLWR1bmctdHJvbmcta2llbS10aHUta2hvYS0wMSE=")
os.environ.setdefault("IDENTITY_INDEX_KEY", "Y2hpLWR1bmctdHJvbmcta2llbS10aHUtY2hpLW11YyE=")
os.environ.setdefault("LOG_LEVEL", "WARNING")


def _own_redis(url: str) -> tuple[str, str]:
    """Return addresses for the cache and Celery: each process of `pytest -n` has a Redis database to itself."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw-1")
    number = int(worker.removeprefix("gw")) + 1
    if url.startswith("unix://"):
        path = url.partition("?")[0]
        return f"{path}?db={number}", f"redis+socket://{path.removeprefix('unix://')}?virtual_host={number}"
    return f"{url.rstrip('/').rsplit('/', 1)[0]}/{number}", f"{url.rstrip('/').rsplit('/', 1)[0]}/{number}"


# Each pytest process has its Redis database and its files to itself; the processes it starts inherit both.
if "pytest" in sys.modules and os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"], os.environ["CELERY_BROKER_URL"] = _own_redis(os.environ["REDIS_URL"])
    os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="cong1034-media-")

from portal1034.settings.base import *  # noqa: E402, F403
from portal1034.settings.base import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from portal1034.settings.environment import seal  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SMS_BACKEND = "portal1034.accounts.sms.LocalBackend"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SHOW_DEVELOPER_PAGES = True
# A cheaper argon2 of the same kind: tests sign in hundreds of times. test_hashers holds the real cost.
PASSWORD_HASHERS = ["portal1034.accounts.hashers.CheapArgon2PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟦undefined: %s⟧"
DATABASES["default"].setdefault("TEST", {})
AXES_ENABLED = True
# Tests ask right after a write, and from another process; tests/core/test_generations.py holds the real pause.
PAGE_GENERATION_SECONDS = 0
# Journeys sign staff in by text; tests/accounts/test_authenticator.py switches it on.
STAFF_TOTP_REQUIRED = False

seal()
