"""A household's own pages: three steps to a product on sale, every mistake told kindly, nobody else's rows."""

import pytest
from django.urls import reverse

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from products import operations
from products.enums import Delivery, Intent, Verdict
from products.models import Listing, Photo, Product, SyncJob
from tests.factories.households import HouseholdFactory
from tests.factories.products import ProductFactory, picture, publish, sellable_product
from tests.products.desk import desk, household, jpeg, said, text, upload, url

__all__ = ["desk", "household"]

pytestmark = pytest.mark.django_db


# ---- adding ----


def test_three_steps_put_a_product_on_both_marketplaces(desk, market, django_capture_on_commit_callbacks):
    from products import sync

    response = desk.post(url("create"), said())
    product = Product.objects.get()
    assert response.url == url("photos", product)
    assert (product.price_vnd, product.stock, product.weight_g) == (185_000, 120, 5_000)
    files = [upload(f"{n}.jpg", jpeg(colour=(n * 60, 90, 90))) for n in range(3)]
    assert desk.post(url("photos", product), {"photos": files}).status_code == 302
    page = text(desk.get(url("publish", product)))
    assert "Tôi đồng ý để cổng gửi tin bán hàng của tôi sang sàn Voso." in page
    both = ["postmart", "voso"]
    response = desk.post(url("publish", product), {"marketplaces": both, "agreed": both})
    assert response.status_code == 302
    for code in both:
        sync.drain(code)
    sync.verify("voso", [Listing.objects.get(marketplace="voso").pk])
    mine = text(desk.get(url("mine")))
    assert mine.count("Đang bán") == 2
    assert "kiểm tra lúc" in mine


def test_the_same_form_sent_twice_makes_one_product(desk):
    form = said()
    first = desk.post(url("create"), form)
    second = desk.post(url("create"), form)
    assert first.url == second.url
    assert Product.objects.count() == 1


def test_publishing_twice_makes_one_listing_and_one_job(desk, household, market):
    product = sellable_product(household=household)
    for _click in range(2):
        desk.post(url("publish", product), {"marketplaces": ["postmart"]})
    assert Listing.objects.count() == SyncJob.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Bác ghi tên sản phẩm."),
        ("price_vnd", "mười lăm", "Giá chưa đọc được"),
        ("price_vnd", "0", "Giá phải lớn hơn 0"),
        ("price_vnd", "500 triệu", "không quá 180.000.000 đ"),
        ("stock", "nhiều", "Chỗ này cần một số"),
        ("commodity", "", "Bác chọn loại nông sản."),
        ("commodity", "999999", "Bác chọn lại loại nông sản."),
        ("unit_label", "", "Bác ghi bán theo gì"),
        ("weight", "nặng lắm", "Chưa rõ nặng bao nhiêu"),
    ],
)
def test_each_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(desk, field, value, sentence):
    response = desk.post(url("create"), said(**{field: value}))
    assert response.status_code == 422
    assert sentence in text(response)
    if field != "description":
        assert "hái sáng, đóng thùng xốp" in text(response)
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("label", "typed", "grams"),
    [
        ("thùng 5 kg", "", 5000),
        ("túi 500g", "", 500),
        ("chai 1 lít", "", 1000),
        ("hộp 1,5 ký", "", 1500),
        ("thùng 12 quả", "7kg", 7000),
        ("con", "2.5", 2500),
        ("combo 2 túi 300 g", "", 300),
    ],
)
def test_the_weight_is_read_from_the_pack_or_from_its_own_box(desk, label, typed, grams):
    desk.post(url("create"), said(unit_label=label, weight=typed))
    assert Product.objects.get().weight_g == grams


def test_an_unclear_weight_is_told_though_the_pack_is_not_named_yet(desk):
    response = desk.post(url("create"), said(unit_label="", weight="nặng lắm"))
    assert "Bác ghi bán theo gì" in text(response)
    assert "Chưa rõ nặng bao nhiêu" in text(response)


def test_what_is_on_sale_everywhere_has_nothing_more_to_be_sent(desk, household, market):
    product = sellable_product(household=household)
    publish(product, "postmart")
    assert "Đăng bán</button>" in desk.get(url("publish", product)).content.decode()
    publish(product, "voso")
    page = desk.get(url("publish", product)).content.decode()
    assert "Đăng bán</button>" not in page
    assert "Gỡ khỏi Voso" in page


def test_a_pack_that_does_not_tell_its_weight_is_asked_about(desk):
    response = desk.post(url("create"), said(unit_label="nải", weight=""))
    assert "Một “nải” nặng bao nhiêu?" in text(response)


def test_decomposed_vietnamese_is_stored_composed(desk):
    import unicodedata

    desk.post(url("create"), said(title=unicodedata.normalize("NFD", "Vải thiều Lục Ngạn loại 1, thùng 5 kg")))
    assert unicodedata.is_normalized("NFC", Product.objects.get().title)


# ---- selling ----


def test_what_a_marketplace_would_refuse_is_said_before_sending_and_the_other_is_not_held_up(desk, household, market):
    product = sellable_product(household=household, photos=1)
    assert "Mới có 1 ảnh, Voso cần ít nhất 3" in text(desk.get(url("photos", product)))
    response = desk.post(url("publish", product), {"marketplaces": ["postmart", "voso"]})
    assert response.status_code == 422
    assert "Chưa gửi sang Voso, cần sửa:" in text(response)
    assert "Mới có 1 ảnh, Voso cần ít nhất 3" in text(response)
    assert "Postmart: đã nhận, đang gửi đi." in text(response)
    assert list(Listing.objects.wanted().values_list("marketplace", flat=True)) == ["postmart"]


def test_remarks_of_marketplaces_stand_beside_their_fields(desk, household, market):
    product = ProductFactory(household=household, title="Vải thiều", description="Ngon")
    page = text(desk.get(url("edit", product)))
    assert "Postmart cần ít nhất 25" in page
    assert "Mô tả mới có 4 ký tự, Voso cần ít nhất 50" in page


def test_without_consent_nothing_is_sent_and_the_box_is_not_ticked_beforehand(desk, household, market):
    product = sellable_product(household=household, marketplaces=[])
    page = text(desk.get(url("publish", product)))
    assert "checked" not in page
    response = desk.post(url("publish", product), {"marketplaces": ["postmart"]})
    assert "Bác chưa đồng ý để cổng gửi tin sang Postmart" in text(response)
    assert not Listing.objects.exists()


def test_ticking_the_box_records_the_consent_with_who_and_how(desk, household, market):
    product = sellable_product(household=household, marketplaces=[])
    desk.post(url("publish", product), {"marketplaces": ["voso"], "agreed": ["voso"]})
    consent = Consent.objects.get(purpose=ConsentPurpose.VOSO)
    assert (consent.user, consent.recorded_by) == (household.owner, household.owner)
    assert Listing.objects.get().intent == Intent.PUBLISH


def test_a_product_may_be_shown_on_the_portal_alone(desk, household, market):
    product = sellable_product(household=household)
    assert desk.post(url("publish", product), {}).status_code == 302
    product.refresh_from_db()
    assert product.shown_at
    assert not Listing.objects.exists()


def test_a_household_that_waits_is_told_that_nothing_more_is_to_do(client, market):
    household = HouseholdFactory()
    client.force_login(household.owner)
    product = sellable_product(household=household)
    client.post(url("publish", product), {"marketplaces": ["postmart"]})
    assert "Chờ cán bộ" in text(client.get(url("mine")))
    assert not SyncJob.objects.exists()


def test_taking_down_one_marketplace_leaves_the_other(desk, household, market):
    product = sellable_product(household=household)
    publish(product)
    desk.post(url("withdraw", product), {"marketplaces": ["voso"]})
    assert Listing.objects.get(marketplace="voso").intent == Intent.WITHDRAW
    assert Listing.objects.get(marketplace="postmart").intent == Intent.PUBLISH


def test_price_and_stock_change_in_place(desk, household, market):
    product = sellable_product(household=household)
    publish(product, "postmart")
    SyncJob.objects.all().delete()
    htmx = {"HTTP_HX_REQUEST": "true"}
    form = text(desk.get(url("price", product), **htmx))
    assert "<html" not in form
    prefix = f"p{product.pk}-"
    card = desk.post(url("price", product), {f"{prefix}price_vnd": "19x", f"{prefix}stock": "9"}, **htmx)
    assert card.status_code == 422
    assert "Giá chưa đọc được" in text(card)
    card = desk.post(url("price", product), {f"{prefix}price_vnd": "190k", f"{prefix}stock": "7"}, **htmx)
    assert "190.000" in text(card)
    assert "còn 7 thùng" in text(card)
    assert SyncJob.objects.count() == 1
    product.refresh_from_db()
    assert (product.price_vnd, product.stock) == (190_000, 7)


def test_price_and_stock_change_without_javascript(desk, household):
    product = ProductFactory(household=household)
    prefix = f"p{product.pk}-"
    assert "<html" in text(desk.get(url("price", product)))
    response = desk.post(url("price", product), {f"{prefix}price_vnd": "1tr2", f"{prefix}stock": "0"})
    assert response.url == f"{url('mine')}#nong-san-{product.pk}"
    assert "hết hàng" in text(desk.get(url("mine")))


def test_the_card_asks_again_only_while_something_moves(desk, household, market):
    product = sellable_product(household=household)
    publish(product, "postmart")
    assert 'hx-trigger="every 3s"' in text(desk.get(url("mine")))
    assert "Cập nhật" in text(desk.get(url("mine")))
    Listing.objects.update(delivery=Delivery.DELIVERED, verdict=Verdict.LIVE)
    fragment = text(desk.get(url("listings", product), HTTP_HX_REQUEST="true"))
    assert "hx-trigger" not in fragment
    assert desk.get(url("listings", product)).status_code == 302


def test_a_refused_listing_shows_the_reason_and_the_way_to_mend_it(desk, household, market):
    product = sellable_product(household=household)
    (listing,) = publish(product, "voso")
    problem = {"code": "photo_too_small", "field": "photos", "text": "Ảnh thứ 2 có cạnh 480 điểm.", "fix": "photos"}
    Listing.objects.update(delivery=Delivery.NEEDS_HOUSEHOLD, verdict=Verdict.REJECTED, problem=problem)
    page = text(desk.get(url("mine")))
    assert "Bị trả lại" in page
    assert "Ảnh thứ 2 có cạnh 480 điểm." in page
    assert url("photos", product) in page
    desk.post(url("resend", product, "voso"))
    listing.refresh_from_db()
    assert listing.delivery == Delivery.QUEUED


def test_putting_a_product_away_takes_it_down_everywhere(desk, household, market):
    product = sellable_product(household=household)
    publish(product)
    desk.post(url("archive", product))
    assert set(Listing.objects.values_list("intent", flat=True)) == {Intent.WITHDRAW}
    assert f'id="nong-san-{product.pk}"' not in text(desk.get(url("mine")))


# ---- doors ----

OWN_PAGES = ["edit", "price", "card", "listings", "photos", "publish"]
OWN_POSTS = ["edit", "price", "archive", "photos", "publish", "withdraw"]


@pytest.mark.parametrize("name", OWN_PAGES)
def test_anothers_product_is_not_there_to_read(desk, name):
    assert desk.get(url(name, ProductFactory())).status_code == 404


@pytest.mark.parametrize("name", OWN_POSTS)
def test_anothers_product_is_not_there_to_change(desk, name):
    other = ProductFactory()
    assert desk.post(url(name, other), said()).status_code == 404
    other.refresh_from_db()
    assert not other.is_archived


def test_anothers_photograph_is_not_there_even_through_ones_own_product(desk, household):
    mine, theirs = ProductFactory(household=household), ProductFactory()
    photo = operations.add_photo(product=theirs, picture=picture(5))
    assert desk.post(url("photo", mine, photo.pk), {"action": "remove"}).status_code == 404
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_a_trader_is_told_that_the_desk_is_the_households(client):
    from portal1034.accounts.enums import Role
    from tests.factories.accounts import UserFactory

    client.force_login(UserFactory(role=Role.TRADER))
    assert client.get(url("mine")).status_code == 403


def test_a_person_without_a_household_is_led_to_make_one(client):
    from tests.factories.accounts import UserFactory

    client.force_login(UserFactory())
    assert client.get(url("mine")).url == reverse("households:create")


def test_nobody_signed_in_is_led_to_sign_in(client):
    assert reverse("accounts:sign_in") in client.get(url("create")).url


def test_what_was_typed_survives_a_lost_session(client, household):
    client.post(
        url("create"),
        said(title="Vải thiều lúc mất phiên, thùng 5 kg"),
        HTTP_REFERER=f"http://testserver{url('create')}",
    )
    session = client.session
    client.force_login(household.owner)
    for key, value in session.items():
        if key.startswith("rescued"):
            kept = client.session
            kept[key] = value
            kept.save()
    assert "Vải thiều lúc mất phiên" in text(client.get(url("create")))


def test_ones_own_list_costs_the_same_for_one_and_three(desk, household, market, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as captured:
            desk.get(url("mine"))
        return len(captured)

    publish(sellable_product(household=household))
    desk.get(url("mine"))
    one = count()
    for _n in range(2):
        publish(sellable_product(household=household))
    assert count() == one


def test_an_edit_is_saved_and_sent_and_a_wrong_one_is_sent_back(desk, household, market):
    product = sellable_product(household=household)
    publish(product, "postmart")
    SyncJob.objects.all().delete()
    response = desk.post(
        url("edit", product), said(title="Vải u hồng Phương Sơn, thùng 10 kg", unit_label="thùng 10 kg")
    )
    assert response.url == f"{url('mine')}#nong-san-{product.pk}"
    product.refresh_from_db()
    assert (product.title, product.weight_g) == ("Vải u hồng Phương Sơn, thùng 10 kg", 10_000)
    assert SyncJob.objects.count() == 1
    assert desk.post(url("edit", product), said(price_vnd="")).status_code == 422


def test_ones_own_list_goes_on_behind_the_twentieth(desk, household):
    for _n in range(21):
        ProductFactory(household=household)
    first = desk.get(url("mine"))
    assert first.context["next_url"]
    second = desk.get(first.context["next_url"])
    assert len(second.context["products"]) == 1
    assert "Về đầu danh sách" in text(second)
