"""Pieces of the portal inside an article stay alive: what is drawn is what is so when the article is read."""

import pytest

from portal1034.core import pagecache
from products.models import Product
from tests.factories.harvests import HarvestFactory
from tests.factories.news import ArticleFactory
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db


def read(client, body: str) -> str:
    return client.get(ArticleFactory(body=body).get_absolute_url()).content.decode()


def test_a_product_shows_its_price_of_now_even_on_a_page_that_was_kept(client, django_capture_on_commit_callbacks):
    product = sellable_product(price_vnd=185_000)
    publish(product)
    article = ArticleFactory(body=f"<p>Mua ở đây:</p><p>[[san-pham: {product.code}]]</p>")
    assert "185.000" in client.get(article.get_absolute_url()).content.decode()
    Product.objects.filter(pk=product.pk).update(price_vnd=199_000)
    with django_capture_on_commit_callbacks(execute=True):
        pagecache.bump("products")
    page = client.get(article.get_absolute_url()).content.decode()
    assert "199.000" in page
    assert "185.000" not in page
    assert "[[" not in page


def test_a_product_that_was_taken_down_says_so(client):
    page = read(client, "<p>[[san-pham: KHONGCO]]</p>")
    assert "không còn bán trên cổng" in page


def test_a_commodity_and_a_province_show_what_is_declared(client):
    harvest = HarvestFactory()
    page = read(client, f"<p>[[mua-vu: {harvest.commodity.slug}]]</p><p>[[tinh: {harvest.province.slug}]]</p>")
    assert f"Lịch mùa vụ {harvest.commodity.name}" in page
    assert '<svg class="strip"' in page
    assert f"{harvest.province.short_name} đang vào vụ" in page


def test_a_token_inside_a_sentence_or_of_no_known_kind_draws_nothing_dangerous(client):
    page = read(client, "<p>[[khong-co: x]]</p><p>[[tinh: <script>alert(1)</script>]]</p><p>xem [[tinh: x]] nhé</p>")
    assert "<script>alert" not in page
    assert "khong-co" not in page
