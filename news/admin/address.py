from django import forms
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from news import operations
from news.admin.editors import EditorsAdmin
from news.enums import AddressKind
from news.models import Announcement, ArticleAddress, OldAddress
from portal1034.core.pagecache import bump


class ArticleAddressForm(forms.ModelForm):
    class Meta:
        model = ArticleAddress
        fields = ["slug", "commodities"]
        help_texts = {
            "slug": _("Chữ thường không dấu, nối bằng gạch ngang. Đường dẫn cũ tự dẫn sang đường dẫn mới."),
            "commodities": _("Bài nói về nông sản nào: hiện trên bài, và để chọn bài cùng đọc."),
        }

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        others = OldAddress.objects.leading_elsewhere(AddressKind.ARTICLE, than=self.instance.pk)
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(_("Đường dẫn này đang dẫn sang một bài khác. Chọn đường dẫn khác."))
        return slug


@admin.register(ArticleAddress)
class ArticleAddressAdmin(EditorsAdmin):
    """Where articles lie and which crops they are about; their text has a desk of its own."""

    form = ArticleAddressForm
    list_display = ("title", "slug", "published_at")
    search_fields = ("title", "slug")
    readonly_fields = ("title", "old_addresses")
    fields = ("title", "slug", "old_addresses", "commodities")
    filter_horizontal = ("commodities",)
    add_roles = delete_roles = frozenset()

    @admin.display(description=_("đường dẫn cũ"))
    def old_addresses(self, article):
        rows = OldAddress.objects.filter(kind=AddressKind.ARTICLE, target_id=article.pk).values_list("slug")
        return format_html_join(", ", "{}", rows) or _("chưa có")

    def save_model(self, request, obj, form, change):
        operations.move_article(article=obj, slug=obj.slug)


@admin.register(Announcement)
class AnnouncementAdmin(EditorsAdmin):
    """What the home page says on top, for some days."""

    list_display = ("title", "starts_on", "ends_on")
    search_fields = ("title",)
    fieldsets = (
        (None, {"fields": ("title", "sentence", "link")}),
        (_("Những ngày nào"), {"fields": ("starts_on", "ends_on")}),
        (_("Tiếng Anh"), {"fields": ("title_en", "sentence_en")}),
    )

    def save_model(self, request, obj, form, change):
        operations.save_announcement(announcement=obj)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        bump("news")

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        bump("news")
