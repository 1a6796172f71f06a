"""The first lock of every write: the product's own row."""

from products.models import Product


def lock(product: Product) -> Product:
    return Product.objects.with_payload_parts().for_writing().get(pk=product.pk)
