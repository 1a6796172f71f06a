"""Links that people paste: whether one leads to a page of the marketplace, and which page it is."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from products.enums import Marketplace
from products.marketplaces import hosts_of

MAX_LENGTH = 500
_BAD = re.compile(r"[\s\x00-\x1f\x7f\\<>\"'`{}|^]")
# Where a click came from says nothing about which page it is.
_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|ref|src|spm)$", re.IGNORECASE)


class NotAPage(ValueError):
    """The link does not lead to a page of the marketplace; the message is the sentence to show."""


@dataclass(frozen=True)
class Page:
    """`url` as the portal links to it; `remote_id` (at most 64 characters) is the same for the same page."""

    url: str
    remote_id: str


def page_of(marketplace: str, link: str) -> Page:
    """Return the page a pasted link leads to. Raises NotAPage."""
    name, hosts = Marketplace(marketplace).label, hosts_of(marketplace)
    text = link.strip()
    if not text:
        raise NotAPage(_("Chưa có đường dẫn: chép từ thanh địa chỉ của trang sản phẩm trên %s.") % name)
    if "://" not in text and not re.match(r"^[a-z]+:", text, re.IGNORECASE):
        text = f"https://{text}"
    wrong = _("Đường dẫn này không phải trang của %(name)s: phải bắt đầu bằng https://%(host)s/…")
    wrong %= {"name": name, "host": hosts[0] if hosts else ""}
    if len(text) > MAX_LENGTH or _BAD.search(text):
        raise NotAPage(wrong)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise NotAPage(wrong) from error
    host = (parts.hostname or "").removesuffix(".")
    is_theirs = any(host == each or host.endswith(f".{each}") for each in hosts)
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or port not in (None, 80, 443) or not is_theirs:
        raise NotAPage(wrong)
    if not parts.path.strip("/"):
        raise NotAPage(_("Đây là trang đầu của %s: mở đúng trang của sản phẩm rồi chép đường dẫn.") % name)
    told = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.match(key)]
    query = urlencode(told)
    url = urlunsplit(("https", host, parts.path, query, ""))
    if len(url) > MAX_LENGTH:
        raise NotAPage(wrong)
    return Page(url, _identity(parts.path, query))


def _identity(path: str, query: str) -> str:
    plain = path.strip("/") + (f"?{query}" if query else "")
    return plain if len(plain) <= 64 else hashlib.sha256(plain.encode()).hexdigest()
