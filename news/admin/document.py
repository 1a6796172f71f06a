from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from news import operations
from news.admin.editors import EditorsAdmin, EditorsInline
from news.forms import DocumentForm, DocumentTieForm
from news.models import Document, DocumentTie
from portal1034.core.pagecache import bump


class DocumentTieInline(EditorsInline, admin.TabularInline):
    model = DocumentTie
    form = DocumentTieForm
    fk_name = "document"
    autocomplete_fields = ("other",)
    extra = 1


@admin.register(Document)
class DocumentAdmin(EditorsAdmin):
    """Legal documents: facts in the form, the words of the PDF read out for the search."""

    form = DocumentForm
    list_display = ("number", "kind", "title", "issued_on", "validity", "is_shown")
    list_filter = ("kind", "validity", "is_shown")
    search_fields = ("number", "title")
    autocomplete_fields = ("replaced_by",)
    readonly_fields = ("page_count", "words_found")
    inlines = (DocumentTieInline,)
    fieldsets = (
        (None, {"fields": ("number", "kind", "title", "issuer", "issued_on", "effective_on")}),
        (_("Hiệu lực"), {"fields": ("validity", "replaced_by")}),
        (_("Cho người đọc"), {"fields": ("why", "source_url", "is_shown")}),
        (_("Tệp"), {"fields": ("new_file", "page_count", "words_found")}),
    )

    @admin.display(description=_("đọc được chữ"))
    def words_found(self, document):
        if not document.file:
            return _("Chưa có tệp.")
        return _("Có, tìm kiếm được.") if document.text else _("Không: tệp là ảnh chụp, chỉ tìm được theo trích yếu.")

    def save_model(self, request, obj, form, change):
        operations.save_document(document=obj, pdf=form.cleaned_data.get("new_file"))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        bump("words")

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        bump("words", "news")
