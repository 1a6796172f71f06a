"""The officer's way of a list into the portal: upload, columns, preview, run, result, undo. Scoped by department."""

from collections.abc import Iterator

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from households.enums import ImportStatus
from households.forms.importing import ColumnsForm, ConfirmForm, UploadForm
from households.importing import tasks
from households.importing.kinds import Kind, UnknownKind, Words, all_kinds, kind_of
from households.importing.reading import UnreadableFile
from households.models import ImportChange, ImportRun
from households.models.importing import WORKING
from households.operations import NotPossible
from households.operations import importing as operations
from portal1034.accounts.admin_scope import ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role, scope_of
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment
from portal1034.core.sheets import sheet_response

SHOWN = 30
# So many doubles can each be decided by itself; the rest follow the choice for all.
DUPLICATES_SHOWN = 100
CHANGES_SHOWN = 100
TEMPLATE_ROWS = 200
TONES = {
    ImportStatus.DONE: "live",
    ImportStatus.FAILED: "rejected",
    ImportStatus.UNDONE: "",
}
WORDS = {
    ImportStatus.CHECKING: _("Đang kiểm tra từng dòng"),
    ImportStatus.RUNNING: _("Đang nhập"),
    ImportStatus.UNDOING: _("Đang hoàn tác"),
}


@admin.register(ImportRun)
class ImportRunAdmin(ScopedModelAdmin):
    province_field = None  # rows are a department's: see limit_to_scope
    change_roles = frozenset()
    delete_roles = frozenset()
    list_display = ("file_name", "kind_name", "state", "made", "updated", "failed", "created_by", "at")
    list_filter = ("status",)
    list_select_related = ("created_by",)
    ordering = ("-created_at", "-pk")
    actions = None

    def limit_to_scope(self, request, queryset):
        """An officer meets the imports of the own department, an administrator all."""
        if has_role(request.user, Role.ADMINISTRATOR):
            return queryset
        if not has_role(request.user, Role.OFFICER) or request.user.department_id is None:
            return queryset.none()
        return queryset.filter(department=request.user.department_id)

    def is_in_scope(self, request, obj):
        is_administrator = has_role(request.user, Role.ADMINISTRATOR)
        return is_administrator or (obj.department_id is not None and obj.department_id == request.user.department_id)

    @admin.display(description=_("danh sách"))
    def kind_name(self, run):
        return _kind_name(run)

    @admin.display(description=_("trạng thái"), ordering="status")
    def state(self, run):
        return format_html(
            '<span class="state state--{}">{}</span>', TONES.get(run.status, "waiting"), run.get_status_display()
        )

    @admin.display(description=_("lúc"), ordering="created_at")
    def at(self, run):
        return moment(run.created_at)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        ways = [
            ("mau/<slug:kind>/", require_GET(self.template_view), "template"),
            ("<int:pk>/cot/", self.columns_view, "columns"),
            ("<int:pk>/nhap/", require_POST(self.confirm_view), "confirm"),
            ("<int:pk>/chay-tiep/", require_POST(self.resume_view), "resume"),
            ("<int:pk>/hoan-tac/", require_POST(self.undo_view), "undo"),
            ("<int:pk>/tien-do/", require_GET(self.progress_view), "progress"),
            ("<int:pk>/dong-can-sua/", require_GET(self.rows_view), "rows"),
            ("<int:pk>/thay-doi/", require_GET(self.changes_view), "changes"),
            ("<int:pk>/thay-doi.xlsx", require_GET(self.changes_file_view), "changes_file"),
        ]
        own = [path(route, wrap(view), name=f"households_importrun_{name}") for route, view, name in ways]
        return own + super().get_urls()

    def _run_or_404(self, request: HttpRequest, pk: int) -> ImportRun:
        if not self.has_view_permission(request):
            raise PermissionDenied(_("Trang này dành cho cán bộ Sở."))
        run = self.get_queryset(request).select_related("created_by", "undone_by").filter(pk=pk).first()
        if run is None:
            raise Http404
        return run

    def _page(self, request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
        page = {**self.admin_site.each_context(request), "opts": self.opts, "subtitle": None, **context}
        return render(request, f"admin/households/importrun/{template}.html", page, status=status)

    # ---- a file comes in ----
    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied(_("Bạn không nhập danh sách được."))
        try:
            chosen = kind_of(kind)
        except UnknownKind as error:
            raise Http404 from error
        head = [str(column.label) for column in chosen.columns]
        example = [column.example for column in chosen.columns]
        return sheet_response(
            [head, example],
            name=f"Mẫu {chosen.name}",
            title=str(chosen.name),
            empty_rows=TEMPLATE_ROWS,
            guide=_guide(chosen),
        )

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied(_("Bạn không nhập danh sách được."))
        asked = request.POST.get("kind") or request.GET.get("loai")
        kind = next((each for each in all_kinds() if each.code == asked), all_kinds()[0])
        form = UploadForm(request.POST or None, request.FILES or None, kind=kind)
        if request.method == "POST" and form.is_valid() and (run := self._start(request, form)):
            return redirect("admin:households_importrun_columns", run.pk)
        tabs = [
            {"label": each.name, "url": f"?loai={each.code}", "current": each.code == kind.code} for each in all_kinds()
        ]
        return self._page(
            request,
            "upload",
            422 if form.errors else 200,
            form=form,
            kind=kind,
            tabs=tabs,
            title=_("Nhập danh sách từ Excel"),
        )

    def _start(self, request: HttpRequest, form: UploadForm) -> ImportRun | None:
        said = form.cleaned_data
        try:
            return operations.start_import(
                kind=said["kind"],
                by=request.user,
                file=said["file"].file,
                file_name=said["file"].name,
                form_key=said["form_key"],
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
            return None

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run_or_404(request, pk)
        form = ColumnsForm(request.POST or None, run=run, scope=scope_of(request.user))
        if request.method == "POST" and form.is_valid():
            said = {"mapping": form.mapping, "options": form.options}
            return self._step(request, run, lambda: operations.choose_columns(run=run, **said))
        return self._page(
            request, "columns", 422 if form.errors else 200, form=form, run=run, title=_("Ghép cột của tệp")
        )

    # ---- what is done with it ----
    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not str(object_id).isascii() or not str(object_id).isdigit():
            raise Http404
        run = self._run_or_404(request, int(object_id))
        if run.status == ImportStatus.UPLOADED:
            return redirect("admin:households_importrun_columns", run.pk)
        return self._run_page(request, run)

    def _run_page(self, request: HttpRequest, run: ImportRun, data=None) -> HttpResponse:
        """The run as it stands; with `data`, what is wrong with the answers in it."""
        rows = run.rows.all()
        duplicates = list(rows.duplicates()[:DUPLICATES_SHOWN])
        form = None
        if run.status == ImportStatus.CHECKED:
            form = ConfirmForm(data, run=run, duplicates=duplicates)
        return self._page(
            request,
            "run",
            422 if form and form.errors else 200,
            title=run.file_name,
            run=run,
            form=form,
            kind_name=_kind_name(run),
            words=_words(run),
            to_mend=list(rows.to_mend()[:SHOWN]),
            duplicates=duplicates,
            samples=list(rows.filter(outcome="fresh")[:SHOWN]) if run.status == ImportStatus.CHECKED else [],
            refused=list(run.changes.exclude(refusal="")[:SHOWN]),
            **_progress(run),
        )

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer htmx with the bar alone; once the work is done, have it fetch the whole page."""
        run = self._run_or_404(request, pk)
        if not request.htmx:
            return redirect("admin:households_importrun_change", pk)
        response = self._page(request, "_progress", run=run, **_progress(run))
        if run.status not in WORKING:
            response["HX-Refresh"] = "true"
        return response

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run_or_404(request, pk)
        form = ConfirmForm(request.POST, run=run, duplicates=run.rows.duplicates()[:DUPLICATES_SHOWN])
        if not form.is_valid() and run.status == ImportStatus.CHECKED:
            return self._run_page(request, run, request.POST)
        return self._step(request, run, lambda: operations.confirm_import(run=run, **form.chosen))

    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run_or_404(request, pk)
        return self._step(request, run, lambda: operations.resume_import(run=run))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run_or_404(request, pk)
        return self._step(request, run, lambda: operations.undo_import(run=run, by=request.user))

    @staticmethod
    def _step(request: HttpRequest, run: ImportRun, operation) -> HttpResponse:
        try:
            tasks.wake(operation())
        except NotPossible as error:
            messages.warning(request, str(error))
        return redirect("admin:households_importrun_change", run.pk)

    # ---- what can be taken home ----
    def rows_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows to mend as they stood in the file, with the reason: mended, the workbook can be uploaded again."""
        run = self._run_or_404(request, pk)
        return sheet_response(_rows_to_mend(run), name=f"Cần sửa - {run.file_name.rpartition('.')[0] or run.file_name}")

    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run_or_404(request, pk)
        after = request.GET.get("sau", "")
        changes = run.changes.all()
        if after.isascii() and after.isdigit() and len(after) < 10:
            changes = changes.filter(number__gt=int(after))
        found = list(changes[: CHANGES_SHOWN + 1])
        more = found[CHANGES_SHOWN - 1].number if len(found) > CHANGES_SHOWN else None
        return self._page(
            request,
            "changes",
            run=run,
            changes=[(change, _page_of(run, change)) for change in found[:CHANGES_SHOWN]],
            more=more,
            words=_words(run),
            title=_("Lần nhập này đã làm gì"),
        )

    def changes_file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._run_or_404(request, pk)
        return sheet_response(_changes(run), name=f"Đã làm - {run.file_name.rpartition('.')[0] or run.file_name}")


def _kind_name(run: ImportRun) -> str:
    try:
        return str(kind_of(run.kind).name)
    except UnknownKind:
        return run.kind


def _words(run: ImportRun) -> Words:
    try:
        return kind_of(run.kind).words
    except UnknownKind:
        return Words(thing=str(_("Bản ghi")), fresh=str(_("Mới")), known=str(_("Đã có")))


def _page_of(run: ImportRun, change: ImportChange) -> str:
    """Return the address of what a change made, "" where it has none or is gone."""
    try:
        name = kind_of(run.kind).admin_name
    except UnknownKind:
        return ""
    return "" if change.undone_at or not name else reverse(f"admin:{name}_change", args=[change.object_id])


def _guide(kind: Kind) -> list[list[str]]:
    """Return the second sheet of a template: how each column is filled in."""
    always = {key for group in kind.required if len(group) == 1 for key in group}
    either = {key for group in kind.required if len(group) > 1 for key in group}
    head = [str(word) for word in (_("Cột"), _("Phải có"), _("Cách ghi"), _("Ví dụ"))]
    must = {key: str(_("có")) for key in always} | {key: str(_("một trong các cột này")) for key in either - always}
    return [head] + [[str(c.label), must.get(c.key, ""), str(c.hint), c.example] for c in kind.columns]


def _progress(run: ImportRun) -> dict:
    """Return what the bar shows; while undoing, changes are counted, else rows."""
    undoing = run.status == ImportStatus.UNDOING
    total = run.made + run.updated if undoing else run.total
    done = run.undone + run.refused if undoing else run.done
    return {
        "progress_label": WORDS.get(run.status, ""),
        "progress_done": min(done, total or done),
        "progress_total": total,
    }


def _rows_to_mend(run: ImportRun) -> Iterator[list]:
    yield [*run.titles, str(_("Dòng trong tệp")), str(_("Cần sửa"))]
    width = len(run.titles)
    for row in run.rows.to_mend().iterator(chunk_size=1_000):
        cells = [*row.cells, *[""] * width][:width]
        yield [*cells, row.number, row.reason]


def _changes(run: ImportRun) -> Iterator[list]:
    yield [str(head) for head in (_("Dòng trong tệp"), _words(run).thing, _("Việc"), _("Hoàn tác"))]
    for change in run.changes.iterator(chunk_size=1_000):
        done = _("Sửa") if change.before is not None else _("Lập mới")
        yield [change.number, change.label, str(done), change.refusal or change.undone_at or ""]


@admin_queue.register
def lists_that_wait(request: HttpRequest) -> QueueItem | None:
    """The person's own lists that were checked and wait for a yes, or that stopped."""
    if not has_role(request.user, Role.OFFICER, Role.ADMINISTRATOR):
        return None
    mine = ImportRun.objects.filter(created_by=request.user, status__in=(ImportStatus.CHECKED, ImportStatus.FAILED))
    waiting = mine.order_by()[: QUEUE_COUNTS_TO + 1].count()
    url = reverse("admin:households_importrun_changelist")
    return QueueItem(title=_("Danh sách chờ xác nhận nhập"), count=waiting, url=url) if waiting else None
