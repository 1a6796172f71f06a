"""The first lock of every write: the product's own row."""

from products.models import Product


def lock(product: Product) -> Product:
    # Only the product's own row: the crop and the household are everybody's.
    return Product.objects.with_payload_parts().select_for_update(of=("self",)).get(pk=product.pk)
