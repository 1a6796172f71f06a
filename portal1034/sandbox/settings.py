"""Settings of the sandbox process alone, read from the environment.

SANDBOX_DB, SANDBOX_MEDIA: where its state lives (default: a `.data` folder beside the code).
SANDBOX_HOST, SANDBOX_PORT: where it listens (127.0.0.1:8101). SANDBOX_BASE_URL: how others address it.
SANDBOX_TRUSTED_HOSTS: hosts besides loopback that photographs are fetched from and webhooks are sent to.
SANDBOX_POSTMART_KEY, SANDBOX_POSTMART_SECRET, SANDBOX_VOSO_PARTNER, SANDBOX_VOSO_SECRET: the one account it knows.
"""

import os
import secrets
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]

SANDBOX_HOST = os.environ.get("SANDBOX_HOST", "127.0.0.1")
SANDBOX_PORT = int(os.environ.get("SANDBOX_PORT", "8101"))
SANDBOX_BASE_URL = os.environ.get("SANDBOX_BASE_URL", f"http://127.0.0.1:{SANDBOX_PORT}").rstrip("/")
SANDBOX_TRUSTED_HOSTS = frozenset(filter(None, os.environ.get("SANDBOX_TRUSTED_HOSTS", "").split(",")))
SANDBOX_CONTRACTS = _ROOT / "docs" / "marketplaces"
SANDBOX_ACCOUNTS = {
    "postmart": (
        os.environ.get("SANDBOX_POSTMART_KEY", "cong-1034"),
        os.environ.get("SANDBOX_POSTMART_SECRET", "postmart-thu-nghiem"),
    ),
    "voso": (
        os.environ.get("SANDBOX_VOSO_PARTNER", "cong-1034"),
        os.environ.get("SANDBOX_VOSO_SECRET", "voso-thu-nghiem"),
    ),
}

_DATABASE = Path(os.environ.get("SANDBOX_DB", _ROOT / ".data" / "sandbox.sqlite3"))
MEDIA_ROOT = Path(os.environ.get("SANDBOX_MEDIA", _DATABASE.parent / "sandbox-media"))

# No sessions and nothing signed outlives the process.
SECRET_KEY = secrets.token_hex(32)
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "portal1034.sandbox.urls"
WSGI_APPLICATION = "portal1034.sandbox.wsgi.application"
INSTALLED_APPS = ["portal1034.sandbox.apps.SandboxConfig"]
# CommonMiddleware for Content-Length, without which no connection is kept alive.
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
APPEND_SLASH = False
CSRF_COOKIE_NAME = "sandbox_csrf"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _DATABASE,
        # A thread keeps its connection for as long as its client keeps the socket.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Writers queue from BEGIN on, instead of failing when a read turns into a write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
# Django knows the Vietnamese full stop, but not after how many digits.
NUMBER_GROUPING = 3
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A refused request is the sandbox's daily bread, not an accident.
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False}},
}
