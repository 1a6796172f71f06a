"""Orders as the marketplaces told of them."""

from django.contrib import admin

from products.admin.read_only import AdministratorsOnly
from products.models import Order


@admin.register(Order)
class OrderAdmin(AdministratorsOnly):
    list_display = ("remote_id", "marketplace", "status", "placed_at")
    list_filter = ("marketplace", "status")
    search_fields = ("remote_id",)
    ordering = ("-placed_at", "-pk")
