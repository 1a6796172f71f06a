"""What search engines and shared links are told: read as they read it, held against schema.org and OpenGraph."""

import json
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from news.models import Answer, Document, Guide
from portal1034.regions.models import Province
from products.models import Product
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.news import ArticleFactory
from tests.factories.products import sellable_product

pytestmark = pytest.mark.django_db
# What a type must have: schema.org's and the search engines' own lists of required properties.
REQUIRED = {
    "NewsArticle": {"headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"},
    "Product": {"name", "image", "description", "offers", "sku"},
    "Offer": {"price", "priceCurrency", "availability", "url", "seller"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Organization": {"name", "url"},
    "ImageObject": {"url"},
    "WebSite": {"name", "url"},
    "SearchAction": {"target", "query-input"},
    "Dataset": {"name", "description", "license", "creator", "distribution"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "HowTo": {"name", "step"},
    "HowToStep": {"name", "text"},
}
ADDRESSES = {"url", "item", "contentUrl", "mainEntityOfPage", "urlTemplate", "license"}


def shown_product(**fields) -> Product:
    product = sellable_product(**fields)
    product.shown_at = timezone.now()
    product.save(update_fields=["shown_at"])
    return product


def pages() -> dict[str, str]:
    """A path of every kind of public page."""
    product = shown_product(photos=2)
    return {
        "article": ArticleFactory(province=Province.objects.get(code="24")).get_absolute_url(),
        "product": product.get_absolute_url(),
        "household": product.household.get_absolute_url(),
        "commodity": "/mua-vu/vai-thieu/",
        "province": "/dia-phuong/bac-giang/",
        "document": Document.objects.first().get_absolute_url(),
        "guide": Guide.objects.first().get_absolute_url(),
        "answers": reverse("news:answers"),
        "open data": reverse("reports:open_data"),
        "home": "/",
    }


def read(client, path: str) -> tuple[BeautifulSoup, list[dict]]:
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    (block,) = soup.select("script[type='application/ld+json']")
    told = json.loads(block.string)
    assert told["@context"] == "https://schema.org"
    return soup, told["@graph"]


def check(node, path="") -> None:
    """Hold every node of a graph, however deep, against what its type must have."""
    if isinstance(node, list):
        for each in node:
            check(each, path)
    elif isinstance(node, dict):
        missing = REQUIRED.get(node.get("@type"), set()) - set(node)
        assert not missing, f"{path}{node.get('@type')}: {missing}"
        for name, value in node.items():
            if name in ADDRESSES and isinstance(value, str):
                assert urlsplit(value).scheme in {"http", "https"}, (name, value)
            if name.startswith("date"):
                assert datetime.fromisoformat(value).tzinfo
            assert value not in ("", None, []), f"{path}{name}"
            check(value, f"{path}{node.get('@type')}.")


def test_every_kind_of_page_tells_what_its_types_require(client):
    told = {name: read(client, path)[1] for name, path in pages().items()}
    for name, graph in told.items():
        check(graph, f"{name}: ")
    types = {name: [node["@type"] for node in graph] for name, graph in told.items()}
    assert types == {
        "article": ["NewsArticle", "BreadcrumbList"],
        "product": ["Product", "BreadcrumbList"],
        "household": ["BreadcrumbList"],
        "commodity": ["BreadcrumbList"],
        "province": ["BreadcrumbList"],
        "document": ["BreadcrumbList"],
        "guide": ["HowTo", "BreadcrumbList"],
        "answers": ["FAQPage", "BreadcrumbList"],
        "open data": ["Dataset", "Dataset", "BreadcrumbList"],
        "home": ["Organization", "WebSite"],
    }


def test_the_way_to_a_page_ends_at_the_page_and_every_step_opens(client):
    for path in pages().values():
        for node in read(client, path)[1]:
            if node["@type"] == "BreadcrumbList":
                steps = node["itemListElement"]
                assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
                assert steps[-1]["item"] == settings.PUBLIC_URL + path
                for step in steps:
                    assert client.get(step["item"].removeprefix(settings.PUBLIC_URL)).status_code == 200


def test_a_product_tells_its_price_in_dong_and_whether_any_is_left(client):
    product = shown_product(photos=1, price_vnd=185_000, stock=0)
    offer = read(client, product.get_absolute_url())[1][0]["offers"][0]
    assert (offer["price"], offer["priceCurrency"]) == ("185000", "VND")
    assert offer["availability"] == "https://schema.org/OutOfStock"


def test_the_datasets_say_enough_of_themselves(client):
    for node in read(client, reverse("reports:open_data"))[1][:2]:
        assert 50 <= len(node["description"]) <= 5000
        for file in node["distribution"]:
            assert client.get(file["contentUrl"].removeprefix(settings.PUBLIC_URL)).status_code == 200


def test_answers_are_told_as_words(client):
    Answer.objects.create(question="Hai & ba?", body="<p>Là <strong>năm</strong></p>")
    graph = read(client, reverse("news:answers"))[1]
    assert {q["name"]: q["acceptedAnswer"]["text"] for q in graph[0]["mainEntity"]}["Hai & ba?"] == "Là năm"


def test_nothing_typed_gets_out_of_the_block_of_data(client):
    article = ArticleFactory(title="</script><script>alert(1)</script>", summary='"> &quot; <!-- x')
    page = client.get(article.get_absolute_url()).text
    assert "<script>alert(1)" not in page
    soup, graph = read(client, article.get_absolute_url())
    assert graph[0]["headline"] == article.title
    assert soup.select_one("meta[property='og:description']")["content"] == article.summary


def test_every_kind_of_page_has_whole_tags_for_shared_links_and_one_address(client):
    for name, path in {**pages(), "list": "/tin-tuc/", "catalogue": "/nong-san/", "calendar": "/mua-vu/"}.items():
        soup = BeautifulSoup(client.get(path).content, "html.parser")
        told = {tag["property"]: tag["content"] for tag in soup.select("meta[property^='og:']")}
        wanted = {"og:title", "og:description", "og:url", "og:type", "og:image", "og:site_name", "og:locale"}
        assert wanted <= set(told), name
        assert len(told) == len(soup.select("meta[property^='og:']")), f"{name}: one of them twice"
        assert all(told.values()), name
        assert soup.title.string == f"{told['og:title']} | Cổng 1034"
        assert soup.select_one("link[rel=canonical]")["href"] == told["og:url"] == settings.PUBLIC_URL + path
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert told["og:image"].startswith(settings.PUBLIC_URL)
        assert soup.select_one("meta[name='twitter:card']")["content"] == "summary_large_image"


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/nong-san/?q=vai", "/nong-san/"),
        ("/nong-san/?sau=5", "/nong-san/?sau=5"),
        ("/nong-san/?sau=5&q=vai", "/nong-san/"),
        ("/tin-tuc/?utm_source=zalo", "/tin-tuc/"),
    ],
)
def test_a_narrowed_list_is_the_list_and_its_next_page_a_page(client, asked, canonical):
    soup = BeautifulSoup(client.get(asked).content, "html.parser")
    assert soup.select_one("link[rel=canonical]")["href"] == settings.PUBLIC_URL + canonical


def test_what_is_nobodys_address_names_none(client):
    household = VerifiedHouseholdFactory()
    gone = ArticleFactory(published_at=timezone.now())
    gone.delete()
    client.force_login(household.owner)
    for path in ("/khong-co/", gone.get_absolute_url(), "/ho-cua-toi/"):
        assert "canonical" not in client.get(path).text, path


def test_telling_costs_a_page_no_query(client, django_assert_max_num_queries):
    product = shown_product(photos=2)
    with django_assert_max_num_queries(6):
        client.get(product.get_absolute_url())
