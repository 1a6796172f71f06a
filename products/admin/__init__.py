"""What officers and administrators see of products, listings, marketplaces and orders."""

from products.admin import fees, listing, marketplace, order, product

__all__ = ["fees", "listing", "marketplace", "order", "product"]
