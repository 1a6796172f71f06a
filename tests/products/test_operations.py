"""Verbs that change products keep their promises to other rows."""

import pytest
from django.db import IntegrityError, transaction

from households.events import household_verified
from households.models import Household
from portal1034.core import events
from products import operations, payloads
from products.enums import Delivery, Intent, JobPriority
from products.models import Listing, Product, SyncJob
from products.operations import photos
from tests.factories.households import HouseholdFactory, commune_of
from tests.factories.products import ProductFactory, picture, publish, sellable_product

pytestmark = pytest.mark.django_db


def test_a_products_address_comes_from_its_name_and_stays_when_the_name_changes():
    product = ProductFactory(title="Vải thiều Lục Ngạn")
    assert product.slug == f"vai-thieu-luc-ngan-{product.code}"
    changed = operations.update_product(product=product, title="Vải u hồng")
    assert changed.slug == product.slug


def test_a_name_of_signs_only_still_has_an_address():
    assert ProductFactory(title="★★★").slug.startswith("nong-san-")


def test_a_field_that_is_not_the_products_is_refused():
    with pytest.raises(TypeError, match="is_archived"):
        operations.update_product(product=ProductFactory(), is_archived=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("price_vnd", 0), ("price_vnd", 200_000_000), ("stock", 1_000_000), ("weight_g", 0), ("title", "")],
)
def test_the_database_itself_refuses_what_makes_no_sense(name, value):
    product = ProductFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**{name: value})


def test_what_changed_who_wanted_what_is_kept_for_ever(market):
    product = sellable_product()
    publish(product, "postmart")
    operations.update_product(product=product, price_vnd=99_000)
    operations.withdraw(product=product, marketplaces=["postmart"])
    assert list(product.events.order_by("pgh_id").values_list("price_vnd", flat=True)) == [185_000, 185_000, 99_000]
    listing = Listing.objects.get()
    assert list(listing.events.order_by("pgh_id").values_list("intent", flat=True)) == ["draft", "publish", "withdraw"]


def test_a_household_that_moves_takes_its_products_along():
    product = ProductFactory()
    there = commune_of("31")
    Household.objects.filter(pk=product.household_id).update(commune=there, province=there.province)
    product.refresh_from_db()
    assert product.province == there.province


def test_a_household_verified_under_a_new_name_is_found_by_it(market):
    product = sellable_product()
    publish(product, "postmart")
    SyncJob.objects.all().delete()
    household = product.household
    household.name = "Hợp tác xã Hồng Giang"
    household.save()
    household_verified.send(household=household)
    assert list(Product.objects.matching("hong giang")) == [product]
    assert SyncJob.objects.count() == 1


def test_a_refused_marketplace_does_not_undo_the_other(market):
    product = sellable_product(photos=1)
    refused = operations.publish(product=product, marketplaces=["postmart", "voso"], by=product.household.owner)
    assert list(refused) == ["voso"]
    assert Listing.objects.get().marketplace == "postmart"


def test_an_unverified_household_can_take_back_what_it_asked_for(market):
    from products import sync

    product = sellable_product(household=HouseholdFactory())
    publish(product, "postmart")
    operations.withdraw(product=product, marketplaces=["postmart"])
    sync.drain("postmart")
    listing = Listing.objects.get()
    assert (listing.intent, listing.delivery, listing.problem) == (Intent.WITHDRAW, Delivery.IDLE, {})
    assert market.state("postmart")["traffic"]["requests"] == 0


def test_a_draft_is_not_sent_again(market):
    listing = Listing.objects.create(product=ProductFactory(), marketplace="voso")
    operations.resend(listing=listing)
    operations.enqueue(listings=[], priority=JobPriority.BULK)
    assert not SyncJob.objects.exists()


def test_moving_a_photograph_that_was_just_removed_changes_nothing():
    product = ProductFactory()
    photo = operations.add_photo(product=product, picture=picture(1))
    operations.remove_photo(photo=photo)
    photo.product_id = product.pk
    operations.move_photo(photo=photo, to=0)
    assert not product.photos.exists()


def test_an_edit_of_photographs_queues_the_listings(market):
    product = sellable_product()
    publish(product, "postmart")
    SyncJob.objects.all().delete()
    operations.add_photo(product=product, picture=picture(50))
    assert SyncJob.objects.count() == 1


def test_fingerprints_tell_price_from_content(market):
    product = Product.objects.with_payload_parts().get(pk=sellable_product().pk)
    before = payloads.payload_of(product)
    product.price_vnd += 1
    repriced = payloads.payload_of(product)
    assert before.fingerprint() != repriced.fingerprint()
    assert before.prints().content == repriced.prints().content
    product.description += "!"
    assert before.prints().content != payloads.payload_of(product).prints().content


def test_both_reactions_are_subscribed():
    from portal1034.accounts.events import consent_withdrawn
    from products import reactions

    assert isinstance(consent_withdrawn, events.Event)
    assert reactions.take_down in consent_withdrawn._subscribers
    assert reactions.send_what_waited in household_verified._subscribers


@pytest.mark.django_db(transaction=True)
def test_a_picture_forgotten_by_one_while_another_adds_it_keeps_its_files(monkeypatch):
    """The last photograph of a picture goes after somebody found its file and before their row is written."""
    first = sellable_product(photos=1)
    photo, other = first.photos.get(), ProductFactory()
    lock = photos.lock

    def interrupted(product):
        monkeypatch.setattr(photos, "lock", lock)
        files = photo.files
        photo.delete()
        photos._forget_files(*files[0])
        return lock(product)

    monkeypatch.setattr(photos, "lock", interrupted)
    added = operations.add_photo(product=other, picture=picture(0))
    assert added.read()[:3] == b"\xff\xd8\xff"
