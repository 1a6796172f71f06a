"""A rehearsal says what would be sent, and sends nothing; what is then sent is exactly that."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from products import operations, sync
from products.connectors.channel import Channel
from products.marketplaces import connector
from products.models import Listing, Product, SyncJob
from products.payloads import payload_of
from products.rehearsal import rehearse, rehearse_many
from products.sync.decision import Action
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
LIST = reverse("admin:products_product_changelist")


@pytest.fixture
def officer(client):
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24"])))
    return client


def fresh(product) -> Product:
    return Product.objects.with_payload_parts().get(pk=product.pk)


def requests(market) -> int:
    return sum(market.state(code)["traffic"]["requests"] for code in ("postmart", "voso"))


@pytest.mark.parametrize(("marketplace", "path"), [("postmart", "/products/"), ("voso", "/items")])
def test_the_body_is_what_is_sent_but_for_its_revision(market, monkeypatch, marketplace, path):
    product = sellable_product()
    rehearsed = json.loads(rehearse(fresh(product), marketplace).body)
    sent, send = [], Channel.send

    def listen(self, method, address, *, content=b"", headers=None):
        if method in ("PUT", "POST") and address.startswith(path):
            sent.append(json.loads(content))
        return send(self, method, address, content=content, headers=headers)

    monkeypatch.setattr(Channel, "send", listen)
    publish(product, marketplace)
    sync.drain(marketplace)
    assert sent
    # Which write it is, is known only once it leaves.
    assert all(body.pop("revision") > 0 for body in sent)
    assert all(body == rehearsed for body in sent)
    assert connector(marketplace).rehearse(payload_of(fresh(product))) == rehearsed


class TestWhatWouldHappen:
    def action(self, product, marketplace="postmart"):
        return rehearse(fresh(product), marketplace).decision.action

    def test_says_what_the_pump_then_does(self, market):
        product = sellable_product()
        assert self.action(product) == Action.SEND
        publish(product, "postmart")
        sync.drain("postmart")
        assert self.action(product) == Action.SKIP
        operations.update_product(product=product, price_vnd=199_000)
        assert self.action(product) == Action.REPRICE
        operations.update_product(product=product, title="Vải thiều Thanh Hà loại 1, thùng 5 kg")
        assert self.action(product) == Action.SEND
        operations.withdraw(product=product, marketplaces=["postmart"])
        assert self.action(product) == Action.TAKE_DOWN

    def test_only_price_and_stock_are_marked_when_only_they_go(self, market):
        product = sellable_product()
        publish(product, "postmart")
        sync.drain("postmart")
        operations.update_product(product=product, price_vnd=199_000)
        lines = rehearse(fresh(product), "postmart").lines
        assert {line.name for line in lines if line.is_sent} == {"price_vnd", "stock"}

    def test_a_broken_rule_stands_beside_its_field(self, market):
        found = rehearse(fresh(sellable_product(photos=1, description="Ngắn.")), "voso")
        broken = {line.name: line.problems for line in found.lines if line.problems}
        assert broken.keys() == {"description", "photo_ids"}
        assert "cần ít nhất 3" in broken["photo_ids"][0]
        assert found.decision.action == Action.HOLD

    def test_without_consent_nothing_goes_and_it_says_so(self, market):
        product = sellable_product(marketplaces=["voso"])
        assert "chưa đồng ý" in rehearse(fresh(product), "postmart").why

    def test_asks_nothing_of_anybody_unless_told_to_look(self, market):
        product = sellable_product()
        publish(product)
        sync.drain("postmart")
        before, jobs = requests(market), SyncJob.objects.count()
        rehearse(fresh(product), "postmart")
        list(rehearse_many([fresh(product)]))
        assert (requests(market), SyncJob.objects.count()) == (before, jobs)

    def test_a_look_shows_what_would_change(self, market):
        product = sellable_product()
        publish(product, "postmart")
        sync.drain("postmart")
        operations.update_product(product=product, price_vnd=199_000)
        found = rehearse(fresh(product), "postmart", look=True)
        price = next(line for line in found.lines if line.name == "price_vnd")
        assert (price.now, price.value, price.changes) == ("185000", "199000", True)
        title = next(line for line in found.lines if line.name == "title")
        assert not title.changes
        assert "Đang bán" in found.looked

    def test_a_look_that_fails_is_told_and_breaks_nothing(self, market):
        market.fault("postmart", rate_5xx=1)
        assert "Chưa xem được" in rehearse(fresh(sellable_product()), "postmart", look=True).looked


class TestThePages:
    def test_an_officer_rehearses_a_product_of_the_province(self, market, officer):
        product = sellable_product()
        page = officer.get(reverse("admin:products_product_rehearsal", args=[product.pk])).content.decode()
        assert "Gửi cả tin" in page
        assert "shop_external_id" in page
        assert requests(market) == 0
        looked = officer.post(reverse("admin:products_product_rehearsal", args=[product.pk])).content.decode()
        assert "Trên sàn chưa có sản phẩm này" in looked

    def test_but_not_one_of_another(self, market, officer):
        there = sellable_product(household=VerifiedHouseholdFactory(commune=commune_of("31")))
        address = reverse("admin:products_product_rehearsal", args=[there.pk])
        assert officer.get(address).status_code == 404
        assert officer.post(address).status_code == 404

    def test_a_selection_is_counted_by_action_and_by_rule(self, market, officer):
        there = sellable_product(household=VerifiedHouseholdFactory(commune=commune_of("31")))
        chosen = [sellable_product().pk, sellable_product(photos=1).pk, there.pk]
        page = officer.post(LIST, {"action": "rehearse_selected", "_selected_action": chosen}).content.decode()
        assert "Diễn tập 2 sản phẩm" in page
        assert "thiếu ảnh" in page
        assert there.title not in page
        answer = officer.post(LIST, {"action": "rehearse_csv", "_selected_action": chosen})
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert len(lines) == 1 + 2 * 2
        assert requests(market) == 0

    def test_csv_cells_do_not_run(self, market, officer):
        product = sellable_product()
        Product.objects.filter(pk=product.pk).update(title="=1+1 vải thiều Lục Ngạn thùng 5 kg")
        answer = officer.post(LIST, {"action": "rehearse_csv", "_selected_action": [product.pk]})
        assert ";'=1+1" in b"".join(answer.streaming_content).decode()

    def test_more_than_five_hundred_are_refused_with_a_sentence(self, market, officer, monkeypatch):
        monkeypatch.setattr("products.admin.rehearsal.MOST", 1)
        chosen = [sellable_product().pk, sellable_product().pk]
        page = officer.post(LIST, {"action": "rehearse_selected", "_selected_action": chosen}, follow=True)
        assert "nhiều nhất 1 sản phẩm" in page.content.decode()

    def test_a_selection_costs_the_same_for_one_and_three(self, market, officer):
        products = [sellable_product() for _n in range(3)]
        for product in products:
            publish(product)

        def cost(chosen):
            with CaptureQueriesContext(connection) as captured:
                officer.post(LIST, {"action": "rehearse_selected", "_selected_action": [p.pk for p in chosen]})
            return len(captured)

        cost(products[:1])
        assert cost(products[:1]) == cost(products) <= 20
        assert Listing.objects.count() == 6
