import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from portal1034.accounts.enums import CodePurpose, ConsentPurpose, Role
from portal1034.accounts.models import OneTimeCode, TextMessage, User
from tests.factories.accounts import ConsentFactory, DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_on_the_command_line(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "đồi vải chín đỏ")
    call_command("createsuperuser", phone="+84900111222", full_name="Lê Quản Trị", interactive=False)
    made = User.objects.get_by_natural_key("+84900111222")
    assert made.role == Role.ADMINISTRATOR
    assert made.is_staff
    assert made.check_password("đồi vải chín đỏ")


def test_an_officer_without_a_department_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(role=Role.OFFICER)


def test_one_phone_is_one_account():
    UserFactory(phone="+84900111222")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(phone="+84900111222")


def test_people_and_things_are_called_by_their_names():
    user = UserFactory(full_name="Nguyễn Thị Lành", phone="+84900111222")
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Nguyễn Thị Lành", "Nguyễn Thị Lành", "Lành")
    nameless = User(phone="+84900111223")
    assert str(nameless) == nameless.get_short_name()
    assert str(DepartmentFactory(short_name="Sở KH&CN")) == "Sở KH&CN"
    assert "Nguyễn Thị Lành" in str(ConsentFactory(user=user))
    assert "Đăng ký" in str(OneTimeCode(phone=user.phone, purpose=CodePurpose.REGISTER))
    assert "Đang chờ gửi" in str(TextMessage(phone=user.phone))


def test_a_person_is_found_by_phone_however_it_is_written():
    user = UserFactory(phone="+84900111222")
    assert list(User.objects.with_phone("0900111222")) == [user]


def test_a_marketplaces_purpose_is_found_by_its_code():
    assert ConsentPurpose.for_marketplace("voso") == ConsentPurpose.VOSO
    with pytest.raises(ValueError):
        ConsentPurpose.for_marketplace("cho-den")
