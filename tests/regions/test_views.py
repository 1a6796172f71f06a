import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

pytestmark = pytest.mark.django_db

URL = "/dia-phuong/goi-y/xa-phuong/"


def options(response):
    return {o["value"]: o.text for o in BeautifulSoup(response.content, "html.parser").find_all("option")}


def test_the_address_has_its_name():
    assert reverse("regions:commune_suggestions") == URL


@pytest.mark.parametrize("field", ["q", "address", "commune"])
def test_anyone_gets_suggestions_for_what_is_typed(client, field):
    response = client.get(URL, {field: "hồng giang"})
    assert response.status_code == 200
    assert options(response)["Phường Chũ, tỉnh Bắc Ninh"] == "trước là phường Hồng Giang, thị xã Chũ, Bắc Giang"


def test_nothing_typed_answers_an_empty_list(client):
    assert options(client.get(URL)) == {}


def test_the_answer_may_be_cached_and_sets_no_cookie(client):
    response = client.get(URL, {"q": "chũ"})
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_it_only_reads(client):
    assert client.post(URL).status_code in {403, 405}


def test_typed_markup_comes_back_to_nobody(client):
    assert b"<script" not in client.get(URL, {"q": "<script>alert(1)</script> chũ"}).content


def test_a_very_long_query_is_answered(client):
    assert client.get(URL, {"q": "tân " * 2_000}).status_code == 200
