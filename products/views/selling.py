"""Where a product is to be sold: choosing marketplaces, agreeing to each, taking a listing down, sending it again."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from portal1034.commodities.notices import notices_about
from products import operations, problems
from products.connectors.errors import Problem
from products.enums import Delivery, Intent, Marketplace
from products.forms import PublishForm, consent_wording
from products.models import Product
from products.seasons import seasons_of
from products.tasks import wake
from products.views.desk import card_url, form_view, own_product_view, page
from products.wording import fix_url


@dataclass(frozen=True)
class Choice:
    """One marketplace on the page: `problems` are (sentence, where to mend it)."""

    code: str
    name: str
    is_on: bool
    has_consent: bool
    is_chosen: bool
    wording: object
    problems: list[tuple[str, str]]
    is_refused: bool


@own_product_view
@form_view
def publish(request: HttpRequest, product: Product) -> HttpResponse:
    if request.method != "POST":
        return _page(request, product, PublishForm(), {})
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, product, form, {}, status=422)
    chosen, agreed = form.cleaned_data["marketplaces"], form.cleaned_data["agreed"]
    refused = operations.publish(product=product, marketplaces=chosen, by=request.user, agreed=agreed)
    wake()
    if refused:
        return _page(request, product, form, refused, status=422)
    messages.success(request, _said(product, chosen))
    return redirect(card_url(product))


def _said(product: Product, chosen: list[str]) -> str:
    names = " và ".join(Marketplace(code).label for code in chosen)
    waits = product.household.verification != Verification.VERIFIED
    if waits and names:
        return _("Đã ghi nhận. Sở xác minh hộ xong, tin tự lên %s, bác không phải làm gì thêm.") % names
    if waits:
        return _("Đã ghi nhận. Sở xác minh hộ xong, “%s” hiện trên Cổng 1034.") % product.title
    if not names:
        return _("“%s” đã hiện trên Cổng 1034.") % product.title
    return _("Đang gửi sang %s. Bác xem kết quả ngay bên dưới.") % names


def _page(request, product: Product, form: PublishForm, refused: dict, status: int = 200) -> HttpResponse:
    standing = set(Consent.objects.active().filter(user=request.user).values_list("purpose", flat=True))
    on = {
        listing.marketplace
        for listing in product.listings.all()
        if listing.intent == Intent.PUBLISH and listing.delivery != Delivery.NEEDS_HOUSEHOLD
    }
    chosen = form.data.getlist("marketplaces") if form.is_bound else []
    choices = []
    for code, name in Marketplace.choices:
        found: list[Problem] = refused.get(code) or operations.problems_of(product, code)
        choice = Choice(
            code=code,
            name=name,
            is_on=code in on and code not in refused,
            has_consent=ConsentPurpose.for_marketplace(code) in standing,
            is_chosen=code in chosen,
            wording=consent_wording(code),
            problems=[(p.message, fix_url(product, problems.as_json(p)["fix"])) for p in found],
            is_refused=code in refused,
        )
        choices.append(choice)
    accepted = [c.name for c in choices if c.is_chosen and not c.is_refused] if refused else []
    return page(
        request,
        "products/publish.html",
        status=status,
        product=product,
        choices=choices,
        is_everywhere=all(choice.is_on and choice.has_consent for choice in choices),
        accepted=" và ".join(accepted),
        season=seasons_of([product], timezone.localdate())[product.pk],
        notices=notices_about([(product.commodity_id, product.household.province_id)]),
    )


@own_product_view
@require_POST
def withdraw(request: HttpRequest, product: Product) -> HttpResponse:
    """Take the product off the marketplaces named in `marketplaces`."""
    form = PublishForm(request.POST)
    if form.is_valid():
        operations.withdraw(product=product, marketplaces=form.cleaned_data["marketplaces"])
        wake()
        messages.success(request, _("Đang gỡ tin. Bác xem kết quả ngay bên dưới."))
    return redirect(card_url(product))


@own_product_view
@require_POST
def resend(request: HttpRequest, product: Product, marketplace: str) -> HttpResponse:
    """Send a refused or expired listing again as it is."""
    listing = get_object_or_404(product.listings, marketplace=marketplace, delivery=Delivery.NEEDS_HOUSEHOLD)
    operations.resend(listing=listing)
    wake()
    return redirect(card_url(product))
