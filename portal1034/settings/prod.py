"""Production. Every variable without a default must be set; all that are missing or empty are named at once."""

from environs import validate

from portal1034.settings.base import *  # noqa: F403
from portal1034.settings.base import env
from portal1034.settings.environment import seal

env.str("PUBLIC_URL")
for _name in (
    "ALLOWED_HOSTS",
    "SMS_URL",
    "SMS_TOKEN",
    "IDENTITY_KEYS",
    "IDENTITY_INDEX_KEY",
):
    env.str(_name, validate=validate.Length(min=1))
# A marketplace that officers work by hand needs no account; one that is only forgotten must not be taken for that.
for _by_hand, _names in {
    "POSTMART_BY_HAND": ("POSTMART_API_URL", "POSTMART_SHOP_KEY", "POSTMART_SECRET_KEY"),
    "VOSO_BY_HAND": ("VOSO_API_URL", "VOSO_PARTNER_ID", "VOSO_PARTNER_SECRET"),
}.items():
    if not env.bool(_by_hand, False):
        for _name in _names:
            env.str(_name, validate=validate.Length(min=1))
# A wildcard would let anybody's Host header into links and cached pages.
env.list("ALLOWED_HOSTS", validate=validate.ContainsNoneOf(["*"]))

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-phien"
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 * 2
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
LOGGING["handlers"]["console"]["formatter"] = env.str("LOG_FORMAT", "json")

seal()
