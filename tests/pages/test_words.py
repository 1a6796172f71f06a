import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from tests.factories.accounts import OfficerFactory, UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["about", "privacy", "accessibility", "contact", "guides", "documents", "answers", "site_map"]
)
def test_pages_of_words_are_public_and_cost_two_queries_at_most(client, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        response = client.get(reverse(f"news:{name}"))
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.django_db
def test_health_names_what_answers(client):
    assert client.get(reverse("pages:healthz")).json() == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "version": settings.PORTAL_VERSION,
    }


@pytest.mark.django_db
@override_settings(REDIS_URL="unix:///tmp/khong-co-redis.sock")
def test_without_redis_the_portal_still_serves(client):
    response = client.get(reverse("pages:healthz"))
    assert response.status_code == 200
    assert response.json()["redis"] == "ConnectionError"


@pytest.mark.django_db
def test_an_unknown_address_is_a_page_of_the_house(client):
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Cổng 1034" in response.content.decode()


@pytest.mark.django_db
def test_each_person_is_led_to_their_own_desk(client):
    client.force_login(UserFactory())
    assert client.get(reverse("pages:my_desk")).url == reverse("pages:desk")
    client.force_login(OfficerFactory())
    assert client.get(reverse("pages:my_desk")).url == reverse("admin:index")


@pytest.mark.django_db
def test_a_forged_form_gets_a_page_that_says_what_to_do():
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(reverse("accounts:sign_in"), {"phone": "0900000001"})
    assert response.status_code == 403
    assert "Cổng 1034" in response.content.decode()


@pytest.mark.django_db
def test_every_page_carries_the_strict_policy(client):
    policy = client.get(reverse("news:about"))["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "nonce" not in policy
