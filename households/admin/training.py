"""The officer's desk of training classes: make one, hang its code on the wall, paste who came."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from households import operations
from households.admin.exports import CLASS_COLUMNS
from households.models import TrainingClass
from households.operations.training import MAX_LINES
from households.perms import can_run_class
from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import scope_of
from portal1034.core.fields import TextField
from portal1034.core.qr import draw_qr

MAX_CHARACTERS = MAX_LINES * 200
ATTENDANCE_SHOWN = 500


class AttendanceForm(forms.Form):
    people = TextField(
        label=_("Dán danh sách"),
        help_text=_("Mỗi dòng một hộ: số điện thoại hoặc mã hộ. Có tên kèm cũng được. Nhiều nhất 500 dòng."),
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Dán ít nhất một dòng."), "max_length": _("Danh sách dài quá 500 dòng.")},
    )


class TrainingClassForm(forms.ModelForm):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        for name in {"starts_at", "ends_at"} & self.fields.keys():
            # Two boxes under one name: each says which half it is to those who listen.
            day, clock = self.fields[name].widget.widgets
            day.attrs["aria-label"] = _("Ngày %s, như 15/6/2026") % self.fields[name].label
            clock.attrs["aria-label"] = _("Giờ %s, như 08:00") % self.fields[name].label

    def clean(self) -> dict:
        cleaned = super().clean()
        province, commune = cleaned.get("province"), cleaned.get("commune")
        if province and commune and commune.province_id != province.pk:
            self.add_error("commune", _("Xã này không thuộc tỉnh đã chọn."))
        return cleaned


@admin.register(TrainingClass)
class TrainingClassAdmin(ExportMixin, ScopedModelAdmin):
    form = TrainingClassForm
    delete_roles = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
    list_display = ("title", "code", "starts_at", "place", "province", "topic", "attended")
    list_filter = ("topic", ProvinceFilter)
    list_select_related = ("province",)
    search_fields = ("title", "place")
    ordering = ("-starts_at", "-pk")
    actions = ("export_xlsx", "export_csv")
    export_columns = CLASS_COLUMNS
    autocomplete_fields = ("commune",)
    fields = ("title", "topic", "province", "commune", "place", "starts_at", "ends_at", "trainer", "capacity")

    @admin.display(description=_("mã lớp"), ordering="pk")
    def code(self, training_class):
        """What a list from Excel calls the class by."""
        return f"L{training_class.pk}"

    @admin.display(description=_("hộ dự"))
    def attended(self, training_class):
        count = training_class.attended_count
        return f"{count}/{training_class.capacity}" if training_class.capacity else count

    def get_queryset(self, request):
        return super().get_queryset(request).with_places().with_attended_count()

    def has_delete_permission(self, request, obj=None):
        """A class that somebody came to is a fact; one made by mistake goes."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.attendances.exists())

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # no deletion of many at once past the rule above
        return actions

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/diem-danh/", wrap(self.attendance_view), name="households_trainingclass_attendance"),
            path("<int:pk>/in-ma/", wrap(require_safe(self.poster_view)), name="households_trainingclass_poster"),
            path(
                "<int:pk>/bo-ten/<int:attendance_pk>/",
                wrap(require_POST(self.strike_view)),
                name="households_trainingclass_strike",
            ),
        ]
        return own + super().get_urls()

    def _mine_or_404(self, request: HttpRequest, pk: int) -> TrainingClass:
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        if not can_run_class(request.user, found):
            raise PermissionDenied(_("Lớp này của tỉnh khác."))
        return found

    def attendance_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who came; a pasted list is answered line by line, and what could not be read stays in the box."""
        training_class = self._mine_or_404(request, pk)
        form, results = AttendanceForm(request.POST or None), []
        if request.method == "POST" and form.is_valid():
            try:
                results = operations.record_attendance(
                    training_class=training_class,
                    text=form.cleaned_data["people"],
                    by=request.user,
                    scope=scope_of(request.user),
                )
            except operations.NotPossible as error:
                form.add_error("people", str(error))
            else:
                left = "\n".join(result.text for result in results if result.problem)
                form = AttendanceForm(initial={"people": left})
        return render(request, "admin/households/trainingclass/attendance.html", {
            **self.admin_site.each_context(request),
            "title": _("Điểm danh: %s") % training_class.title,
            "training_class": training_class,
            "form": form,
            "results": results,
            "added": sum(1 for r in results if r.household and not r.was_there),
            "problems": [r for r in results if r.problem],
            "rows": self._rows(request, training_class),
        }, status=422 if form.errors else 200)  # fmt: skip

    def _rows(self, request: HttpRequest, training_class: TrainingClass) -> list:
        """Return attendances; a household of another province shows as having been there, without its name."""
        rows = training_class.attendances.select_related("household__commune", "household__province")
        scope = scope_of(request.user)
        return [(row, scope.holds(row.household.province_id)) for row in rows[:ATTENDANCE_SHOWN]]

    def strike_view(self, request: HttpRequest, pk: int, attendance_pk: int) -> HttpResponse:
        training_class = self._mine_or_404(request, pk)
        attendance = get_object_or_404(training_class.attendances, pk=attendance_pk)
        operations.remove_attendance(attendance=attendance)
        messages.success(request, _("Đã bỏ tên khỏi danh sách lớp."))
        return redirect("admin:households_trainingclass_attendance", pk)

    def poster_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """An A4 page for the wall of the classroom."""
        training_class = self._mine_or_404(request, pk)
        url = settings.PUBLIC_URL + training_class.get_absolute_url()
        context = {"training_class": training_class, "url": url, "qr": draw_qr(url, _("Mã điểm danh"))}
        return render(request, "households/class_poster.html", context)
