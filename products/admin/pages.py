"""Pages of the products' admin that are no list and no form of Django's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class PagesMixin:
    """Gives a ModelAdmin `page()`; templates lie in templates/admin/products/."""

    def page(self, request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "subtitle": None, **context}
        return render(request, f"admin/products/{template}.html", shown, status=status)
