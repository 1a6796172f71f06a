"""What officers and administrators see of products, listings, marketplaces and orders."""

from products.admin import listing, marketplace, order, product

__all__ = ["listing", "marketplace", "order", "product"]
