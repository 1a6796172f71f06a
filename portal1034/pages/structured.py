"""What pages say to search engines, in the words of schema.org: plain dictionaries, made of rows the page has read."""

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from households.models import Household
from news.models import Answer, Article, Document, Guide
from portal1034.commodities.models import Commodity
from portal1034.core.english import here
from portal1034.regions.models import Province
from portal1034.reports.open_tables import LICENCE, TABLES, VERSION, Table
from products.models import Listing, Product

IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/OutOfStock"


def whole(path: str) -> str:
    """Return the whole address of a path of ours."""
    return settings.PUBLIC_URL + path


def page(path: str) -> str:
    """Return the whole address of a page written out by hand, in the language of now."""
    return whole(here(path))


def organization() -> dict:
    return {
        "@type": "Organization",
        "@id": whole("/#cong"),
        "name": "Cổng 1034",
        "url": whole("/"),
        "logo": {
            "@type": "ImageObject",
            "url": whole(static("img/apple-touch-icon.png")),
            "width": 180,
            "height": 180,
        },
    }


def website() -> dict:
    """The portal, and how it is searched."""
    return {
        "@type": "WebSite",
        "@id": whole("/#trang"),
        "url": whole("/"),
        "name": "Cổng 1034",
        "inLanguage": "vi",
        "publisher": {"@id": whole("/#cong")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": whole("/tim-kiem/?q={q}")},
            "query-input": "required name=q",
        },
    }


def crumbs(*trail: tuple[str, str]) -> dict:
    """Return the way to a page: (path, name) from the home page down, the page itself last."""
    steps = (("/", _("Trang chủ")), *trail)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": str(name), "item": page(path)}
            for place, (path, name) in enumerate(steps, start=1)
        ],
    }


def article(shown: Article, picture: str) -> list[dict]:
    url = whole(shown.get_absolute_url())
    pictures = [whole(picture), *([whole(shown.picture.url)] if shown.picture else [])]
    news = {
        "@type": "NewsArticle",
        "@id": f"{url}#bai",
        "mainEntityOfPage": url,
        "headline": shown.title[:110],
        "description": shown.summary,
        "image": pictures,
        "datePublished": shown.published_at.isoformat(timespec="seconds"),
        "dateModified": (shown.corrected_at or shown.published_at).isoformat(timespec="seconds"),
        "inLanguage": "vi",
        "isAccessibleForFree": True,
        "articleSection": str(shown.get_topic_display()),
        "author": organization(),
        "publisher": organization(),
    }
    if shown.province:
        news["contentLocation"] = {"@type": "AdministrativeArea", "name": shown.province.name}
    topic = (f"/tin-tuc/chu-de/{shown.topic}/", shown.get_topic_display())
    return [news, crumbs(("/tin-tuc/", _("Tin tức")), topic, (shown.get_absolute_url(), shown.title))]


def product(shown: Product, picture: str) -> list[dict]:
    """Of a product read with its payload's parts and listings; the offers are where it can be bought."""
    path = shown.get_absolute_url()
    seller = {"@type": "Organization", "name": shown.household.name, "url": whole(shown.household.get_absolute_url())}
    goods = {
        "@type": "Product",
        "@id": f"{whole(path)}#hang",
        "name": shown.full_title,
        "description": shown.description or shown.full_title,
        "sku": shown.code,
        "category": shown.commodity.name,
        "image": [whole(picture), *(whole(photo.url) for photo in shown.photos.all())],
        "weight": {"@type": "QuantitativeValue", "value": shown.weight_g, "unitCode": "GRM"},
        "countryOfOrigin": {"@type": "Country", "name": "VN"},
        "offers": [
            {
                "@type": "Offer",
                "url": url,
                "price": str(shown.price_vnd),
                "priceCurrency": "VND",
                "availability": IN_STOCK if shown.stock else SOLD_OUT,
                "itemCondition": "https://schema.org/NewCondition",
                "seller": seller,
            }
            for url in [whole(path), *_on_sale(shown)]
        ],
    }
    shelf = (f"/nong-san/?loai={shown.commodity.slug}", shown.commodity.name)
    return [goods, crumbs(("/nong-san/", _("Nông sản")), shelf, (path, shown.full_title))]


def _on_sale(shown: Product) -> list[str]:
    listings: list[Listing] = [each for each in shown.listings.all() if each.is_live and each.remote_url]
    return [listing.remote_url for listing in listings]


def commodity(shown: Commodity) -> list[dict]:
    return [crumbs(("/mua-vu/", _("Mùa vụ")), (f"/mua-vu/{shown.slug}/", shown.name))]


def province(shown: Province) -> list[dict]:
    return [crumbs(("/mua-vu/", _("Mùa vụ")), (f"/dia-phuong/{shown.slug}/", shown.short_name))]


def household(shown: Household) -> list[dict]:
    place = shown.province
    return [crumbs((f"/dia-phuong/{place.slug}/", place.short_name), (shown.get_absolute_url(), shown.name))]


def document(shown: Document) -> list[dict]:
    return [crumbs(("/van-ban/", _("Văn bản")), (shown.get_absolute_url(), shown.full_name))]


def guide(shown: Guide) -> list[dict]:
    """The steps as a HowTo, read with them."""
    how = {
        "@type": "HowTo",
        "name": shown.title,
        "description": shown.summary,
        "inLanguage": "vi",
        "step": [
            {"@type": "HowToStep", "position": step.position, "name": step.title, "text": step.body}
            for step in shown.steps.all()
        ],
    }
    return [how, crumbs(("/huong-dan/", _("Hướng dẫn")), (shown.get_absolute_url(), shown.title))]


def answers(shown: list[Answer]) -> list[dict]:
    questions = [
        {
            "@type": "Question",
            "name": answer.question,
            "acceptedAnswer": {"@type": "Answer", "text": " ".join(strip_tags(answer.body).split())},
        }
        for answer in shown
    ]
    told = {"@type": "FAQPage", "url": page("/hoi-dap/"), "inLanguage": "vi", "mainEntity": questions}
    return [*([told] if questions else []), crumbs(("/hoi-dap/", _("Hỏi đáp")))]


def datasets() -> list[dict]:
    """The tables of the open data, each with its files."""
    own = page("/du-lieu-mo/")
    return [
        *(
            {
                "@type": "Dataset",
                "@id": f"{own}#{table.name}",
                "name": str(table.title),
                "description": _describe(table),
                "url": own,
                "version": VERSION,
                "license": LICENCE["path"],
                "isAccessibleForFree": True,
                "inLanguage": "vi",
                "creator": organization(),
                "spatialCoverage": {"@type": "Country", "name": "Việt Nam"},
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": kind,
                        "contentUrl": whole(f"/du-lieu-mo/{VERSION}/{table.name}.{ending}"),
                    }
                    for ending, kind in (("csv", "text/csv"), ("json", "application/json"))
                ],
            }
            for table in TABLES.values()
        ),
        crumbs(("/du-lieu-mo/", _("Dữ liệu mở"))),
    ]


def _describe(table: Table) -> str:
    """Search engines want fifty letters at least: the columns say what is in it."""
    columns = "; ".join(f"{column.name}: {column.meaning}" for column in table.columns)
    return f"{table.title}. {columns}."[:5000]
