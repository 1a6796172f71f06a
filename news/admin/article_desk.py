"""The newsroom's pages around an article: review, versions, previews, pictures, calendar, what its script asks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from news import operations
from news.calendar import month_of, read_month
from news.clock import troubles
from news.differing import changes
from news.enums import Stage
from news.errors import Refused
from news.forms import ArticlePictureForm, ReviewForm
from news.models import Article, PreviewLink, Revision
from news.perms import may_approve
from news.views.preview import read_newest
from portal1034.core.pasting import clean_pasted
from portal1034.regions.models import Province

VERSIONS_SHOWN = 30
DEEDS = {
    "comment": (operations.comment, gettext_lazy("Đã gửi lời trao đổi.")),
    "send": (operations.send_to_review, gettext_lazy("Đã gửi duyệt. Một biên tập viên khác sẽ đọc.")),
    "return": (operations.return_to_writer, gettext_lazy("Đã trả lại cho người viết, kèm lời nhắn.")),
    "archive": (operations.archive, gettext_lazy("Bài đã được cất, người đọc không còn thấy.")),
    "withdraw": (operations.withdraw, gettext_lazy("Đã bỏ hẹn, bài về bản nháp.")),
}


class ArticleDesk:
    """Mixed into the ModelAdmin of Article. Each page asks for the right to change that article first."""

    def get_urls(self):
        pages = [
            ("lich/", self.calendar_page, "calendar"),
            ("tu-luu/", require_POST(self.typed_view), "typed"),
            ("don-chu/", require_POST(self.paste_view), "paste"),
            ("<int:pk>/duyet/", self.review_page, "review"),
            ("<int:pk>/ban-luu/", self.versions_page, "versions"),
            ("<int:pk>/xem/", self.look_page, "look"),
            ("<int:pk>/xem-truoc/", self.previews_page, "previews"),
            ("<int:pk>/anh/", self.pictures_page, "pictures"),
        ]
        ours = [
            path(route, self.admin_site.admin_view(view), name=f"news_article_{name}") for route, view, name in pages
        ]
        return [*ours, *super().get_urls()]

    def tabs(self, article: Article, current: str) -> list[dict]:
        named = [
            ("change", _("Viết")),
            ("review", _("Duyệt và trao đổi")),
            ("versions", _("Các bản đã lưu")),
            ("pictures", _("Ảnh trong bài")),
            ("previews", _("Xem trước")),
        ]
        return [
            {
                "url": reverse(f"admin:news_article_{name}", args=[article.pk]),
                "label": label,
                "current": name == current,
            }
            for name, label in named
        ]

    def _article(self, request, pk: int) -> Article:
        """Return the article with its newest version's text in memory."""
        article = self.get_queryset(request).filter(pk=pk).first()
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return self.with_newest(article)

    def with_newest(self, article: Article) -> Article:
        """Set, in memory, the newest version's text; `newest` is that version, None where there are none yet."""
        article.newest = (
            Revision.objects.filter(article=article, number=article.version).select_related("author").first()
        )
        if article.newest:
            article.take_text(article.newest.text())
        return article

    def _page(self, request, name: str, article: Article, form=None, **context):
        template = f"admin/news/article/{name}.html"
        shared = {"article": article, "tabs": self.tabs(article, name), "title": article.title}
        return self.form_page(request, form, template=template, **shared, **context)

    def _back(self, request, name: str, article: Article, said: str, tone=messages.SUCCESS):
        self.message_user(request, said, tone)
        return HttpResponseRedirect(reverse(f"admin:news_article_{name}", args=[article.pk]))

    # ---- review and conversation ----
    def review_page(self, request, pk: int):
        article = self._article(request, pk)
        form = ReviewForm(request.POST or None, initial={"seen": article.version})
        if request.method == "POST" and form.is_valid():
            try:
                said = self._do(request, article, form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return self._back(request, "review", article, said)
        live = Revision.objects.filter(article=article, number=article.live_version).first()
        text = article.text()
        context = {
            "newest": article.newest,
            "changes": changes(live.text(), text, province_name=_province_name) if live and article.is_public else [],
            "notes": article.notes.select_related("author"),
            "may_approve": article.newest is not None and may_approve(request.user, article.newest),
            "in_review": article.stage == Stage.REVIEW,
            "can_send": article.stage != Stage.REVIEW and (not article.is_public or article.has_unseen_version),
            "has_been_read": article.live_version is not None and article.published_at is not None
            and article.published_at <= timezone.now(),
        }  # fmt: skip
        return self._page(request, "review", article, form, **context)

    def _do(self, request, article: Article, typed: dict) -> str:
        deed = request.POST.get("deed", "")
        if deed == "approve":
            shown = operations.approve(
                article=article, by=request.user, seen=typed["seen"], at=typed["at"], body=typed["body"]
            )
            when = timezone.localtime(shown.published_at).strftime("%H:%M %d/%m/%Y")
            return (
                _("Đã duyệt. Bài lên lúc %s.") % when if shown.is_scheduled else _("Đã duyệt, người đọc thấy bản này.")
            )
        if deed not in DEEDS:
            raise Refused(_("Chọn một việc: duyệt, trả lại hay trao đổi."))
        act, said = DEEDS[deed]
        act(article=article, by=request.user, body=typed["body"])
        return said

    # ---- versions ----
    def versions_page(self, request, pk: int):
        article = self._article(request, pk)
        versions = Revision.objects.filter(article=article).select_related("author", "approved_by").defer("body")
        if request.method == "POST":
            return self._restore(request, article)
        chosen = _chosen(article, request.GET.get("ban"))
        before = chosen and _chosen(article, request.GET.get("voi") or chosen.number - 1)
        context = {
            "versions": versions[:VERSIONS_SHOWN],
            "chosen": chosen,
            "before": before,
            "changes": changes(before.text(), chosen.text(), province_name=_province_name) if before else [],
        }
        return self._page(request, "versions", article, **context)

    def _restore(self, request, article: Article):
        wanted = _chosen(article, request.POST.get("ban"))
        if wanted is None:
            raise Http404
        base = request.POST.get("base", "")
        try:
            operations.restore(
                article=article, number=wanted.number, by=request.user, base=int(base) if base.isdigit() else -1
            )
        except Refused as refused:
            return self._back(request, "versions", article, str(refused), messages.WARNING)
        said = _("Đã lấy lại bản %s thành bản mới nhất. Người đọc thấy khi có người duyệt.") % wanted.number
        return self._back(request, "versions", article, said)

    # ---- looking ----
    def look_page(self, request, pk: int):
        """The newest version as readers would see it, for editors."""
        return read_newest(request, self._article(request, pk).pk)

    def previews_page(self, request, pk: int):
        article = self._article(request, pk)
        if request.method == "POST":
            link = PreviewLink.objects.filter(article=article, pk=_whole(request.POST.get("link"))).first()
            if link:
                operations.revoke_preview(link=link)
                return self._back(request, "previews", article, _("Đã thu hồi liên kết, không ai mở được nữa."))
            operations.open_preview(article=article, by=request.user)
            return self._back(request, "previews", article, _("Đã tạo liên kết, mở được trong 7 ngày."))
        links = PreviewLink.objects.open().filter(article=article).select_related("created_by").order_by("-pk")
        return self._page(
            request, "previews", article, links=links[:20], public_root=request.build_absolute_uri("/")[:-1]
        )

    # ---- pictures ----
    def pictures_page(self, request, pk: int):
        article = self._article(request, pk)
        form = ArticlePictureForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            added = operations.add_picture(
                article=article, picture=typed["new_picture"], alt=typed["alt"], caption=typed["caption"],
                credit=typed["credit"], by=request.user,
            )  # fmt: skip
            said = _("Đã thêm ảnh. Chèn vào bài bằng dòng %s.") % added.token
            return self._back(request, "pictures", article, said)
        return self._page(request, "pictures", article, form, pictures=article.pictures.all()[:60])

    # ---- the calendar ----
    def calendar_page(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        month = month_of(request.GET.get("thang", ""), timezone.localdate())
        context = {"month": read_month(month), "troubles": troubles(), "title": _("Lịch xuất bản")}
        return self.form_page(request, template="admin/news/article/calendar.html", **context)

    # ---- what the script asks ----
    def typed_view(self, request):
        """Keep what is being typed; tell who else is here and whether a newer version was saved meanwhile."""
        from news.admin.article import TYPED

        pk = _whole(request.POST.get("article"))
        article = self._article(request, pk) if pk else None
        if article is None and not self.has_add_permission(request):
            raise PermissionDenied
        text = {name: request.POST[name] for name in TYPED if name in request.POST}
        if sum(map(len, text.values())) > operations.writing.MAX_TYPED:
            return JsonResponse({"error": _("Bài dài quá, chưa tự lưu được. Bấm Lưu để giữ.")}, status=413)
        base = _whole(request.POST.get("base")) or 0
        if "drop" in request.POST:
            operations.drop_typed(article=article, editor=request.user)
            where = (
                reverse("admin:news_article_change", args=[article.pk])
                if article
                else reverse("admin:news_article_add")
            )
            return HttpResponseRedirect(where)
        operations.keep_typed(article=article, editor=request.user, base=base, text=text or None)
        clash = article is not None and article.version != base
        return JsonResponse(
            {
                "saved": timezone.localtime().strftime("%H:%M:%S") if text else "",
                "others": operations.others_at(article, request.user) if article else [],
                "newer": str(article.newest.author) if clash and article.newest else "",
            }
        )

    def paste_view(self, request):
        """What Word put on the clipboard, as plain rich text."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        clean = Article._meta.get_field("body").sanitize
        return JsonResponse({"html": clean(clean_pasted(request.POST.get("html", "")[: operations.writing.MAX_TYPED]))})


def _whole(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _chosen(article: Article, number) -> Revision | None:
    number = _whole(str(number or ""))
    return Revision.objects.select_related("author").filter(article=article, number=number).first() if number else None


def _province_name(key: int) -> str:
    found = Province.objects.filter(pk=key).first()
    return found.short_name if found else ""
