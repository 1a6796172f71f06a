"""The pump reads a hundred listings in one statement; what it makes of a row is what the models make of the product."""

import pytest
from django.utils import timezone

from households.models import Household
from portal1034.accounts.models import User
from products import operations
from products.connectors.prints import prints_of
from products.enums import Intent, JobPriority, Verdict
from products.marketplaces import connector
from products.models import Listing, Product, SyncJob
from products.payloads import payload_of
from products.sync.decision import Facts, decide
from products.sync.plan import Action, plan
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
CODE = "postmart"


def steps_of(*products: Product):
    listings = [listing for product in products for listing in publish(product, CODE)]
    SyncJob.objects.enqueue([listing.pk for listing in listings], priority=JobPriority.BULK)
    jobs = {job.listing_id: job.pk for job in SyncJob.objects.all()}
    return plan(connector(CODE), [jobs[listing.pk] for listing in listings], moment=7)


def fresh(product: Product) -> Product:
    return Product.objects.with_payload_parts().get(pk=product.pk)


def odd_products() -> list[Product]:
    """Goods with all that changes how they are told: a grade, siblings, no grade, words that look like JSON."""
    plain = sellable_product(household=VerifiedHouseholdFactory())
    graded = sellable_product(grade="loại 1", title="Vải thiều Thanh Hà mới hái, thùng 3 kg", photos=4)
    strange = sellable_product(description='Ngon "numbers": [0, 0, 5] \\ và "ngọt", {a}, {{b}}, %s. ' * 3)
    sibling = sellable_product(household=graded.household, grade="loại 2", unit_label="túi 2 kg")
    Product.objects.filter(pk__in=[graded.pk, sibling.pk]).update(group=graded.pk)
    return [plain, graded, strange, sibling]


def test_the_payload_of_a_row_is_the_payload_of_the_product(market):
    products = odd_products()
    for product, step in zip(products, steps_of(*products), strict=True):
        expected = payload_of(fresh(product))
        assert step.action is Action.SEND
        assert step.payload == expected
        assert step.prints == expected.prints()
        assert step.payload.seller.phone.startswith("09")
        assert step.payload.photos[0].read()


def test_a_print_says_whether_only_the_numbers_changed():
    common = {"external_id": "c", "seller": ["s"], "photos": ["p"], "certificates": []}
    words = ['"numbers": [0, 0, 9', 'x"numbers": [0, 0, ']
    first = prints_of(text=words, numbers=(5, 6, 7), **common)
    assert first.whole != first.content
    assert prints_of(text=words, numbers=(5, 8, 7), **common).whole != first.whole
    assert prints_of(text=words, numbers=(5, 8, 7), **common).content == first.content
    assert prints_of(text=words, numbers=(5, 6, 8), **common).content != first.content
    assert prints_of(text=[*words, "!"], numbers=(5, 6, 7), **common).content != first.content


def test_prints_kept_in_the_database_stay_valid():
    """A change of their form would have every listing sent again, and every one worked by hand done again."""
    seller, text = ["c1034-H", "Hộ A", "Bắc Giang", "0900000100"], ['Vải "ngon"', "Mô tả", "trai-cay", "thùng 5 kg"]
    made = prints_of(
        external_id="c1034-x",
        seller=seller,
        text=[*text, "Xã A, Bắc Giang"],
        numbers=(185_000, 120, 5_000),
        photos=["a" * 64],
        certificates=[],
    )
    assert made.whole == "9df1e982613d1e6ada647e8c87b2a70ee8d4e756731bce1b45a2ed34a2d6138c"
    assert made.content == "7f74bb68c77433ae845ada6202c813444f95b9ec6156966d80785ad319fb2de4"


def test_the_pump_and_the_rehearsal_decide_alike(market):
    """Whatever a listing has been through: both ways of reading come to the same."""
    product = sellable_product()
    (listing,) = publish(product, CODE)
    prints = payload_of(fresh(product)).prints()
    as_sent = {"remote_id": "r1", "sent_at": timezone.now(), "verdict": Verdict.LIVE}
    states = [
        {},
        as_sent | {"fingerprint": prints.whole, "content_fingerprint": prints.content},
        as_sent | {"fingerprint": "", "content_fingerprint": prints.content},
        as_sent | {"fingerprint": "", "content_fingerprint": ""},
        as_sent | {"intent": Intent.WITHDRAW},
        {"sent_at": None, "remote_id": "", "verdict": Verdict.UNKNOWN},
    ]
    found = []
    for state in states:
        Listing.objects.filter(pk=listing.pk).update(**state)
        listing.refresh_from_db()
        expected = decide(connector(CODE), Facts.of(listing, fresh(product), has_agreed=True))
        (step,) = plan(connector(CODE), list(SyncJob.objects.values_list("pk", flat=True)))
        assert (step.action, step.prints, step.payload) == (expected.action, expected.prints, expected.payload)
        found.append(step.action)
    assert found == ["send", "skip", "reprice", "send", "take_down", "forget"]


def test_whose_consent_or_verification_is_missing_is_seen_in_the_row(market):
    no_consent, unverified, moved = (sellable_product(household=VerifiedHouseholdFactory()) for _n in range(3))
    steps_of(no_consent, unverified, moved)
    no_consent.household.owner.consents.update(withdrawn_at=timezone.now())
    Household.objects.filter(pk=unverified.household_id).update(verification="waiting")
    User.objects.filter(pk=moved.household.owner_id).update(phone="+84900000888")
    jobs = list(SyncJob.objects.order_by("listing_id").values_list("pk", flat=True))
    first, second, third = plan(connector(CODE), jobs)
    assert (first.action, first.problem["code"]) == (Action.HOLD, "no_consent")
    assert (second.action, second.problem["code"]) == (Action.HOLD, "household_unverified")
    assert third.payload.seller.phone == "0900000888"


def test_a_price_no_marketplace_takes_is_held_though_the_words_are_known(market):
    product = sellable_product()
    (listing,) = publish(product, CODE)
    prints = payload_of(fresh(product)).prints()
    Listing.objects.update(remote_id="r1", verdict=Verdict.LIVE, content_fingerprint=prints.content)
    operations.update_product(product=product, price_vnd=5)
    (step,) = plan(connector(CODE), [SyncJob.objects.get(listing=listing).pk])
    assert step.action is Action.HOLD
    assert "1.000" in step.problem["text"]


def test_planning_a_hundred_is_two_statements(market, django_assert_num_queries):
    products = odd_products()
    steps_of(*products)
    jobs = list(SyncJob.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert len(plan(connector(CODE), jobs)) == 4
