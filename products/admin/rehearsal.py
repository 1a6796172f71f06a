"""Rehearsals in the admin: one product field by field, or a selection counted; nothing is sent."""

from collections.abc import Iterator

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal1034.core.sheets import Row, sheet_response
from products import causes
from products.enums import Marketplace
from products.models import Product
from products.rehearsal import MOST, Rehearsal, counts_of, rehearse, rehearse_many


class RehearsalViews:
    """A part of ProductAdmin: rows come from its `get_queryset`, so the officer's provinces bound them."""

    def rehearsal_urls(self):
        view = require_http_methods(["GET", "POST"])(self.rehearsal_view)
        return [path("<int:pk>/dien-tap/", self.admin_site.admin_view(view), name="products_product_rehearsal")]

    def rehearsal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asking the marketplaces is a POST: it costs them a request each."""
        product = self.get_queryset(request).with_payload_parts().filter(pk=pk).first()
        if product is None or not self.has_view_permission(request, product):
            raise Http404
        look = request.method == "POST"
        rehearsals = [rehearse(product, marketplace, look=look) for marketplace in Marketplace.values]
        title = _("Diễn tập: %s") % product.title
        return self.page(request, "product/rehearsal", title=title, product=product, rehearsals=rehearsals)

    @admin.action(description=gettext_lazy("Diễn tập gửi sàn (không gửi gì)"), permissions=["view"])
    def rehearse_selected(self, request: HttpRequest, queryset) -> HttpResponse | None:
        found = self._rehearsals(request, queryset)
        if found is None:
            return None
        actions, rules = counts_of(found)
        rules = [(where, causes.words_of(code), count) for where, code, count in rules]
        held = [each for each in found if each.decision.problem]
        chosen = [str(pk) for pk in dict.fromkeys(each.product.pk for each in found)]
        return self.page(
            request, "product/rehearsals", title=_("Diễn tập %s sản phẩm") % len(chosen), actions_found=actions,
            rules=rules, held=held[:50], held_count=len(held), chosen=chosen,
        )  # fmt: skip

    @admin.action(description=gettext_lazy("Diễn tập gửi sàn: tải CSV"), permissions=["view"])
    def rehearse_csv(self, request: HttpRequest, queryset) -> HttpResponse | None:
        found = self._rehearsals(request, queryset)
        if found is None:
            return None
        self._record(request, "dien-tap")
        name = _("Diễn tập %s") % f"{timezone.localdate():%d-%m-%Y}"
        return sheet_response(_rows(found), name=name, kind="csv")

    def _rehearsals(self, request: HttpRequest, queryset) -> list[Rehearsal] | None:
        keys = list(self.limit_to_scope(request, queryset).values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            messages.error(request, _("Diễn tập mỗi lần nhiều nhất %s sản phẩm: chọn ít hơn hoặc lọc thêm.") % MOST)
            return None
        rows = Product.objects.with_payload_parts().prefetch_related("listings").filter(pk__in=keys)
        return list(rehearse_many(rows))


def _rows(found: list[Rehearsal]) -> Iterator[Row]:
    yield [_("Mã sản phẩm"), _("Tên sản phẩm"), _("Hộ"), _("Sàn"), _("Sẽ làm gì"), _("Vì sao"), _("Chưa đạt")]
    for each in found:
        product = each.product
        broken = " ".join(problem.message for problem in each.decision.broken)
        yield [product.code, product.title, product.household.name, each.where, each.action, each.why, broken]
