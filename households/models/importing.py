"""What was imported, from which file, what it made and what stood there before: enough to carry on and to undo."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.enums import ImportStatus, OnKnown, OnSimilar, RowOutcome
from portal1034.accounts.models import Department
from portal1034.core.models import TimestampedModel

# Files and rows hold personal data: they go, and with them the chance to undo, so long after the import.
KEPT = timedelta(days=30)
WORKING = (ImportStatus.CHECKING, ImportStatus.RUNNING, ImportStatus.UNDOING)


class ImportRunQuerySet(models.QuerySet):
    def working(self):
        return self.filter(status__in=WORKING)

    def forsaken(self, silence: timedelta):
        """At work by its state, and nobody has touched it for so long: the worker died, or was never woken."""
        return self.working().filter(heartbeat_at__lt=timezone.now() - silence)

    def expired(self):
        return self.filter(purged_at=None, created_at__lt=timezone.now() - KEPT).exclude(status__in=WORKING)


class ImportRun(TimestampedModel):
    """One file on its way in. `mapping` is {our column: index in the file}; counters are of the phase at hand.

    `position` is the last row of the file whose batch is committed (of the changes, when undoing): work goes on there.
    `worker` is whoever may commit the next batch; another who comes later takes it over.
    """

    kind = models.CharField(_("loại danh sách"), max_length=20)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người nhập")
    )
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    file_name = models.CharField(_("tệp"), max_length=200)
    file_size = models.PositiveIntegerField(_("cỡ tệp"), default=0)
    consent_wording = models.TextField(_("lời xác nhận đồng ý"))
    status = models.CharField(
        _("trạng thái"), max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADED, db_index=True
    )
    problem = models.CharField(_("vướng mắc"), max_length=300, blank=True)
    head_row = models.PositiveIntegerField(default=0)
    titles = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    on_known = models.CharField(_("số đã có hồ sơ"), max_length=8, choices=OnKnown, default=OnKnown.SKIP)
    on_similar = models.CharField(_("tên và xã đã có"), max_length=8, choices=OnSimilar, default=OnSimilar.SKIP)

    # {row number: OnKnown or OnSimilar} where the officer chose otherwise for one row.
    choices = models.JSONField(default=dict, editable=False)
    # What was asked once for the whole list, by the kind's own names.
    options = models.JSONField(default=dict, editable=False)

    worker = models.UUIDField(null=True, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    position = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(_("số dòng"), default=0)
    fresh = models.PositiveIntegerField(_("mới"), default=0)
    known = models.PositiveIntegerField(_("số đã có"), default=0)
    similar = models.PositiveIntegerField(_("tên đã có"), default=0)
    wrong = models.PositiveIntegerField(_("sai"), default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(_("đã tạo"), default=0)
    updated = models.PositiveIntegerField(_("đã sửa"), default=0)
    skipped = models.PositiveIntegerField(_("bỏ qua"), default=0)
    failed = models.PositiveIntegerField(_("không nhập được"), default=0)
    undone = models.PositiveIntegerField(_("đã hoàn tác"), default=0)
    refused = models.PositiveIntegerField(_("không hoàn tác được"), default=0)

    started_at = models.DateTimeField(_("bắt đầu"), null=True, blank=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người hoàn tác"),
    )
    purged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập danh sách")
        verbose_name_plural = _("nhập danh sách")
        ordering = ("-created_at",)

    def __str__(self):
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.status in WORKING

    @property
    def kept_until(self):
        return self.created_at + KEPT


class ImportPart(models.Model):
    """A piece of the uploaded file: kept in the database, where any worker finds it and no web address leads."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=("run", "position"), name="one_import_part_per_position")]

    def __str__(self):
        return f"{self.run_id}/{self.position}"


class ImportRowQuerySet(models.QuerySet):
    def to_mend(self):
        return self.filter(outcome__in=(RowOutcome.WRONG, RowOutcome.FAILED))

    def duplicates(self):
        return self.filter(outcome__in=(RowOutcome.KNOWN, RowOutcome.SIMILAR))


class ImportRow(models.Model):
    """A row worth showing: what is wrong with it, what it doubles, what was understood of it. Plain rows leave none.

    `problems` are [{"column": label, "text": sentence}]; `understood` one line of what the portal made of the row.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("dòng"))
    outcome = models.CharField(_("kết quả"), max_length=8, choices=RowOutcome)
    cells = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    understood = models.CharField(max_length=400, blank=True)
    # The field of a form with which somebody chooses for this row; set by the page that asks.
    choice = None

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("run", "number"), name="one_import_row_per_number")]
        indexes = [models.Index(fields=("run", "outcome", "number"), name="importrow_outcome")]

    def __str__(self):
        return f"{self.run_id}: {self.number}"

    @property
    def reason(self) -> str:
        return " ".join(problem["text"] for problem in self.problems)


class ImportChange(models.Model):
    """What one row made (`before` is None) or changed: the values before and after, exactly, in the kind's own form."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField(_("dòng"))
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)
    refusal = models.CharField(_("không hoàn tác vì"), max_length=300, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("run", "number"), name="one_import_change_per_row")]
        indexes = [models.Index(fields=("object_id",), name="importchange_object")]

    def __str__(self):
        return self.label
