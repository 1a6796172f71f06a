"""Legal documents: the list with its filter, one document, its PDF."""

from collections import defaultdict

from django.contrib.auth.decorators import login_not_required
from django.db.models import F, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news.enums import AddressKind, DocumentKind, TieKind
from news.models import Document, DocumentTie
from news.views.moved import look_elsewhere
from portal1034.core.pagecache import cached_page

# Words of a whole PDF, which a list of links does not need.
UNREAD = [f"{side}__{column}" for side in ("document", "other") for column in ("text", "document")]


@login_not_required
@require_safe
@cached_page("words")
def documents(request: HttpRequest) -> HttpResponse:
    """All of them on one page (there are dozens, not thousands), by kind or by what they say."""
    asked, kind = request.GET.get("q", "")[:120], request.GET.get("loai", "")
    if kind and kind not in DocumentKind.values:
        raise Http404
    rows = Document.objects.shown()
    rows = rows.matching(asked) if asked.strip() else rows.newest_first()
    if kind:
        rows = rows.filter(kind=kind)
    kinds = SimpleLazyObject(lambda: _kinds(kind))
    context = {"documents": list(rows.for_list()[:200]), "asked": asked, "kind": kind, "kinds": kinds}
    return render(request, "news/documents.html", context)


def _kinds(current: str) -> list[dict]:
    """Return a tab for each kind there is a document of."""
    used = set(Document.objects.shown().order_by().values_list("kind", flat=True).distinct())
    tabs = [{"url": ".", "label": _("Tất cả"), "current": not current}]
    return tabs + [
        {"url": f"?loai={kind}", "label": kind.label, "current": kind == current}
        for kind in DocumentKind
        if kind in used
    ]


@login_not_required
@require_safe
@cached_page("words")
def document(request: HttpRequest, slug: str) -> HttpResponse:
    found = Document.objects.shown().for_list().filter(slug=slug).first()
    if found is None:
        return look_elsewhere(request, AddressKind.DOCUMENT, slug, Document.objects.shown())
    context = {"document": found, "replaces": list(found.replaces.shown().for_list()), "related": _related(found)}
    return render(request, "news/document.html", context)


def _related(found: Document) -> list[dict]:
    """Return {"how": "Được triển khai bởi", "documents": [...]}, what the document itself says first."""
    ties = DocumentTie.objects.filter(Q(document=found, other__is_shown=True) | Q(other=found, document__is_shown=True))
    ways: dict[tuple, list[Document]] = defaultdict(list)
    newest_first = (F("document__issued_on").desc(nulls_last=True), "pk")
    for tie in ties.select_related("document", "other").defer(*UNREAD).order_by(*newest_first):
        is_ours = tie.document_id == found.pk
        ways[not is_ours, tie.kind].append(tie.other if is_ours else tie.document)
    return [
        {"how": TieKind(kind).seen_from_other if is_theirs else TieKind(kind).label, "documents": documents}
        for (is_theirs, kind), documents in sorted(ways.items())
    ]


@login_not_required
@require_safe
def document_file(request: HttpRequest, slug: str) -> FileResponse:
    """The PDF, shown in the browser's own reader; nothing inside it may act on this site."""
    found = get_object_or_404(Document.objects.shown().exclude(file=""), slug=slug)
    response = FileResponse(found.file.open("rb"), content_type="application/pdf", filename=f"{found.slug}.pdf")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Robots-Tag"] = "noindex"
    return response
