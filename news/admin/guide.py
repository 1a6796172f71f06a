from django.contrib import admin

from news import operations
from news.admin.editors import EditorsAdmin, EditorsInline
from news.forms import GuideStepForm
from news.models import Guide, GuideStep
from portal1034.core.pagecache import bump


class GuideStepInline(EditorsInline, admin.StackedInline):
    model = GuideStep
    form = GuideStepForm
    extra = 1


@admin.register(Guide)
class GuideAdmin(EditorsAdmin):
    """A guide with its steps on one page."""

    list_display = ("title", "audience", "position", "is_shown")
    list_filter = ("audience", "is_shown")
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "audience", "summary", "needs", "video_url", "position", "is_shown")
    inlines = (GuideStepInline,)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        operations.save_guide(guide=form.instance)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        bump("words", "news")
