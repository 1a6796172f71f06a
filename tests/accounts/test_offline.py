"""What a phone may keep and send later: whose it is, a fresh token, and the answer to a form that waited."""

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.test import Client

from portal1034.accounts.offline import OWNER_HEADER, owner_of, owner_token
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.harvests import TraderFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db
SESSION = "/ngoai-tuyen/phien/"
KEPT_PAGES = (
    "/ho-cua-toi/",
    "/ho-cua-toi/nong-san/",
    "/ho-cua-toi/nong-san/them/",
    "/ho-cua-toi/mua-vu/",
    "/ho-cua-toi/mua-vu/them/",
    "/ho-cua-toi/mua-vu/khai/",
    "/ho-cua-toi/mua-vu/khai/vai-thieu/",
    "/ho-cua-toi/tin-nhan/",
)


@pytest.fixture
def lanh():
    return VerifiedHouseholdFactory().owner


@pytest.fixture
def desk(client, lanh):
    client.force_login(lanh, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("path", KEPT_PAGES)
def test_a_page_of_the_desk_says_whose_phone_may_keep_it(desk, lanh, path):
    response = desk.get(path)
    assert response.status_code == 200
    assert response[OWNER_HEADER] == owner_token(lanh)
    assert "no-store" in response["Cache-Control"]  # for everything but the worker


@pytest.mark.parametrize("path", ["/ho-cua-toi/don-hang/", "/ho-cua-toi/du-lieu/", "/ho-cua-toi/ho-so/"])
def test_pages_with_others_numbers_or_papers_are_kept_by_nobody(desk, path):
    response = desk.get(path)
    assert response.status_code == 200
    assert OWNER_HEADER not in response


def test_public_pages_and_redirects_name_no_owner(client, desk):
    assert OWNER_HEADER not in desk.get("/mua-vu/")
    assert OWNER_HEADER not in Client().get("/ho-cua-toi/")


def test_staff_have_nothing_that_is_kept(client):
    client.force_login(OfficerFactory(), backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/quan-tri/", *KEPT_PAGES):
        assert OWNER_HEADER not in client.get(path)


def test_a_token_leads_to_its_owner_and_a_forged_one_to_nobody(lanh):
    other = UserFactory()
    assert owner_of(owner_token(lanh)) == lanh
    assert owner_of(f"{other.pk}:{owner_token(lanh).partition(':')[2]}") is None
    assert owner_of(Signer().sign(str(lanh.pk))) is None
    assert owner_of("") is None
    assert owner_of(Signer(salt="portal1034.accounts.offline").sign("x")) is None


def test_the_worker_gets_a_token_with_which_it_can_post(lanh):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lanh, backend="django.contrib.auth.backends.ModelBackend")
    told = strict.get(SESSION, {"cua": owner_token(lanh)}).json()
    assert told["owner"] == owner_token(lanh)
    assert told["gone"] is False
    form = {"volume_kg": "3 tấn", "khi": "giữa tháng 6", "csrfmiddlewaretoken": told["token"]}
    assert strict.post("/ho-cua-toi/mua-vu/khai/vai-thieu/", form).status_code == 302


def test_who_is_signed_out_gets_no_token(client, lanh):
    response = client.get(SESSION, {"cua": owner_token(lanh)})
    assert response.json() == {"owner": "", "token": "", "gone": False}
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_the_phone_of_another_is_told_who_is_here(desk, lanh):
    stranger = owner_token(UserFactory())
    assert desk.get(SESSION, {"cua": stranger}).json()["owner"] == owner_token(lanh)


def test_a_token_under_an_older_key_is_still_theirs(desk, lanh, settings):
    old = owner_token(lanh)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "mot-khoa-khac-dai-hon-nam-muoi-ky-tu-de-khong-bi-che-bai-0123456789"
    assert owner_of(old) == lanh
    assert owner_token(lanh) != old


def test_a_phone_forgets_an_account_that_is_closed(client, lanh):
    lanh.is_active = False
    lanh.save()
    assert client.get(SESSION, {"cua": owner_token(lanh)}).json()["gone"] is True
    assert client.get(SESSION, {"cua": "1:gia-mao"}).json()["gone"] is False


def test_a_form_that_waited_is_told_where_its_answer_is_and_what_it_says(desk, lanh):
    form = {"volume_kg": "3 tấn", "khi": "giữa tháng 6"}
    response = desk.post("/ho-cua-toi/mua-vu/khai/vai-thieu/", form, headers={"X-Sent-Later": "1"})
    assert response.status_code == 200
    assert response.json()["to"] == "/ho-cua-toi/mua-vu/"
    assert "Đã khai 3 tấn Vải thiều" in response.json()["said"][0].replace("\u00a0", " ")
    assert "Đã khai" not in desk.get("/ho-cua-toi/").text  # told once


def test_a_form_that_waited_and_is_wrong_comes_back_as_a_page(desk):
    form = {"volume_kg": "nhiều lắm", "khi": "giữa tháng 6"}
    response = desk.post("/ho-cua-toi/mua-vu/khai/vai-thieu/", form, headers={"X-Sent-Later": "1"})
    assert response.status_code == 422
    assert "data-error-summary" in response.text


@pytest.mark.parametrize("signed_in", [False, True], ids=["signed out", "no household"])
def test_a_redirect_by_a_guard_never_passes_for_a_form_that_was_taken(client, signed_in):
    if signed_in:
        client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    form = {"volume_kg": "3 tấn", "khi": "giữa tháng 6"}
    response = client.post("/ho-cua-toi/mua-vu/khai/vai-thieu/", form, headers={"X-Sent-Later": "1"})
    assert response.status_code == 302


def test_a_page_read_ahead_leaves_messages_and_rescued_forms_to_their_person(desk, lanh):
    desk.post("/ho-cua-toi/mua-vu/khai/vai-thieu/", {"volume_kg": "3 tấn", "khi": "giữa tháng 6"})
    ahead = {"X-Read-Ahead": "1"}
    assert "Đã khai" not in desk.get("/ho-cua-toi/mua-vu/", headers=ahead).text
    page = desk.get("/ho-cua-toi/mua-vu/").text
    assert "Đã khai" in page
    assert page.index("<!--once-->") < page.index("Đã khai") < page.index("<!--/once-->")
    del desk.cookies[settings.SESSION_COOKIE_NAME]
    desk.post("/ho-cua-toi/nong-san/them/", {"title": "Vải u hồng Thanh Hà"})
    desk.force_login(lanh, backend="django.contrib.auth.backends.ModelBackend")
    assert "Vải u hồng Thanh Hà" not in desk.get("/ho-cua-toi/nong-san/them/", headers=ahead).text
    assert "Vải u hồng Thanh Hà" in desk.get("/ho-cua-toi/nong-san/them/").text


def test_every_form_that_may_wait_carries_whose_it_is(desk, lanh):
    for path in ("nong-san/them/", "mua-vu/them/", "mua-vu/khai/vai-thieu/?khi=15/6"):
        page = desk.get(f"/ho-cua-toi/{path}").text
        assert f'name="offline_for" value="{owner_token(lanh)}"' in page
        assert 'name="form_key" value="' in page  # the worker writes a new one into a kept page


def test_traders_and_people_without_a_household_keep_nothing(client):
    for user in (TraderFactory().user, HouseholdFactory.build(owner=UserFactory()).owner):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert OWNER_HEADER not in client.get("/ho-cua-toi/")
