"""The portal as in production, plus an empty view as the yardstick."""

from portal1034.settings.test import *  # noqa: F403
from portal1034.settings.test import MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
DEBUG = False
WHITENOISE_AUTOREFRESH = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
PAGE_GENERATION_SECONDS = 0.5  # as portal1034.settings.base
MIDDLEWARE = [*MIDDLEWARE, "tests.bench.afresh.AfreshMiddleware"]
