import functools
import io

import factory
from PIL import Image, ImageDraw

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from portal1034.commodities.models import Commodity
from portal1034.core.images import Picture
from products import operations
from products.enums import Marketplace
from products.models import Listing, Product
from tests.factories.accounts import ConsentFactory
from tests.factories.households import VerifiedHouseholdFactory

DESCRIPTION = "Vải thiều chín cây ở Lục Ngạn, hái sáng, đóng thùng xốp có đá, ăn trong ba ngày là ngon nhất."


@functools.cache
def picture(tone: int = 0, width: int = 640, height: int = 640) -> Picture:
    """Return a small JPEG; another `tone`, another picture."""
    image = Image.new("RGB", (width, height), (200, 40 + tone % 200, 40))
    ImageDraw.Draw(image).text((20, 20), f"anh {tone}", fill="white")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=60)
    return Picture(buffer.getvalue(), width, height)


class ProductFactory(factory.django.DjangoModelFactory):
    """A box of lychees of a verified household in Bắc Giang, made as the portal makes it; not yet shown to anyone."""

    class Meta:
        model = Product

    household = factory.SubFactory(VerifiedHouseholdFactory)
    commodity = factory.LazyFunction(lambda: Commodity.objects.get(slug="vai-thieu"))
    title = factory.Sequence(lambda n: f"Vải thiều Lục Ngạn loại 1, thùng 5 kg, lô {n}")
    description = DESCRIPTION
    unit_label = "thùng 5 kg"
    price_vnd = 185_000
    stock = 120
    weight_g = 5_000

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return operations.create_product(**kwargs)


def sellable_product(*, photos: int = 3, marketplaces=Marketplace.values, **fields) -> Product:
    """Return a product that both marketplaces would take: photographs added, its owner's consents given."""
    product = ProductFactory(**fields)
    for tone in range(photos):
        operations.add_photo(product=product, picture=picture(tone))
    for marketplace in marketplaces:
        agree(product, marketplace)
    return product


def agree(product: Product, marketplace: str) -> Consent:
    owner, purpose = product.household.owner, ConsentPurpose.for_marketplace(marketplace)
    standing = Consent.objects.active().for_purpose(purpose).filter(user=owner).first()
    return standing or ConsentFactory(user=owner, purpose=purpose)


def publish(product: Product, *marketplaces: str) -> list[Listing]:
    """Ask for the product on the marketplaces (all of them by default) and return its listings."""
    wanted = marketplaces or Marketplace.values
    refused = operations.publish(product=product, marketplaces=wanted, by=product.household.owner)
    assert refused == {}, refused
    return list(Listing.objects.filter(product=product).order_by("marketplace"))
