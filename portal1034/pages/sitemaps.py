"""What search engines may find: every public page, in files of at most 50,000 addresses, as sitemaps.org has it.

A file holds the pages whose keys lie in one stretch of 50,000, so a row never moves to another file, nothing is counted
and nothing skipped over: the fiftieth file is read as fast as the first, and is sent while it is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from news.enums import Topic
from news.models import Article, Document, Guide
from portal1034.commodities.models import Commodity
from portal1034.core.english import twin
from portal1034.regions.models import Province
from products.models import Product

A_FILE = 50_000
NEWS_DAYS, NEWS_MOST = 2, 1_000  # what a news sitemap may hold
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
TWINS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Pages that are there whatever the database holds.
STANDING = (
    "/", "/mua-vu/", "/mua-vu/ban-do/", "/nong-san/", "/thu-mua/", "/gia/", "/so-lieu/", "/du-lieu-mo/", "/tin-tuc/",
    "/van-ban/", "/huong-dan/", "/hoi-dap/", "/gioi-thieu/", "/lien-he/", "/quyen-rieng-tu/", "/kha-nang-tiep-can/",
    "/so-do-trang/",
)  # fmt: skip


@dataclass(frozen=True)
class Section:
    """Public pages of one kind: `rows` may be read now, `path` is made of the column `key`, `changed` is one or ""."""

    name: str
    rows: Callable[[], QuerySet]
    key: str
    path: Callable[[str], str]
    changed: str = "updated_at"

    def files(self) -> list[int]:
        """Return the numbers of the files that hold anything, by hopping along the primary key: one query."""
        rows, arguments = self.rows().order_by().values("id").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(_HOPS.replace("<rows>", rows).replace("<file>", str(A_FILE)), [*arguments, *arguments])
            return [number for (number,) in cursor.fetchall()]

    def urls(self, number: int) -> Iterator[tuple[str, datetime | None]]:
        """Yield (path, when it changed) of one file, in the order of keys."""
        rows = self.rows().order_by("pk").filter(pk__gt=number * A_FILE, pk__lte=(number + 1) * A_FILE)
        columns = [self.key, self.changed] if self.changed else [self.key]
        for key, *changed in rows.values_list(*columns).iterator(chunk_size=2000):
            yield self.path(key), changed[0] if changed else None


# From the first row to the first of the next stretch that has one, and so on.
_HOPS = """
    WITH RECURSIVE files(number) AS (
        (SELECT (row.id - 1) / <file> FROM (<rows>) AS row ORDER BY row.id LIMIT 1)
        UNION ALL
        SELECT (
            SELECT (row.id - 1) / <file> FROM (<rows>) AS row
            WHERE row.id > (files.number + 1) * <file> ORDER BY row.id LIMIT 1
        ) FROM files WHERE files.number IS NOT NULL
    )
    SELECT number FROM files WHERE number IS NOT NULL
"""


def _under(name: str) -> Callable[[str], str]:
    return lambda key: reverse(name, args=[key])


SECTIONS = {
    section.name: section
    for section in (
        Section("tin-tuc", Article.objects.published, "slug", _under("news:article")),
        Section("van-ban", Document.objects.shown, "slug", _under("news:document")),
        Section("huong-dan", Guide.objects.shown, "slug", _under("news:guide")),
        Section("san-pham", Product.objects.published, "slug", _under("products:detail")),
        Section("mua-vu", Commodity.objects.active, "slug", _under("harvests:commodity"), changed=""),
        Section("dia-phuong", Province.objects.all, "slug", _under("pages:province"), changed=""),
        Section("ho-san-xuat", Household.objects.verified, "code", _under("pages:household")),
    )
}


def index() -> Iterator[str]:
    """Yield the index: the pages that stand, and every file of every section. One query a section."""
    yield f"{HEAD}<sitemapindex {SITEMAP}>\n"
    paths = [reverse("pages:sitemap_standing")]
    for section in SECTIONS.values():
        paths += [reverse("pages:sitemap", args=[section.name, number]) for number in section.files()]
    for path in paths:
        yield f"<sitemap><loc>{_whole(path)}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def standing() -> Iterator[str]:
    """Yield the file of pages that are always there, the topics of the news among them."""
    topics = [reverse("news:topic", args=[topic.value]) for topic in Topic]
    yield from _file((path, None) for path in (*STANDING, *topics))


def file(section: Section, number: int) -> Iterator[str] | None:
    """Return the pieces of one file; None where it would be empty, which no sitemap may be."""
    urls = section.urls(number)
    first = next(urls, None)
    return None if first is None else _file(_chain(first, urls))


def _chain(first, rest) -> Iterator:
    yield first
    yield from rest


def _file(urls) -> Iterator[str]:
    yield f"{HEAD}<urlset {SITEMAP} {TWINS}>\n"
    for path, changed in urls:
        when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<url><loc>{_whole(path)}</loc>{when}{_in_both_languages(path)}</url>\n"
    yield "</urlset>\n"


def _in_both_languages(path: str) -> str:
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{_whole(there)}"/>'
        for language, there in (("vi", path), ("en", twin(path)))
    )


def news() -> Iterator[str]:
    """Yield the articles of the last two days as the news sitemap wants them; without any, the list of the news."""
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    rows = Article.objects.published().filter(published_at__gte=since).newest_first()
    found = list(rows.values_list("slug", "title", "published_at")[:NEWS_MOST])
    yield f"{HEAD}<urlset {SITEMAP} {NEWS}>\n"
    for slug, title, published_at in found:
        yield (
            f"<url><loc>{_whole(reverse('news:article', args=[slug]))}</loc><news:news><news:publication>"
            "<news:name>Cổng 1034</news:name><news:language>vi</news:language></news:publication>"
            f"<news:publication_date>{published_at.isoformat(timespec='seconds')}</news:publication_date>"
            f"<news:title>{escape(title)}</news:title></news:news></url>\n"
        )
    if not found:
        yield f"<url><loc>{_whole(reverse('news:list'))}</loc></url>\n"
    yield "</urlset>\n"


def _whole(path: str) -> str:
    return escape(settings.PUBLIC_URL + path)
