"""Pages for what went wrong, in the house's own look."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

from portal1034.core.english import in_english


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    # Rendered without context processors: whatever broke may break them too.
    page = get_template("500_en.html" if in_english() else "500.html")
    return HttpResponseServerError(page.render({"request_id": getattr(request, "id", "")}))


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
