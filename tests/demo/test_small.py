"""A small demonstration as it is written: what it holds, who may sign in, and that it is written once."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings
from django.utils import timezone

from harvests.calendar import national_rows
from harvests.models import BuyRequest, Harvest, Offer, OpenCell, Trader
from households.enums import Verification
from households.models import Household
from news.models import Article
from portal1034.accounts.models import Department, TextMessage, User
from portal1034.commodities.models import SeasonNotice
from portal1034.demo import names, pictures
from portal1034.demo.staff import PASSWORD
from portal1034.reports.models import Figure
from products.models import Listing, Photo, Product

# Together, so that it is written by one process only.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration")]


@pytest.fixture(scope="module")
def written_once(media, drawn, django_db_setup, django_db_blocker):
    """A small demonstration that all tests of this module find, in a transaction that is undone at their end."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media), pytest.MonkeyPatch.context() as patch:
            patch.setattr(pictures, "demo_photo", drawn)
            call_command("seed_demo", "--small", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def small(written_once, storage):
    """Each test has it to itself: what a test writes beside it is undone."""


def test_a_small_demonstration_holds_what_it_says(small):
    assert Household.objects.count() == 6
    assert Household.objects.values("province").distinct().count() == 3
    assert Household.objects.filter(verification=Verification.VERIFIED).count() == 6
    assert Product.objects.count() >= 6
    assert Harvest.objects.count() >= 10
    assert Trader.objects.count() == 2
    assert BuyRequest.objects.exists()
    assert Offer.objects.filter(outcome_state="").count() == 3
    assert Article.objects.published().count() == 1
    assert SeasonNotice.objects.published().count() == 3
    assert Department.objects.count() == 63
    assert OpenCell.objects.filter(province=None, merged=None).exists(), "the open data are there from the start"
    assert Figure.objects.filter(measure="verified").aggregate(all=Sum("value"))["all"] == 6


def test_a_second_run_says_so_in_one_line_and_writes_nothing(small):
    before = [
        model.objects.count() for model in (User, Household, Product, Photo, Harvest, Offer, Article, TextMessage)
    ]
    said = StringIO()
    call_command("seed_demo", stdout=said)
    after = [model.objects.count() for model in (User, Household, Product, Photo, Harvest, Offer, Article, TextMessage)]
    assert after == before
    assert said.getvalue() == "Dữ liệu mẫu đã có sẵn.\n"


def test_everybodys_number_in_the_database_is_0900_000_something(small):
    assert all(user.phone.as_e164.startswith("+84900000") for user in User.objects.all())
    assert all(text.phone.as_e164.startswith("+84900000") for text in TextMessage.objects.all())


def test_photographs_are_stored_once_and_are_there(small):
    photos = list(Photo.objects.all())
    assert photos
    assert all(default_storage.exists(path) for photo in photos for path in photo.paths())
    assert len({photo.sha256 for photo in photos}) <= len(photos)


def test_listings_are_asked_for_with_consent_and_wait_for_the_pump(small):
    assert Listing.objects.wanted().count() >= 8
    assert set(Listing.objects.values_list("delivery", flat=True)) == {"queued"}


def test_the_calendar_shows_what_is_ripe(small):
    rows = national_rows(timezone.localdate())
    assert any(row.total_kg for row in rows)


def test_nothing_happened_in_the_future(small):
    now = timezone.now()
    assert all(household.created_at <= now for household in Household.objects.all())
    assert all(harvest.confirmed_at <= now for harvest in Harvest.objects.all())
    assert all(offer.last_message_at <= now for offer in Offer.objects.all())
    assert all(product.shown_at is None or product.shown_at <= now for product in Product.objects.all())


def test_the_accounts_that_are_shown_open_with_the_password(small):
    said = StringIO()
    call_command("show_demo", "--port", "8000", "--sandbox-port", "8101", stdout=said)
    shown = said.getvalue()
    for number in (names.FIRST_HOUSEHOLD, names.FIRST_TRADER, names.FIRST_OFFICER, names.EDITOR, names.ADMINISTRATOR):
        assert names.spoken_phone(number) in shown
        assert User.objects.get(phone=names.phone(number)).check_password(PASSWORD)
    for address in ("http://localhost:8000/", "http://localhost:8101/postmart/", "/quan-tri/", "Ctrl-C để dừng"):
        assert address in shown


def test_two_officers_of_different_provinces_are_shown(small):
    officers = User.objects.filter(phone__in=[names.phone(names.FIRST_OFFICER + n) for n in (0, 1)])
    assert len({officer.department_id for officer in officers}) == 2
