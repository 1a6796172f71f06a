import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import households.models.training
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("list", "Cán bộ điểm danh"), ("qr", "Hộ quét mã")],
                        max_length=4,
                        verbose_name="cách ghi",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="households.household",
                        verbose_name="hộ",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt dự lớp",
                "verbose_name_plural": "lượt dự lớp",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vietgap", "VietGAP"),
                            ("globalgap", "GlobalGAP"),
                            ("ocop", "OCOP"),
                            ("organic", "Hữu cơ TCVN 11041"),
                            ("geographical", "Chỉ dẫn địa lý"),
                            ("planting_area", "Mã số vùng trồng"),
                            ("packing_house", "Mã số cơ sở đóng gói"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số sao OCOP")),
                ("number", models.CharField(max_length=60, verbose_name="số hoặc mã")),
                ("issuer", models.CharField(max_length=160, verbose_name="nơi cấp")),
                ("market", models.CharField(blank=True, max_length=80, verbose_name="thị trường")),
                ("issued_on", models.DateField(verbose_name="ngày cấp")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="dùng đến hết ngày")),
                ("document", models.CharField(blank=True, editable=False, max_length=80, verbose_name="tệp")),
                (
                    "document_kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "Chưa có"), ("jpeg", "Ảnh"), ("pdf", "PDF")],
                        editable=False,
                        max_length=4,
                        verbose_name="giấy",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("declared", "Hộ tự khai"),
                            ("verified", "Sở đã xác minh"),
                            ("returned", "Cần bổ sung"),
                        ],
                        default="declared",
                        max_length=10,
                        verbose_name="xác minh",
                    ),
                ),
                (
                    "verified_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="xác minh lúc"),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="cần bổ sung gì")),
                ("reminded_days", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ("form_key", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="households.household",
                        verbose_name="hộ",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xác minh",
                    ),
                ),
            ],
            options={
                "verbose_name": "chứng nhận",
                "verbose_name_plural": "chứng nhận",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="CertificateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vietgap", "VietGAP"),
                            ("globalgap", "GlobalGAP"),
                            ("ocop", "OCOP"),
                            ("organic", "Hữu cơ TCVN 11041"),
                            ("geographical", "Chỉ dẫn địa lý"),
                            ("planting_area", "Mã số vùng trồng"),
                            ("packing_house", "Mã số cơ sở đóng gói"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số sao OCOP")),
                ("number", models.CharField(max_length=60, verbose_name="số hoặc mã")),
                ("issuer", models.CharField(max_length=160, verbose_name="nơi cấp")),
                ("market", models.CharField(blank=True, max_length=80, verbose_name="thị trường")),
                ("issued_on", models.DateField(verbose_name="ngày cấp")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="dùng đến hết ngày")),
                (
                    "document_kind",
                    models.CharField(
                        blank=True,
                        choices=[("", "Chưa có"), ("jpeg", "Ảnh"), ("pdf", "PDF")],
                        editable=False,
                        max_length=4,
                        verbose_name="giấy",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("declared", "Hộ tự khai"),
                            ("verified", "Sở đã xác minh"),
                            ("returned", "Cần bổ sung"),
                        ],
                        default="declared",
                        max_length=10,
                        verbose_name="xác minh",
                    ),
                ),
                (
                    "verified_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="xác minh lúc"),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="cần bổ sung gì")),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="households.household",
                        verbose_name="hộ",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="households.certificate",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xác minh",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TrainingClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                ("title", models.CharField(max_length=160, verbose_name="tên lớp")),
                (
                    "topic",
                    models.CharField(
                        choices=[("postmart", "Postmart"), ("voso", "Voso"), ("postmart,voso", "Postmart và Voso")],
                        default="postmart,voso",
                        max_length=40,
                        verbose_name="dạy về sàn",
                    ),
                ),
                (
                    "place",
                    models.CharField(help_text="Như: Nhà văn hóa thôn Kép.", max_length=160, verbose_name="nơi học"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="bắt đầu")),
                ("ends_at", models.DateTimeField(verbose_name="kết thúc")),
                ("trainer", models.CharField(blank=True, max_length=160, verbose_name="người dạy")),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="chỗ ngồi")),
                (
                    "token",
                    models.CharField(
                        default=households.models.training.new_token, editable=False, max_length=40, unique=True
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.commune",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "households",
                    models.ManyToManyField(
                        related_name="training_classes",
                        through="households.Attendance",
                        to="households.household",
                        verbose_name="hộ đã học",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_classes",
                        to="regions.province",
                        verbose_name="tỉnh (63)",
                    ),
                ),
            ],
            options={
                "verbose_name": "lớp tập huấn",
                "verbose_name_plural": "lớp tập huấn",
                "ordering": ("-starts_at", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="training_class",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="households.trainingclass",
                verbose_name="lớp",
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["household", "kind"], name="certificate_household"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("state", "declared")), fields=["created_at"], name="certificate_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("expires_on__isnull", False)), fields=["expires_on"], name="certificate_ending"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "verified"), _negated=True),
                    models.Q(("verified_at__isnull", False), ("verified_by__isnull", False)),
                    _connector="OR",
                ),
                name="verified_certificate_has_verifier",
                violation_error_message="Chứng nhận đã xác minh phải ghi ai xác minh và lúc nào.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("return_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="returned_certificate_has_reason",
                violation_error_message="Ghi rõ chứng nhận cần bổ sung gì.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "ocop"), ("stars__gte", 3), ("stars__lte", 5)),
                    models.Q(models.Q(("kind", "ocop"), _negated=True), ("stars", None)),
                    _connector="OR",
                ),
                name="certificate_stars_of_ocop",
                violation_error_message="Chứng nhận OCOP có 3, 4 hoặc 5 sao; loại khác không có sao.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on", None), ("expires_on__gte", models.F("issued_on")), _connector="OR"),
                name="certificate_ends_after_issue",
                violation_error_message="Ngày hết hạn trước ngày cấp.",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["vietgap", "globalgap", "ocop", "organic", "geographical", "planting_area", "packing_house"],
                    )
                ),
                name="certificate_kind_known",
                violation_error_message="Loại chứng nhận này chưa có trên cổng.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "households_certificateevent" ("created_at", "document_kind", "expires_on", "household_id", "id", "issued_on", "issuer", "kind", "market", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "stars", "state", "updated_at", "verified_at", "verified_by_id") VALUES (NEW."created_at", NEW."document_kind", NEW."expires_on", NEW."household_id", NEW."id", NEW."issued_on", NEW."issuer", NEW."kind", NEW."market", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."return_reason", NEW."stars", NEW."state", NEW."updated_at", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="bc810f9677e92b76241a62164a60ea9cfcd9456e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9756a",
                    table="households_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."document_kind" IS DISTINCT FROM (NEW."document_kind") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."issuer" IS DISTINCT FROM (NEW."issuer") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."market" IS DISTINCT FROM (NEW."market") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."stars" IS DISTINCT FROM (NEW."stars") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id"))',
                    func='INSERT INTO "households_certificateevent" ("created_at", "document_kind", "expires_on", "household_id", "id", "issued_on", "issuer", "kind", "market", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "stars", "state", "updated_at", "verified_at", "verified_by_id") VALUES (NEW."created_at", NEW."document_kind", NEW."expires_on", NEW."household_id", NEW."id", NEW."issued_on", NEW."issuer", NEW."kind", NEW."market", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."return_reason", NEW."stars", NEW."state", NEW."updated_at", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="cb038d7fe5151854e3ce964b60a3f90a7d8d3ce0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_22bf0",
                    table="households_certificate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="00b4437347d02b2463cd7f9eb28c0b8bd4130ad6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a3a3f",
                    table="households_certificateevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="trainingclass",
            index=models.Index(fields=["province", "-starts_at"], name="training_province"),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="training_ends_after_start",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(days=7))
                        ),
                    )
                ),
                name="training_within_a_week",
                violation_error_message="Một lớp dài nhiều nhất 7 ngày; lớp dài hơn thì lập thành nhiều lớp.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("training_class", "household"),
                name="attendance_once",
                violation_error_message="Hộ này đã có trong danh sách lớp.",
            ),
        ),
    ]
