from django.contrib import admin

from news import operations
from news.admin.editors import EditorsAdmin
from news.models import Answer, StandingPage
from portal1034.core.pagecache import bump


@admin.register(StandingPage)
class StandingPageAdmin(EditorsAdmin):
    """Pages that must be there: changed, never added or deleted."""

    list_display = ("title", "code", "updated_at")
    readonly_fields = ("code",)
    fields = ("code", "title", "summary", "body", "title_en", "summary_en", "body_en")
    add_roles = frozenset()
    delete_roles = frozenset()

    def save_model(self, request, obj, form, change):
        operations.save_page(page=obj)


@admin.register(Answer)
class AnswerAdmin(EditorsAdmin):
    list_display = ("question", "position", "is_shown")
    search_fields = ("question",)
    fields = ("question", "body", "question_en", "body_en", "position", "is_shown")

    def save_model(self, request, obj, form, change):
        operations.save_answer(answer=obj)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        bump("words")
