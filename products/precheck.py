"""What marketplaces would refuse of a product as a form tells it, before anything is saved or sent."""

from dataclasses import dataclass

from portal1034.commodities.models import Category, Commodity
from products import operations
from products.connectors.errors import Problem
from products.enums import Marketplace
from products.estimates import estimate_of
from products.forms import ProductForm
from products.models import Product

_PARTS = ("commodity", "title", "grade", "unit_label", "price_vnd", "stock", "weight_g", "description")


@dataclass(frozen=True)
class Readiness:
    """Whether a marketplace would take the product as it stands: `count` things to mend."""

    name: str
    count: int


def look_over(form: ProductForm, household, product: Product | None = None) -> dict:
    """Tell the form what marketplaces would refuse of it; return the rest of what the page shows beside it."""
    form.is_valid()
    draft = _draft(form, household, product)
    photos = list(product.photos.all()) if product else []
    unknown = _not_understood(form)
    about_photos, standing = [], []
    told: list[Problem] = []
    for code, name in Marketplace.choices:
        found = [p for p in operations.problems_of(draft, code, photos) if p.field not in unknown]
        if product is None:
            found = [p for p in found if p.field != "photos"]  # they are the next step
        told += found
        about_photos += [p.message for p in found if p.field == "photos"]
        standing.append(Readiness(name, len(found)))
    form.tell(told)
    said = form.cleaned_data if form.is_bound else {}
    price = said.get("price_vnd") if form.is_bound else getattr(product, "price_vnd", None)
    return {
        "standing": [] if unknown else standing,
        "about_photos": about_photos,
        "estimate": estimate_of(price, said.get("weight_g") if form.is_bound else getattr(product, "weight_g", None)),
        "unit": draft.unit_word,
    }


def _draft(form: ProductForm, household, product: Product | None) -> Product:
    """Return the product as the form says it, not saved; where the form says nothing readable, nothing."""
    if product is not None and not form.is_bound:
        return product
    said = form.cleaned_data if form.is_bound else {}
    draft = Product(household=household, province=household.province, commodity=Commodity(category=Category()))
    if product is not None:
        draft.code, draft.group_id = product.code, product.group_id
    for name in _PARTS:
        if said.get(name) not in (None, ""):
            setattr(draft, name, said[name])
    draft.price_vnd, draft.stock, draft.weight_g = draft.price_vnd or 0, draft.stock or 0, draft.weight_g or 0
    return draft


def _not_understood(form: ProductForm) -> set[str]:
    """Fields of a listing of which nothing can be said yet, because they are empty or have an error of their own."""
    if not form.is_bound:
        return set()
    names = {"weight": "weight_g", "commodity": "category_code"}
    empty = {name for name in ("title", "unit_label", "price_vnd", "stock") if form.cleaned_data.get(name) is None}
    found = {names.get(name, name) for name in {*form.errors, *empty}}
    return found | ({"weight_g"} if "weight_g" not in form.cleaned_data else set())
