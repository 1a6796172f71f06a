import pytest
from django.test import RequestFactory

from portal1034.accounts import rescue
from tests.accounts.codes import PHONE
from tests.factories.accounts import UserFactory
from tests.factories.households import HouseholdFactory

pytestmark = pytest.mark.django_db

PROFILE = "/ho-cua-toi/ho-so/"
TYPED = {
    "name": "Hộ bà Lành ở Kép",
    "story": "Vải chín cây",
    "csrfmiddlewaretoken": "x",
    "password": "bí mật",
    "code": "1",
}
KEPT = "những gì vừa gõ vẫn còn đây"


@pytest.fixture
def lanh():
    return HouseholdFactory(owner__phone=PHONE).owner


def sign_in(client, path="/dang-nhap/?next=/ho-cua-toi/ho-so/"):
    return client.post(path, {"phone": PHONE, "password": "mat-khau-thu"})


def test_what_was_typed_into_a_dead_session_is_there_after_signing_in(client, lanh):
    answer = client.post(PROFILE, TYPED)
    assert answer.url == f"/dang-nhap/?next={PROFILE}"
    assert sign_in(client, answer.url).url == PROFILE
    page = client.get(PROFILE)
    assert "Hộ bà Lành ở Kép" in page.text
    assert "Vải chín cây" in page.text
    assert KEPT in page.text


def test_it_is_shown_once(client, lanh):
    client.post(PROFILE, TYPED)
    sign_in(client)
    client.get(PROFILE)
    page = client.get(PROFILE)
    assert "Vải chín cây" not in page.text
    assert KEPT not in page.text


def test_nothing_is_written_until_the_person_sends_it_again(client, lanh):
    client.post(PROFILE, TYPED)
    sign_in(client)
    client.get(PROFILE)
    assert lanh.household.name != "Hộ bà Lành ở Kép"


def test_secrets_are_not_kept(client):
    client.post(PROFILE, TYPED)
    kept = client.session[rescue.SESSION_KEY]["data"]
    assert "story" in kept
    assert not {"password", "code", "csrfmiddlewaretoken"} & {pair.split("=")[0] for pair in kept.split("&")}


def test_after_an_hour_it_is_gone(client, lanh):
    client.post(PROFILE, TYPED)
    session = client.session
    session[rescue.SESSION_KEY] = {**session[rescue.SESSION_KEY], "at": 0}
    session.save()
    sign_in(client)
    page = client.get(PROFILE)
    assert "Vải chín cây" not in page.text
    assert rescue.SESSION_KEY not in client.session


def test_it_waits_for_its_own_page(client, lanh):
    client.post(PROFILE, TYPED)
    sign_in(client)
    assert KEPT not in client.get("/ho-cua-toi/dong-y/").text
    assert KEPT in client.get(PROFILE).text


def test_a_form_too_large_for_a_session_is_not_kept(client):
    client.post(PROFILE, {"story": "vải " * 40_000})
    assert rescue.SESSION_KEY not in client.session


def test_a_button_without_a_page_of_its_own_leads_back_to_the_page_it_was_on(client):
    answer = client.post(
        "/ho-cua-toi/dong-y/", {"purpose": "contact"}, headers={"referer": f"http://testserver{PROFILE}?a=1"}
    )
    assert answer.url == f"/dang-nhap/?next={PROFILE}%3Fa%3D1"
    assert client.session[rescue.SESSION_KEY]["page"] == PROFILE


def test_another_sites_page_is_no_page_of_ours(client):
    answer = client.post(PROFILE, TYPED, headers={"referer": "https://vi-du.example/x"})
    assert answer.url == f"/dang-nhap/?next={PROFILE}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_htmx_sends_the_whole_window_to_sign_in(client, method):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PROFILE}"}
    answer = getattr(client, method)("/dang-ky/ho/xem-dia-chi/", {"address": "xã Kép"}, headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == f"/dang-nhap/?next={PROFILE}"


def test_a_plain_visit_keeps_nothing(client):
    client.get(PROFILE)
    assert rescue.SESSION_KEY not in client.session


def test_a_public_form_is_none_of_its_business(client):
    assert client.post("/dang-ky/", {"phone": "x"}).status_code == 422


def test_what_was_typed_while_registering_goes_on_in_the_draft_and_consent_is_never_ticked_again(client):
    user = UserFactory(phone=PHONE)
    client.post("/dang-ky/ho/ten/", {"name": "Hộ bà Lành", "consent_register": "on", "consent_contact": "on"})
    sign_in(client, "/dang-nhap/?next=/dang-ky/ho/ten/")
    page = client.get("/dang-ky/ho/ten/")
    assert "Hộ bà Lành" in page.text
    assert "checked" not in page.text
    assert user.registration_draft.values_of("ten") == {"name": ["Hộ bà Lành"]}
    assert not hasattr(user, "household")


def test_only_a_get_brings_it_back(client, lanh):
    client.post(PROFILE, TYPED)
    request = RequestFactory().post(PROFILE)
    request.session = client.session
    assert rescue.rescued_data(request) is None
