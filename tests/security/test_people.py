"""Sessions, texts and names as tools against other people."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from harvests import operations
from harvests.forms import TraderForm
from households.forms.profile import ProfileForm
from portal1034.accounts import rescue, tasks
from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from portal1034.core.fields import NameField
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.harvests import OfferFactory, TraderFactory, terms_told

pytestmark = pytest.mark.django_db


def test_agreeing_again_and_again_sends_one_text():
    offer = OfferFactory()
    for _time in range(5):
        operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told())
        operations.agree(offer=offer, user=offer.trader.user, version=1)
    assert TextMessage.objects.filter(phone=offer.household.owner.phone).count() == 1


@pytest.mark.parametrize("bait", ["Vựa http://x.example", "Quà tại www.x", "trung-thuong.xyz", "Nhận quà: evil.com/a"])
def test_a_name_that_goes_into_texts_carries_no_address_of_a_site(bait):
    assert TraderForm({"name": bait}).errors["name"] == ["Tên không chứa địa chỉ trang web."]
    assert isinstance(ProfileForm.base_fields["name"], NameField)


@pytest.mark.parametrize("name", ["Hộ bà Lành", "HTX.Nông sản sạch Tân Yên", "Cty TNHH A.B.C", "Vựa 5.000 m2", "Cô Me"])
def test_ordinary_names_are_names(name):
    assert "name" not in TraderForm({"name": name}).errors


def test_becoming_staff_ends_sessions_that_had_no_second_step(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/ban-lam-viec/").url == "/ho-cua-toi/"
    user.role, user.department = Role.OFFICER, DepartmentFactory()
    user.save()
    assert client.get("/quan-tri/").status_code == 302
    assert client.get("/ban-lam-viec/").url.startswith("/dang-nhap/")


def test_who_is_a_trader_no_more_has_no_traders_desk(client):
    trader = TraderFactory()
    trader.user.role = Role.EDITOR
    trader.user.save()
    client.force_login(trader.user)
    assert client.get("/thuong-lai/").status_code == 403
    assert client.get("/thu-mua/dang/").status_code == 403


def test_a_stranger_cannot_make_us_keep_many_forms(client):
    limit = int(rescue.RATE.split("/")[0])
    for _time in range(limit + 5):
        client.cookies.clear()
        client.post("/ho-cua-toi/ho-so/", {"name": "x" * 1000})
    assert Session.objects.count() == limit


def test_sessions_of_strangers_are_short_and_those_of_people_are_not(client):
    user = UserFactory()
    client.post("/ho-cua-toi/ho-so/", {"name": "Hộ bà Lành"})
    assert client.session.get_expiry_age() <= rescue.SECONDS_KEPT
    client.post("/dang-nhap/", {"phone": user.phone.as_e164, "password": "mat-khau-thu"})
    assert client.session.get_expiry_age() > 20 * 24 * 3600


def test_sessions_that_ran_out_are_deleted(client):
    client.force_login(UserFactory())
    Session.objects.update(expire_date=timezone.now())
    tasks.forget_old_sessions()
    assert not Session.objects.exists()


def test_signing_in_changes_the_session_key(client):
    user = UserFactory()
    client.post("/ho-cua-toi/ho-so/", {"name": "Hộ bà Lành"})
    before = client.session.session_key
    client.post("/dang-nhap/", {"phone": user.phone.as_e164, "password": "mat-khau-thu"})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
