"""Fees and carriers' prices behind the estimates: administrators change them, nobody else sees the tables."""

from django.contrib import admin

from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.enums import Role
from products.models import CarrierRate, MarketplaceFee


class FeesAdmin(ScopedModelAdmin):
    province_field = None
    roles = frozenset({Role.ADMINISTRATOR})


@admin.register(MarketplaceFee)
class MarketplaceFeeAdmin(FeesAdmin):
    list_display = ("marketplace", "percent", "fixed_vnd", "as_of", "basis")


@admin.register(CarrierRate)
class CarrierRateAdmin(FeesAdmin):
    list_display = ("carrier", "reach", "up_to_g", "price_vnd", "as_of", "basis")
    list_filter = ("carrier", "reach")
