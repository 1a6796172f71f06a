"""The first lock of every write: the product's own row."""

from products.models import Product


def lock(product: Product) -> Product:
    # Only the product's own row: the crop and the household are everybody's. Rows that point at it may be written
    # meanwhile, for its key does not change: else the reaper and an edit would each wait for the other.
    return Product.objects.with_payload_parts().select_for_update(of=("self",), no_key=True).get(pk=product.pk)
