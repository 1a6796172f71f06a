from django.contrib import admin, messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from js_asset import Script

from news import operations
from news.admin.article_desk import ArticleDesk
from news.admin.editors import EditorsAdmin
from news.clock import troubles
from news.enums import ArticleStatus, NoteKind, Stage
from news.errors import Refused
from news.forms import ArticleForm
from news.models import Article, ArticleNote, Revision, Writing
from portal1034.core.admin import QueueItem, admin_queue
from portal1034.core.embeds import embed_kinds
from portal1034.regions.models import Province

# What is typed and kept for an editor while it is not saved.
TYPED = ("title", "topic", "province", "summary", "body", "picture_alt", "picture_credit")


class StateFilter(admin.SimpleListFilter):
    title = _("trạng thái")
    parameter_name = "khau"

    def lookups(self, request, model_admin):
        return [
            ("viet", _("Đang viết")),
            ("tra-lai", _("Trả lại cho bác")),
            ("cho-duyet", _("Chờ duyệt")),
            ("hen-gio", _("Hẹn giờ")),
            ("da-len", _("Đã xuất bản")),
            ("da-cat", _("Đã cất")),
        ]

    def queryset(self, request, queryset):
        chosen = {
            "viet": lambda: queryset.filter(status=ArticleStatus.DRAFT, stage=Stage.WRITING),
            "tra-lai": lambda: queryset.filter(pk__in=_sent_back_to(request.user).values("pk")),
            "cho-duyet": queryset.in_review,
            "hen-gio": queryset.scheduled,
            "da-len": queryset.published,
            "da-cat": lambda: queryset.filter(status=ArticleStatus.ARCHIVED),
        }.get(self.value())
        return chosen() if chosen else queryset


@admin.register(Article)
class ArticleAdmin(ArticleDesk, EditorsAdmin):
    """The newsroom's desk. The form only writes versions; what readers see is decided on the review page, by a second
    person. There are no bulk actions and no fields of state, so there is nothing to go around that by.
    """

    form = ArticleForm
    list_display = ("title", "state", "topic", "province", "published_at", "last_hand")
    list_filter = (StateFilter, "topic")
    list_select_related = ("province",)
    search_fields = ("title", "summary")
    readonly_fields = ("slug",)
    actions = None
    fieldsets = (
        (None, {"fields": ("title", "topic", "province", "summary", "body", "base")}),
        (_("Ảnh đầu bài"), {"fields": ("new_picture", "picture_alt", "picture_credit")}),
        (_("Địa chỉ"), {"fields": ("slug",), "classes": ("collapse",)}),
    )
    change_form_template = "admin/news/article/change_form.html"
    change_list_template = "admin/news/article/change_list.html"

    class Media:
        js = (Script("js/writing.js", type="module"),)
        css = {"all": ("css/newsroom.css",)}

    # ---- the list ----
    def get_queryset(self, request):
        last = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("version"))
        return super().get_queryset(request).annotate(last_hand=Subquery(last.values("author__full_name")))

    @admin.display(description=_("trạng thái"))
    def state(self, article):
        return article.state_text

    @admin.display(description=_("người viết sau cùng"))
    def last_hand(self, article):
        return article.last_hand or article.author

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"troubles": troubles(), **(extra_context or {})})

    def has_delete_permission(self, request, obj=None):
        """Only what no reader has ever seen can go; the rest is archived."""
        never_seen = obj is None or (obj.live_version is None and obj.status == ArticleStatus.DRAFT)
        return never_seen and super().has_delete_permission(request, obj)

    # ---- writing ----
    def get_object(self, request, object_id, from_field=None):
        """The newest version, not what readers see. Django asks for it within the transaction of a save: nobody saves
        between the form's check and its save.
        """
        article = super().get_object(request, object_id, from_field)
        if article is None:
            return None
        if request.method == "POST":
            held = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk)
            article.version = held.values_list("version", flat=True).get()
        return self.with_newest(article)

    def get_changeform_initial_data(self, request):
        typed = operations.unsaved(None, request.user)
        return {**super().get_changeform_initial_data(request), **(typed.text if typed else {})}

    def render_change_form(self, request, context, *args, **kwargs):
        article, form = context.get("original"), context["adminform"].form
        typed = operations.unsaved(article, request.user) if request.method == "GET" else None
        if article and typed:
            form.initial.update({name: value for name, value in typed.text.items() if name in TYPED})
            form.initial["base"] = typed.base
        context |= {
            "typed": typed,
            "clash": self._clash(article, form, typed),
            "others": operations.others_at(article, request.user) if article else [],
            "embed_kinds": [kind for kind in embed_kinds if kind.kind != "anh"],
            "pictures": article.pictures.all()[:30] if article else [],
            "autosave_url": reverse("admin:news_article_typed"),
            "paste_url": reverse("admin:news_article_paste"),
            "tabs": self.tabs(article, "change") if article else [],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def _clash(self, article, form, typed: Writing | None):
        """Two texts side by side, when another version was saved since this editor began."""
        if form.is_bound and form.theirs:
            mine = {name: form.data.get(name, "") for name in TYPED}
            return self.clash_of(form.theirs, mine)
        if typed and article and article.newest and typed.base != article.version:
            return self.clash_of(article.newest, typed.text)
        return None

    def save_model(self, request, obj, form, change):
        text = {**obj.text(), "body": form.cleaned_data["body"]}
        picture = form.cleaned_data.get("new_picture")
        if not change:
            made = operations.begin_article(text=text, by=request.user, picture=picture)
            obj.pk, obj.slug, obj.version = made.pk, made.slug, made.version
        else:
            base = form.cleaned_data["base"]
            operations.save_version(article=obj, text=text, by=request.user, base=base, picture=picture)

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._after_save(request, obj) or super().response_change(request, obj)

    def _after_save(self, request, obj):
        if "_send" not in request.POST:
            return None
        try:
            operations.send_to_review(article=obj, by=request.user)
            self.message_user(request, _("Đã lưu và gửi duyệt. Một biên tập viên khác sẽ đọc."), messages.SUCCESS)
        except Refused as refused:
            self.message_user(request, str(refused), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:news_article_review", args=[obj.pk]))

    def clash_of(self, theirs: Revision, typed: dict) -> dict:
        """Return both texts in the words of the newest version's difference from what was typed."""
        from news.differing import changes

        mine = theirs.text() | {name: typed[name] for name in TYPED if name in typed and name != "province"}
        if str(typed.get("province", "")).isdigit():
            mine["province_id"] = int(typed["province"])
        return {"theirs": theirs, "changes": changes(theirs.text(), mine, province_name=province_name)}


def province_name(key: int) -> str:
    found = Province.objects.filter(pk=key).first()
    return found.short_name if found else ""


@admin_queue.register
def waiting_for_review(request) -> QueueItem | None:
    """What another editor has sent, for whoever may approve it: not one's own."""
    if request.user.role not in ArticleAdmin.roles:
        return None
    own = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("version")).values("author")
    rows = Article.objects.in_review().annotate(hand=Subquery(own)).exclude(hand=request.user.pk)
    url = f"{reverse('admin:news_article_changelist')}?khau=cho-duyet"
    return QueueItem(_("Bài chờ duyệt"), rows.count(), url)


@admin_queue.register
def sent_back(request) -> QueueItem | None:
    """What another editor has returned to this one, with a reason, and nobody has sent again."""
    if request.user.role not in ArticleAdmin.roles:
        return None
    count = _sent_back_to(request.user).count()
    return QueueItem(_("Bài trả lại cho bác"), count, f"{reverse('admin:news_article_changelist')}?khau=tra-lai")


def _sent_back_to(editor):
    newest = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("version")).values("author")
    last = ArticleNote.objects.filter(article=OuterRef("pk")).exclude(kind=NoteKind.COMMENT).order_by("-pk")
    rows = Article.objects.filter(stage=Stage.WRITING).annotate(
        hand=Subquery(newest), deed=Subquery(last.values("kind")[:1]), returner=Subquery(last.values("author")[:1])
    )
    return rows.filter(hand=editor.pk, deed=NoteKind.RETURNED).exclude(returner=editor.pk)


@admin_queue.register
def drafts(request) -> QueueItem | None:
    """What an editor has begun and nobody has been asked to read."""
    if request.user.role not in ArticleAdmin.roles:
        return None
    count = Article.objects.filter(status=ArticleStatus.DRAFT, stage=Stage.WRITING).count()
    return QueueItem(_("Bài nháp chưa gửi duyệt"), count, f"{reverse('admin:news_article_changelist')}?khau=viet")


@admin_queue.register
def stopped_clock(request) -> QueueItem | None:
    """The alarm: only there when something stands still."""
    if request.user.role not in ArticleAdmin.roles or not (found := troubles()):
        return None
    return QueueItem(
        _("Đồng hồ tòa soạn có trục trặc"), len(found), reverse("admin:news_article_calendar"), tone="rejected"
    )
