import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("harvests", "0002_harvests"),
        ("commodities", "0002_notices"),
        ("households", "0007_import_kinds"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Mediation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(max_length=500, verbose_name="ghi nhận")),
                (
                    "noted_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="lúc"),
                ),
            ],
            options={
                "verbose_name": "hòa giải",
                "verbose_name_plural": "hòa giải",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="OfferTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="bản")),
                (
                    "proposed_by",
                    models.CharField(
                        choices=[("trader", "Bên mua"), ("household", "Hộ sản xuất")],
                        max_length=10,
                        verbose_name="bên đưa ra",
                    ),
                ),
                ("volume_kg", models.PositiveIntegerField(verbose_name="số lượng (kg)")),
                ("price_vnd", models.PositiveBigIntegerField(verbose_name="giá (đồng/kg)")),
                ("deposit_vnd", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="đặt cọc (đồng)")),
                ("deliver_from", models.DateField(verbose_name="giao từ ngày")),
                ("deliver_to", models.DateField(verbose_name="giao đến ngày")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi thêm")),
                (
                    "proposed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="đưa ra lúc"),
                ),
                (
                    "agreed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="hai bên đồng ý lúc"),
                ),
                ("form_key", models.UUIDField(blank=True, editable=False, null=True, unique=True)),
            ],
            options={
                "verbose_name": "điều khoản",
                "verbose_name_plural": "điều khoản",
                "ordering": ("offer", "version"),
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "side",
                    models.CharField(
                        choices=[("trader", "Bên mua"), ("household", "Hộ sản xuất")],
                        max_length=10,
                        verbose_name="bên nói",
                    ),
                ),
                (
                    "kept",
                    models.CharField(
                        choices=[
                            ("kept", "Giữ lời, giao nhận đủ"),
                            ("partly", "Chỉ giữ một phần"),
                            ("broken", "Không giữ lời"),
                        ],
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                (
                    "broken_by",
                    models.CharField(
                        blank=True,
                        choices=[("trader", "Bên mua"), ("household", "Hộ sản xuất")],
                        max_length=10,
                        verbose_name="ai không giữ lời",
                    ),
                ),
                ("volume_kg", models.PositiveIntegerField(blank=True, null=True, verbose_name="đã giao nhận (kg)")),
                (
                    "price_vnd",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá thực trả (đồng/kg)"),
                ),
                (
                    "deposit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Không có đặt cọc"),
                            ("settled", "Đã trừ vào tiền hàng hoặc trả lại"),
                            ("dropped", "Bên mua bỏ cọc"),
                            ("withheld", "Hộ giữ cọc mà không giao hàng"),
                        ],
                        max_length=10,
                        verbose_name="tiền cọc",
                    ),
                ),
                ("statement", models.CharField(blank=True, max_length=500, verbose_name="nói thêm")),
                ("reply", models.CharField(blank=True, max_length=500, verbose_name="lời đáp của bên kia")),
                ("replied_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="đáp lúc")),
            ],
            options={
                "verbose_name": "kết quả mua bán",
                "verbose_name_plural": "kết quả mua bán",
                "ordering": ("offer", "side"),
            },
        ),
        migrations.CreateModel(
            name="OutcomeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "side",
                    models.CharField(
                        choices=[("trader", "Bên mua"), ("household", "Hộ sản xuất")],
                        max_length=10,
                        verbose_name="bên nói",
                    ),
                ),
                (
                    "kept",
                    models.CharField(
                        choices=[
                            ("kept", "Giữ lời, giao nhận đủ"),
                            ("partly", "Chỉ giữ một phần"),
                            ("broken", "Không giữ lời"),
                        ],
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                (
                    "broken_by",
                    models.CharField(
                        blank=True,
                        choices=[("trader", "Bên mua"), ("household", "Hộ sản xuất")],
                        max_length=10,
                        verbose_name="ai không giữ lời",
                    ),
                ),
                ("volume_kg", models.PositiveIntegerField(blank=True, null=True, verbose_name="đã giao nhận (kg)")),
                (
                    "price_vnd",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá thực trả (đồng/kg)"),
                ),
                (
                    "deposit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Không có đặt cọc"),
                            ("settled", "Đã trừ vào tiền hàng hoặc trả lại"),
                            ("dropped", "Bên mua bỏ cọc"),
                            ("withheld", "Hộ giữ cọc mà không giao hàng"),
                        ],
                        max_length=10,
                        verbose_name="tiền cọc",
                    ),
                ),
                ("statement", models.CharField(blank=True, max_length=500, verbose_name="nói thêm")),
                ("reply", models.CharField(blank=True, max_length=500, verbose_name="lời đáp của bên kia")),
                ("replied_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="đáp lúc")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TraderEvent",
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
                        choices=[("person", "Cá nhân, hộ kinh doanh"), ("company", "Doanh nghiệp, hợp tác xã")],
                        default="person",
                        max_length=8,
                        verbose_name="là",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên thương lái, doanh nghiệp")),
                ("contact_person", models.CharField(blank=True, max_length=120, verbose_name="người liên hệ")),
                ("tax_code", models.CharField(blank=True, max_length=14, verbose_name="mã số thuế")),
                ("story", models.TextField(blank=True, max_length=1000, verbose_name="giới thiệu")),
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
                            ("unverified", "Chưa xác minh"),
                            ("asked", "Chờ Sở xác minh"),
                            ("verified", "Đã xác minh"),
                            ("returned", "Cần bổ sung"),
                        ],
                        default="unverified",
                        editable=False,
                        max_length=10,
                        verbose_name="xác minh",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="xin xác minh lúc"),
                ),
                (
                    "verified_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="xác minh lúc"),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="cần bổ sung gì")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DisputedDeal",
            fields=[],
            options={
                "verbose_name": "mua bán hai bên nói khác nhau",
                "verbose_name_plural": "mua bán hai bên nói khác nhau",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("harvests.offer",),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="buyrequest",
            name="count_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="buyrequest",
            name="count_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="buyrequest",
            name="count_delete",
        ),
        migrations.RemoveConstraint(
            model_name="buyrequest",
            name="buyrequest_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="offer",
            name="offer_agreed_by_both",
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="delivery",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Hai bên tự thỏa thuận"),
                    ("at_farm", "Bên mua đến lấy tại vườn, ruộng"),
                    ("at_point", "Hộ chở ra điểm tập kết gần nhà"),
                    ("to_buyer", "Hộ gửi đến kho bên mua"),
                ],
                default="",
                max_length=10,
                verbose_name="giao nhận",
            ),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="deposit_percent",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)],
                verbose_name="đặt cọc (%)",
            ),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="deposit_vnd",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="đặt cọc (đồng)"),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="deposit_when",
            field=models.CharField(blank=True, max_length=120, verbose_name="đặt cọc lúc nào"),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="grade",
            field=models.CharField(blank=True, max_length=80, verbose_name="phẩm cấp"),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="places_text",
            field=models.CharField(blank=True, editable=False, max_length=400, verbose_name="nơi mua"),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="price_to_vnd",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="đến giá (đồng/kg)"),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="provinces",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="regions.province", verbose_name="mua ở các tỉnh (63)"
            ),
        ),
        migrations.AddField(
            model_name="buyrequest",
            name="several",
            field=models.BooleanField(default=False, editable=False, verbose_name="mua ở vài tỉnh"),
        ),
        migrations.AddField(
            model_name="offer",
            name="concluded_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="hạn giao"),
        ),
        migrations.AddField(
            model_name="offer",
            name="outcome_asked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="hỏi kết quả lúc"),
        ),
        migrations.AddField(
            model_name="offer",
            name="outcome_state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Chưa bên nào nói"),
                    ("trader_kept", "Bên mua nói đã giữ lời, hộ chưa nói"),
                    ("hh_kept", "Hộ nói đã giữ lời, bên mua chưa nói"),
                    ("one_other", "Mới một bên nói"),
                    ("kept", "Cả hai nói đã giữ lời"),
                    ("partly", "Cả hai nói chỉ giữ một phần"),
                    ("broken_trader", "Cả hai nói bên mua không giữ lời"),
                    ("broken_hh", "Cả hai nói hộ không giữ lời"),
                    ("differ", "Hai bên nói khác nhau"),
                ],
                editable=False,
                max_length=14,
                verbose_name="kết quả",
            ),
        ),
        migrations.AddField(
            model_name="trader",
            name="asked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="xin xác minh lúc"),
        ),
        migrations.AddField(
            model_name="trader",
            name="buys_in",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="regions.province", verbose_name="mua ở các tỉnh (63)"
            ),
        ),
        migrations.AddField(
            model_name="trader",
            name="contact_person",
            field=models.CharField(blank=True, max_length=120, verbose_name="người liên hệ"),
        ),
        migrations.AddField(
            model_name="trader",
            name="document",
            field=models.CharField(blank=True, editable=False, max_length=80, verbose_name="tệp"),
        ),
        migrations.AddField(
            model_name="trader",
            name="document_kind",
            field=models.CharField(
                blank=True,
                choices=[("", "Chưa có"), ("jpeg", "Ảnh"), ("pdf", "PDF")],
                editable=False,
                max_length=4,
                verbose_name="giấy",
            ),
        ),
        migrations.AddField(
            model_name="trader",
            name="kind",
            field=models.CharField(
                choices=[("person", "Cá nhân, hộ kinh doanh"), ("company", "Doanh nghiệp, hợp tác xã")],
                default="person",
                max_length=8,
                verbose_name="là",
            ),
        ),
        migrations.AddField(
            model_name="trader",
            name="return_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="cần bổ sung gì"),
        ),
        migrations.AddField(
            model_name="trader",
            name="state",
            field=models.CharField(
                choices=[
                    ("unverified", "Chưa xác minh"),
                    ("asked", "Chờ Sở xác minh"),
                    ("verified", "Đã xác minh"),
                    ("returned", "Cần bổ sung"),
                ],
                default="unverified",
                editable=False,
                max_length=10,
                verbose_name="xác minh",
            ),
        ),
        migrations.AddField(
            model_name="trader",
            name="verified_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người xác minh",
            ),
        ),
        # Whoever was verified stays so. What was agreed on before there were terms is asked about again.
        migrations.RunSQL(
            "UPDATE harvests_trader SET state = 'verified' WHERE verified_at IS NOT NULL;"
            "UPDATE harvests_trader SET state = 'asked', asked_at = created_at "
            "WHERE verified_at IS NULL AND tax_code <> '';"
            "UPDATE harvests_offer SET status = CASE status WHEN 'agreed' THEN 'open' ELSE status END,"
            " agreed_by_trader = false, agreed_by_household = false"
            " WHERE agreed_by_trader OR agreed_by_household;",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="buyrequest",
            name="status",
            field=models.CharField(
                choices=[("open", "Đang cần mua"), ("closed", "Đã đóng"), ("expired", "Đã hết hạn")],
                default="open",
                max_length=8,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddIndex(
            model_name="buyrequest",
            index=models.Index(condition=models.Q(("status", "open")), fields=["ends_on"], name="buyrequest_ending"),
        ),
        migrations.AddIndex(
            model_name="trader",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["asked_at"], name="trader_waiting"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="buyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="count_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            WITH changed AS (SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('open', 'expired'))\n            INSERT INTO harvests_calendarcell AS cell\n                (commodity_id, province_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, changed.province_id, share.ordinal, 0, 0, sum(changed.sign * share.kg), sum(changed.sign)\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            WHERE changed.province_id IS NOT NULL\n            GROUP BY 1, 2, 3\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2, 3\n            ON CONFLICT (commodity_id, province_id, dekad) DO UPDATE SET\n                demand_kg = cell.demand_kg + EXCLUDED.demand_kg,\n                request_count = cell.request_count + EXCLUDED.request_count;\n\n            WITH changed AS (SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('open', 'expired'))\n            INSERT INTO harvests_countrycell AS cell\n                (commodity_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, share.ordinal, 0, 0, sum(changed.sign * share.kg), sum(changed.sign)\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            \n            GROUP BY 1, 2\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2\n            ON CONFLICT (commodity_id, dekad) DO UPDATE SET\n                demand_kg = cell.demand_kg + EXCLUDED.demand_kg,\n                request_count = cell.request_count + EXCLUDED.request_count;\nRETURN NULL;",
                    hash="e78bf592dbfb983ddce71d3c449de6f90f13cd33",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_count_insert_de2f6",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="harvests_buyrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="buyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="count_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            WITH changed AS (SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('open', 'expired') UNION ALL SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('open', 'expired'))\n            INSERT INTO harvests_calendarcell AS cell\n                (commodity_id, province_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, changed.province_id, share.ordinal, 0, 0, sum(changed.sign * share.kg), sum(changed.sign)\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            WHERE changed.province_id IS NOT NULL\n            GROUP BY 1, 2, 3\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2, 3\n            ON CONFLICT (commodity_id, province_id, dekad) DO UPDATE SET\n                demand_kg = cell.demand_kg + EXCLUDED.demand_kg,\n                request_count = cell.request_count + EXCLUDED.request_count;\n\n            WITH changed AS (SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('open', 'expired') UNION ALL SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('open', 'expired'))\n            INSERT INTO harvests_countrycell AS cell\n                (commodity_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, share.ordinal, 0, 0, sum(changed.sign * share.kg), sum(changed.sign)\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            \n            GROUP BY 1, 2\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2\n            ON CONFLICT (commodity_id, dekad) DO UPDATE SET\n                demand_kg = cell.demand_kg + EXCLUDED.demand_kg,\n                request_count = cell.request_count + EXCLUDED.request_count;\nRETURN NULL;",
                    hash="bdb8e05d4143e5d1ca8fefd0e1523879972db7ac",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_count_update_fef26",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="harvests_buyrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="buyrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="count_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            WITH changed AS (SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('open', 'expired'))\n            INSERT INTO harvests_calendarcell AS cell\n                (commodity_id, province_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, changed.province_id, share.ordinal, 0, 0, sum(changed.sign * share.kg), sum(changed.sign)\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            WHERE changed.province_id IS NOT NULL\n            GROUP BY 1, 2, 3\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2, 3\n            ON CONFLICT (commodity_id, province_id, dekad) DO UPDATE SET\n                demand_kg = cell.demand_kg + EXCLUDED.demand_kg,\n                request_count = cell.request_count + EXCLUDED.request_count;\n\n            WITH changed AS (SELECT commodity_id, province_id, volume_kg, starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('open', 'expired'))\n            INSERT INTO harvests_countrycell AS cell\n                (commodity_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, share.ordinal, 0, 0, sum(changed.sign * share.kg), sum(changed.sign)\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            \n            GROUP BY 1, 2\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2\n            ON CONFLICT (commodity_id, dekad) DO UPDATE SET\n                demand_kg = cell.demand_kg + EXCLUDED.demand_kg,\n                request_count = cell.request_count + EXCLUDED.request_count;\nRETURN NULL;",
                    hash="9b8035ae1360e9b3316b7c3483bd7958b5d26054",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_count_delete_c9b59",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="harvests_buyrequest",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trader",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "harvests_traderevent" ("asked_at", "contact_person", "created_at", "document_kind", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "return_reason", "state", "story", "tax_code", "updated_at", "user_id", "verified_at", "verified_by_id") VALUES (NEW."asked_at", NEW."contact_person", NEW."created_at", NEW."document_kind", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."province_id", NEW."return_reason", NEW."state", NEW."story", NEW."tax_code", NEW."updated_at", NEW."user_id", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="bc77814f0dd521397dda46b0935b56f219baec2c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_681a2",
                    table="harvests_trader",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="trader",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."contact_person" IS DISTINCT FROM (NEW."contact_person") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."document_kind" IS DISTINCT FROM (NEW."document_kind") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."story" IS DISTINCT FROM (NEW."story") OR OLD."tax_code" IS DISTINCT FROM (NEW."tax_code") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id"))',
                    func='INSERT INTO "harvests_traderevent" ("asked_at", "contact_person", "created_at", "document_kind", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "return_reason", "state", "story", "tax_code", "updated_at", "user_id", "verified_at", "verified_by_id") VALUES (NEW."asked_at", NEW."contact_person", NEW."created_at", NEW."document_kind", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."province_id", NEW."return_reason", NEW."state", NEW."story", NEW."tax_code", NEW."updated_at", NEW."user_id", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="5293b39274e9e533601cbae5df14e274cac0769b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0a39f",
                    table="harvests_trader",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="buyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "closed", "expired"])), name="buyrequest_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="buyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ["", "at_farm", "at_point", "to_buyer"])),
                name="buyrequest_delivery_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="buyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_to_vnd", None), ("price_to_vnd__gte", models.F("price_vnd")), _connector="OR"
                ),
                name="buyrequest_price_range",
                violation_error_message="Giá cao nhất phải bằng hoặc hơn giá thấp nhất.",
            ),
        ),
        migrations.AddConstraint(
            model_name="buyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("deposit_vnd", None), ("deposit_percent", None), _connector="OR"),
                name="buyrequest_deposit_one_way",
                violation_error_message="Đặt cọc ghi theo phần trăm hoặc theo số tiền, một trong hai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="buyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("deposit_percent", None), ("deposit_percent__range", (1, 100)), _connector="OR"),
                name="buyrequest_deposit_percent",
                violation_error_message="Đặt cọc từ 1% đến 100%.",
            ),
        ),
        migrations.AddConstraint(
            model_name="buyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("several", False), ("province", None), _connector="OR"),
                name="buyrequest_one_or_several",
                violation_error_message="Mua ở một tỉnh hoặc vài tỉnh, một trong hai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "verified"), ("verified_at__isnull", False)),
                    models.Q(models.Q(("state", "verified"), _negated=True), ("verified_at", None)),
                    _connector="OR",
                ),
                name="trader_verified_has_moment",
                violation_error_message="Thương lái đã xác minh phải ghi lúc nào.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("return_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="trader_returned_has_reason",
                violation_error_message="Ghi rõ hồ sơ cần bổ sung gì.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trader",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["unverified", "asked", "verified", "returned"])),
                name="trader_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="trader",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "company"])), name="trader_kind_known"
            ),
        ),
        migrations.AddField(
            model_name="mediation",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="cán bộ",
            ),
        ),
        migrations.AddField(
            model_name="mediation",
            name="offer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mediations",
                to="harvests.offer",
                verbose_name="đề nghị",
            ),
        ),
        migrations.AddField(
            model_name="offerterms",
            name="offer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="harvests.offer",
                verbose_name="đề nghị",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="deal",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="harvests.offerterms",
                verbose_name="đã chốt",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="terms",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="harvests.offerterms",
                verbose_name="điều khoản",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("outcome_state", ""), _negated=True),
                fields=["trader", "concluded_on"],
                name="offer_trader_told",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("outcome_state", ""), _negated=True),
                fields=["household", "concluded_on"],
                name="offer_household_told",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(
                condition=models.Q(("concluded_on__isnull", False), ("outcome_asked_at", None)),
                fields=["concluded_on"],
                name="offer_outcome_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "agreed"), _negated=True),
                    models.Q(
                        ("agreed_by_household", True),
                        ("agreed_by_trader", True),
                        ("deal", models.F("terms")),
                        ("deal__isnull", False),
                        ("terms__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="offer_agreed_by_both",
                violation_error_message="Hai bên cùng đồng ý một bản điều khoản mới là thống nhất.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("terms__isnull", False),
                    models.Q(("agreed_by_household", False), ("agreed_by_trader", False)),
                    _connector="OR",
                ),
                name="offer_yes_is_to_terms",
                violation_error_message="Chưa có điều khoản để đồng ý.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome_state__in",
                        [
                            "",
                            "trader_kept",
                            "hh_kept",
                            "one_other",
                            "kept",
                            "partly",
                            "broken_trader",
                            "broken_hh",
                            "differ",
                        ],
                    )
                ),
                name="offer_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome_state", ""),
                    models.Q(("concluded_on__isnull", False), ("deal__isnull", False)),
                    _connector="OR",
                ),
                name="offer_outcome_of_a_deal",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="offer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="harvests.offer",
                verbose_name="đề nghị",
            ),
        ),
        migrations.AddField(
            model_name="outcomeevent",
            name="offer",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="harvests.offer",
                verbose_name="đề nghị",
            ),
        ),
        migrations.AddField(
            model_name="outcomeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="outcomeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="harvests.outcome",
            ),
        ),
        migrations.AddField(
            model_name="traderevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="traderevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="harvests.trader",
            ),
        ),
        migrations.AddField(
            model_name="traderevent",
            name="province",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="regions.province",
                verbose_name="tỉnh (63)",
            ),
        ),
        migrations.AddField(
            model_name="traderevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="tài khoản",
            ),
        ),
        migrations.AddField(
            model_name="traderevent",
            name="verified_by",
            field=models.ForeignKey(
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
        migrations.AddConstraint(
            model_name="mediation",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="mediation_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerterms",
            constraint=models.UniqueConstraint(fields=("offer", "version"), name="offerterms_version_once"),
        ),
        migrations.AddConstraint(
            model_name="offerterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("deliver_to__gte", models.F("deliver_from"))),
                name="offerterms_deliver_in_order",
                violation_error_message="Ngày giao cuối trước ngày giao đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offerterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_vnd__gt", 0),
                    ("volume_kg__gt", 0),
                    models.Q(("deposit_vnd", None), ("deposit_vnd__gt", 0), _connector="OR"),
                ),
                name="offerterms_figures_positive",
                violation_error_message="Số lượng và giá phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="offerterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposed_by__in", ["trader", "household"])), name="offerterms_side_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("offer", "side"), name="outcome_once_per_side"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("broken_by__in", ["trader", "household"]), ("kept", "broken")),
                    models.Q(models.Q(("kept", "broken"), _negated=True), ("broken_by", "")),
                    _connector="OR",
                ),
                name="outcome_broken_by_somebody",
                violation_error_message="Ghi rõ bên nào không giữ lời.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept__in", ["kept", "partly", "broken"])), name="outcome_kept_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["trader", "household"])), name="outcome_side_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("deposit__in", ["", "settled", "dropped", "withheld"])),
                name="outcome_deposit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("reply", "")),
                    models.Q(models.Q(("reply", ""), _negated=True), ("replied_at__isnull", False)),
                    _connector="OR",
                ),
                name="outcome_reply_has_moment",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "harvests_outcomeevent" ("broken_by", "created_at", "deposit", "id", "kept", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_vnd", "replied_at", "reply", "side", "statement", "updated_at", "volume_kg") VALUES (NEW."broken_by", NEW."created_at", NEW."deposit", NEW."id", NEW."kept", NEW."offer_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_vnd", NEW."replied_at", NEW."reply", NEW."side", NEW."statement", NEW."updated_at", NEW."volume_kg"); RETURN NULL;',
                    hash="cb305f3233dbb414da0ee1cb307791ef76aa73d4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c4962",
                    table="harvests_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "harvests_outcomeevent" ("broken_by", "created_at", "deposit", "id", "kept", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_vnd", "replied_at", "reply", "side", "statement", "updated_at", "volume_kg") VALUES (NEW."broken_by", NEW."created_at", NEW."deposit", NEW."id", NEW."kept", NEW."offer_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_vnd", NEW."replied_at", NEW."reply", NEW."side", NEW."statement", NEW."updated_at", NEW."volume_kg"); RETURN NULL;',
                    hash="1e7fb80ae30436a8a9886e8f15d047a4c92ced7d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_db556",
                    table="harvests_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcomeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fedaecd033c89f060f0d98ee36309c8b7f400666",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2e8f9",
                    table="harvests_outcomeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="traderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cc4a7dadcc334b12701d2e12b9192d331bff486f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_20e8b",
                    table="harvests_traderevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
