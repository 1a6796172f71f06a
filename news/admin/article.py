from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news import operations
from news.admin.editors import EditorsAdmin
from news.enums import ArticleStatus
from news.forms import ArticleForm
from news.models import Article
from portal1034.core.admin import QueueItem, admin_queue


@admin.register(Article)
class ArticleAdmin(EditorsAdmin):
    """The newsroom's desk: text in the form, state by buttons."""

    form = ArticleForm
    list_display = ("title", "topic", "province", "status", "published_at", "author")
    list_filter = ("status", "topic")
    list_select_related = ("province", "author")
    search_fields = ("title", "summary")
    readonly_fields = ("status", "published_at", "author", "slug")
    fieldsets = (
        (None, {"fields": ("title", "topic", "province", "summary", "body")}),
        (_("Ảnh đầu bài"), {"fields": ("new_picture", "picture_alt", "picture_credit")}),
        (_("Trạng thái"), {"fields": ("status", "published_at", "author", "slug")}),
    )
    actions = ("publish_selected", "archive_selected")
    change_form_template = "admin/news/article/change_form.html"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        operations.save_article(article=obj, picture=form.cleaned_data.get("new_picture"))

    def response_change(self, request, obj):
        if "_publish" in request.POST:
            operations.publish(article=obj)
            self.message_user(request, _("Bài đã lên trang tin."), messages.SUCCESS)
            return HttpResponseRedirect(request.get_full_path())
        if "_archive" in request.POST:
            operations.archive(article=obj)
            self.message_user(request, _("Bài đã được cất, người đọc không còn thấy."), messages.SUCCESS)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    @admin.action(description=_("Xuất bản bài đã chọn"))
    def publish_selected(self, request, queryset):
        for article in queryset.exclude(status=ArticleStatus.PUBLISHED):
            operations.publish(article=article)

    @admin.action(description=_("Cất bài đã chọn"))
    def archive_selected(self, request, queryset):
        for article in queryset.exclude(status=ArticleStatus.ARCHIVED):
            operations.archive(article=article)


@admin_queue.register
def drafts(request) -> QueueItem | None:
    """What an editor has begun and no reader sees yet."""
    if request.user.role not in ArticleAdmin.roles:
        return None
    count = Article.objects.filter(status=ArticleStatus.DRAFT).count()
    url = f"{reverse('admin:news_article_changelist')}?status__exact={ArticleStatus.DRAFT}"
    return QueueItem(_("Bài nháp chưa xuất bản"), count, url)
