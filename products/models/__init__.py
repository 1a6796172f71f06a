"""What households sell, its photographs, its listings on the marketplaces, and the queue that keeps them true."""

from products.models.fee import CarrierRate, MarketplaceFee
from products.models.listing import Listing, Shop
from products.models.marketplace import MarketplaceHealth, TrafficMinute, WebhookEvent
from products.models.order import Order, OrderLine
from products.models.photo import Photo
from products.models.product import Product
from products.models.reminder import Reminder
from products.models.season import SeasonRest
from products.models.sync_job import Again, SyncJob

__all__ = [
    "Again",
    "CarrierRate",
    "Listing",
    "MarketplaceFee",
    "MarketplaceHealth",
    "Order",
    "OrderLine",
    "Photo",
    "Product",
    "Reminder",
    "SeasonRest",
    "Shop",
    "SyncJob",
    "TrafficMinute",
    "WebhookEvent",
]
