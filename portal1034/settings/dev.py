"""A developer's machine: `make run`. Secrets are constants because nothing here is secret."""

import os

os.environ.setdefault("SECRET_KEY", "chi-dung-tren-may-phat-trien-khong-bao-gio-dung-khi-chay-that")
os.environ.setdefault("IDENTITY_KEYS", "Y2hpLWR1bmcta2hpLXBoYXQtdHJpZW4ta2hvYS0wMSE=")
os.environ.setdefault("IDENTITY_INDEX_KEY", "Y2hpLWR1bmcta2hpLXBoYXQtdHJpZW4tY2hpLW11YyE=")

from portal1034.settings.base import *  # noqa: F403
from portal1034.settings.base import STORAGES, env
from portal1034.settings.environment import seal

# Off, so that a visitor of the demo meets the portal's own error pages; DEBUG=true shows the developer's.
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", [])]
SMS_BACKEND = "portal1034.accounts.sms.LocalBackend"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SHOW_DEVELOPER_PAGES = True
SECURE_SSL_REDIRECT = False
# Staff of the demonstration read their code at /_tin-nhan/; who installs an app at /buoc-hai/ is asked for it.
STAFF_TOTP_REQUIRED = env.bool("STAFF_TOTP_REQUIRED", False)

seal()
