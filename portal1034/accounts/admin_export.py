"""Lists of the admin as xlsx or CSV: what the person sees there, however long, written while it is sent."""

import logging
from collections.abc import Callable, Iterator

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal1034.core.sheets import Row, sheet_response

log = logging.getLogger(__name__)

_ROWS_AT_ONCE = 1_000


class ExportMixin:
    """Adds two actions to a ScopedModelAdmin; put their names into `actions`, and say what to write.

    `export_columns` are (head, function of a row); `export_related` and
    `export_prefetch` name relations that the functions read. The rows
    are the changelist's own: in scope, filtered and searched as the person has them, all of them with "select all".
    """

    export_columns: tuple[tuple[str, Callable], ...] = ()
    export_related: tuple[str, ...] = ()
    export_prefetch: tuple[str, ...] = ()

    @admin.action(description=_("Xuất Excel (.xlsx)"), permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        return self._export(request, queryset, "xlsx")

    @admin.action(description=_("Xuất CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        return self._export(request, queryset, "csv")

    def _export(self, request: HttpRequest, queryset: QuerySet, kind: str) -> StreamingHttpResponse:
        queryset = self.limit_to_scope(request, queryset).prefetch_related(*self.export_prefetch)
        if self.export_related:
            queryset = queryset.select_related(*self.export_related, *(self.list_select_related or ()))
        self._record(request, kind)
        name = f"{self.opts.verbose_name_plural} {timezone.localdate():%d-%m-%Y}"
        return sheet_response(self._export_rows(queryset), name=name, kind=kind)

    def _export_rows(self, queryset: QuerySet) -> Iterator[Row]:
        yield [str(head) for head, _value in self.export_columns]
        for row in queryset.iterator(chunk_size=_ROWS_AT_ONCE):
            yield [value(row) for _head, value in self.export_columns]

    def _record(self, request: HttpRequest, kind: str) -> None:
        """Write down who took a list out and which: it holds people's names and numbers."""
        chosen = request.META.get("QUERY_STRING", "")[:200]
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type_id=ContentType.objects.get_for_model(self.model).pk,
            object_repr=str(_("Xuất danh sách"))[:200],
            action_flag=CHANGE,
            change_message=f"{kind} {chosen}",
        )
        log.info("Người dùng %s xuất %s (%s)", request.user.pk, self.opts.label, kind)
