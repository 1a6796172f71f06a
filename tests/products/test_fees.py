"""What is left of a price: arithmetic that adds up, on tables that only administrators change."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal1034.accounts.enums import Role
from products.enums import Marketplace, Reach
from products.estimates import estimate_of
from products.fees import Fee, Rate, cheapest, estimate, standard_carriers, standard_fees
from products.models import CarrierRate, MarketplaceFee
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory

FEES = [Fee("voso", Decimal("6")), Fee("postmart", Decimal("5"))]
RATES = [
    Rate("Bưu điện", "province", 1_000, 18_000),
    Rate("Bưu điện", "province", 5_000, 26_000),
    Rate("Xe nhà", "province", 5_000, 20_000),
    Rate("Bưu điện", "nation", 5_000, 53_000),
]


def load_standard() -> None:
    MarketplaceFee.objects.all().delete()
    CarrierRate.objects.all().delete()
    MarketplaceFee.objects.bulk_create([MarketplaceFee(**row) for row in standard_fees()])
    CarrierRate.objects.bulk_create([CarrierRate(**row) for row in standard_carriers()])


def test_fee_and_net_in_the_order_of_the_marketplaces():
    found = estimate(90_000, 5_000, FEES, RATES)
    assert [(net.marketplace, net.fee_vnd, net.net_vnd) for net in found.nets] == [
        ("postmart", 4_500, 85_500),
        ("voso", 5_400, 84_600),
    ]
    assert [(each.reach, each.price_vnd) for each in found.shipping] == [("province", 20_000), ("nation", 53_000)]
    assert not found.is_too_heavy


@given(
    price=st.integers(1, 180_000_000),
    percent=st.decimals(0, 50, places=2),
    fixed=st.integers(0, 100_000),
)
def test_fee_and_net_always_add_up_and_neither_is_negative(price, percent, fixed):
    (net,) = estimate(price, None, [Fee("voso", percent, fixed)], ()).nets
    assert net.fee_vnd + net.net_vnd == price
    assert 0 <= net.fee_vnd <= price


@pytest.mark.parametrize(
    ("weight", "cost"), [(1, 18_000), (1_000, 18_000), (1_001, 20_000), (5_000, 20_000), (5_001, None)]
)
def test_the_cheapest_carrier_at_the_edges_of_its_bands(weight, cost):
    assert cheapest(weight, "province", RATES) == cost


def test_what_nobody_carries_is_said():
    found = estimate(90_000, 40_000, FEES, RATES)
    assert (found.shipping, found.is_too_heavy) == ((), True)


def test_the_files_tell_every_marketplace_and_reach_with_their_basis():
    fees, rates = standard_fees(), standard_carriers()
    assert {row["marketplace"] for row in fees} == set(Marketplace.values)
    assert {row["reach"] for row in rates} == set(Reach.values)
    assert all(row["basis"].startswith("Giả định") for row in fees + rates)
    for reach in Reach.values:
        bands = sorted((row["up_to_g"], row["price_vnd"]) for row in rates if row["reach"] == reach)
        assert bands == sorted(bands, key=lambda band: band[1])


@pytest.mark.django_db
def test_an_administrators_change_is_what_households_see(client):
    load_standard()
    assert estimate_of(100_000, 5_000).nets[0].net_vnd == 95_000
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    row = MarketplaceFee.objects.get(marketplace="postmart")
    said = {
        "marketplace": "postmart",
        "percent": "8.5",
        "fixed_vnd": "0",
        "basis": "Biểu phí mới",
        "as_of": "01/12/2026",
    }
    address = reverse("admin:products_marketplacefee_change", args=[row.pk])
    assert client.post(address, said).status_code == 302
    assert estimate_of(100_000, 5_000).nets[0].net_vnd == 91_500


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["marketplacefee", "carrierrate"])
def test_officers_have_no_way_to_the_tables_of_fees(client, name):
    load_standard()
    client.force_login(OfficerFactory())
    for door, arguments in (("changelist", []), ("add", []), ("change", [1])):
        assert client.get(reverse(f"admin:products_{name}_{door}", args=arguments)).status_code in (302, 403)


@pytest.mark.django_db
def test_the_price_form_says_what_is_left_and_follows_the_typing(client):
    load_standard()
    household = VerifiedHouseholdFactory()
    client.force_login(household.owner)
    product = ProductFactory(household=household, price_vnd=185_000)
    body = plain(client.get(reverse("products:price", args=[product.pk])))
    assert "Ước tính" in body
    assert "Postmart: bác nhận khoảng <strong>175.750 đ</strong> mỗi thùng" in body
    assert "phí sàn 5%: 9.250 đ" in body
    assert "26.000 đ trong tỉnh" in body
    typed = {f"p{product.pk}-price_vnd": "1tr2", f"p{product.pk}-stock": ""}
    body = plain(client.post(reverse("products:estimate", args=[product.pk]), typed))
    assert "<strong>1.140.000 đ</strong>" in body
    product.refresh_from_db()
    assert product.price_vnd == 185_000
    assert "<strong>" not in plain(client.post(reverse("products:estimate", args=[product.pk]), {}))


def plain(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")
