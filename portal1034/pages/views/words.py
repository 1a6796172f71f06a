"""Pages of plain words: what the portal is, how it treats personal data, how to do things, which rules it follows."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal1034.core.pagecache import cached_page


def _page(template: str):
    @login_not_required
    @require_safe
    @cached_page("words")
    def view(request):
        return render(request, template)

    return view


about = _page("pages/about.html")
privacy = _page("pages/privacy.html")
guides = _page("pages/guides.html")
documents = _page("pages/documents.html")
