"""Settings shared by every place the portal runs. Values that differ between places come from the environment."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal1034.settings.environment import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
# Where people reach the portal: links in text messages, photos that Postmart fetches, webhooks.
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "portal1034.core.apps.CoreConfig",
    "portal1034.core.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "csp",
    "axes",
    "phonenumber_field",
    "django_prose_editor",
    "portal1034.regions",
    "portal1034.commodities",
    "portal1034.accounts",
    "households",
    "products",
    "harvests",
    "news",
    "portal1034.pages",
    "portal1034.reports",
    "portal1034.demo",
]

MIDDLEWARE = [
    "portal1034.core.middleware.RequestIdMiddleware",
    "portal1034.core.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal1034.core.middleware.EnglishMiddleware",
    "portal1034.core.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal1034.core.pagecache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal1034.accounts.rescue.RescueMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal1034.urls"
WSGI_APPLICATION = "portal1034.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal1034.core.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal1034.core.templatetags.portal",
                "portal1034.core.templatetags.english",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Persistent connections come from psycopg's pool; a Celery child forks, so workers connect without one.
# `or {}`: when it is missing, settings are read to the end, so that all that is missing is named at once.
DATABASES = {"default": env.dj_db_url("DATABASE_URL") or {}}
DATABASES["default"].setdefault("OPTIONS", {})
if env.bool("DATABASE_POOL", False):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_MAX", 8),
        "timeout": 10,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "portal1034.core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        "KEY_PREFIX": "c1034",
    }
}

# How long a process may go on believing that no other has made a page stale. Its own writes it knows at once.
PAGE_GENERATION_SECONDS = 0.5

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "") or (
    REDIS_URL.replace("unix://", "redis+socket://", 1) if REDIS_URL else ""
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # the queue is a table; Celery only carries the wake-up
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that cannot wake a worker goes on at once: kombu's own retries would hold it for six seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TASK_PUBLISH_RETRY = False  # a lost wake-up is made good by the next sweep; a request never waits for Redis
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = {
    "figures": {"task": "portal1034.reports.tasks.compute_figures", "schedule": 300.0, "options": {"expires": 300}},
    "prices": {"task": "portal1034.reports.tasks.snapshot_prices", "schedule": 1800.0, "options": {"expires": 1800}},
    # Once a day: two snapshots close together would tell what one household declared between them.
    "open-cells": {
        "task": "portal1034.reports.tasks.snapshot_cells",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 20 * 3600},
    },
    # Editors are told when this stands still.
    "news-tick": {"task": "news.tick", "schedule": 60.0, "options": {"expires": 60}},
    "accounts-send-texts": {"task": "accounts.send_waiting_texts", "schedule": 60.0, "options": {"expires": 60}},
    "accounts-forget-codes": {"task": "accounts.forget_old_codes", "schedule": 3600.0, "options": {"expires": 3600}},
    "accounts-erase": {"task": "accounts.finish_erasures", "schedule": 300.0, "options": {"expires": 300}},
    "households-imports": {"task": "households.sweep_imports", "schedule": 60.0, "options": {"expires": 60}},
    "accounts-forget-sessions": {
        "task": "accounts.forget_old_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "products-remind-of-orders": {
        "task": "products.remind_of_orders",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    # Warnings and invitations are texts: after people are up.
    "products-seasons": {
        "task": "products.follow_seasons",
        "schedule": crontab(hour=8, minute=10),
        "options": {"expires": 10 * 3600},
    },
    "products-sweep": {"task": "products.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "households-drafts": {"task": "households.forget_old_drafts", "schedule": 86400.0, "options": {"expires": 3600}},
    # In the morning, when people read their texts; a worker that was away until the evening does it then.
    "households-expiry": {
        "task": "households.remind_of_expiry",
        "schedule": crontab(hour=8, minute=5),
        "options": {"expires": 12 * 3600},
    },
    "harvests-ask": {
        "task": "harvests.ask_households",
        "schedule": crontab(hour=9, minute=15),
        "options": {"expires": 10 * 3600},
    },
    "harvests-watches": {
        "task": "harvests.tell_watchers",
        "schedule": crontab(hour=6, minute=50),
        "options": {"expires": 12 * 3600},
    },
    "harvests-warnings": {"task": "harvests.weigh_season", "schedule": 600.0, "options": {"expires": 600}},
    # In the morning too: what is over since midnight, and how yesterday's deliveries went.
    "harvests-exchange": {
        "task": "harvests.tend_exchange",
        "schedule": crontab(hour=7, minute=35),
        "options": {"expires": 12 * 3600},
    },
}

# More than any household sells; it keeps a script from filling the catalogue.
MAX_PRODUCTS_PER_HOUSEHOLD = env.int("MAX_PRODUCTS_PER_HOUSEHOLD", 200)

# Sessions in the database: losing Redis signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "phien"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal1034.pages.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["phone", "full_name"]},
    },
]
PASSWORD_HASHERS = ["portal1034.accounts.hashers.PortalArgon2PasswordHasher"]
# Staff prove a password and then their phone; a code alone never opens a staff account.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", True)
# Staff install an authenticator app at their first sign-in; a text proves their phone for that once, and no more.
STAFF_TOTP_REQUIRED = env.bool("STAFF_TOTP_REQUIRED", True)
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "pages:my_desk"
LOGOUT_REDIRECT_URL = "pages:home"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Its lists speak English and hold addresses of people; `manage.py axes_reset` opens what is locked.
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_CLIENT_IP_CALLABLE = "portal1034.accounts.client.client_address"
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if AXES_IPWARE_PROXY_COUNT else ["REMOTE_ADDR"]
)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal1034" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["portal1034.locale"]
PHONENUMBER_DEFAULT_REGION = "VN"
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "media")))
# Papers of people (certificates): no address leads here, a view that knows who asks hands them out.
PRIVATE_MEDIA_ROOT = Path(env.str("PRIVATE_MEDIA_ROOT", f"{MEDIA_ROOT}-private"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# Photos are public and named by us; a single machine serves them itself, many machines leave that to a proxy or a CDN.
SERVE_MEDIA = env.bool("SERVE_MEDIA", True)
# Fields are words; files are not counted in it. A photo straight from a phone is 3–12 MB, a form takes eight of up to
# 30 MB; files above 2 MB go to disk while arriving.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
REQUEST_MAX_BYTES = 260 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# No inline script or style anywhere, so no nonce and no hash: cacheable pages stay the same for everyone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # A nonce is sent only where a page asks for one: the newsroom's form, whose editor needs an import map.
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# One entry a marketplace; keys are products.enums.Marketplace values. Secrets come from the environment.
# Without an address, or told so, officers work a marketplace by hand; `hosts` are where its pages may lie.
MARKETPLACES = {
    "postmart": {
        "api_url": env.str("POSTMART_API_URL", ""),
        "by_hand": env.bool("POSTMART_BY_HAND", False),
        "hosts": env.list("POSTMART_HOSTS", ["postmart.vn", "buudien.vn"]),
        "shop_key": env.str("POSTMART_SHOP_KEY", ""),
        "secret_key": env.str("POSTMART_SECRET_KEY", ""),
        "requests_per_second": env.float("POSTMART_REQUESTS_PER_SECOND", 10.0),
        "timeout_s": 15.0,
    },
    "voso": {
        "api_url": env.str("VOSO_API_URL", ""),
        "by_hand": env.bool("VOSO_BY_HAND", False),
        "hosts": env.list("VOSO_HOSTS", ["voso.vn"]),
        "partner_id": env.str("VOSO_PARTNER_ID", ""),
        "partner_secret": env.str("VOSO_PARTNER_SECRET", ""),
        "requests_per_second": env.float("VOSO_REQUESTS_PER_SECOND", 10.0),
        "timeout_s": 15.0,
    },
}
# How many worker processes there are in all: without Redis each keeps to its share of the rates above.
MARKETPLACE_PROCESSES = env.int("MARKETPLACE_PROCESSES", 4)
# Where marketplaces send their events.
MARKETPLACE_WEBHOOK_URL = env.str("MARKETPLACE_WEBHOOK_URL", PUBLIC_URL).rstrip("/")
# Marketplaces fetch photos from here; differs from PUBLIC_URL only where a balancer stands between.
MARKETPLACE_MEDIA_URL = env.str("MARKETPLACE_MEDIA_URL", PUBLIC_URL).rstrip("/")

SMS_BACKEND = env.str("SMS_BACKEND", "portal1034.accounts.sms.HttpBackend")
SMS_HTTP = {
    "url": env.str("SMS_URL", ""),
    "token": env.str("SMS_TOKEN", ""),
    "sender": env.str("SMS_SENDER", "CONG1034"),
}
# 32 random bytes each, in URL-safe base64. New citizens' numbers are encrypted under the first of the keys; those
# behind it still open what they once closed, until `manage.py rekey_identities` has passed. The index key never
# changes.
IDENTITY_KEYS = env.list("IDENTITY_KEYS")
IDENTITY_INDEX_KEY = env.str("IDENTITY_INDEX_KEY")

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Cổng 1034 <cong1034@localhost>")

# Off: /sw.js is a worker that takes itself and what it kept off every phone that asks for it again (docs/offline.md).
SERVICE_WORKER = env.bool("SERVICE_WORKER", True)

# Shown at /_tin-nhan/, /_kieu-dang/: conveniences of a development machine, never of production.
SHOW_DEVELOPER_PAGES = False
PORTAL_VERSION = "0.1.0"

PGHISTORY_APPEND_ONLY = True
# Reads change nothing; naming their user would cost a session query on every public page.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGTRIGGER_MIGRATIONS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal1034.core.logging.RequestIdFilter"}},
    "formatters": {
        "line": {"()": "portal1034.core.logging.LineFormatter"},
        "json": {"()": "portal1034.core.logging.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", "line"),
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "axes": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
