from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from products.fees import standard_carriers, standard_fees

# Crops of these groups are sold fresh: their products follow the season unless the household says otherwise.
FRESH = ("trai-cay", "rau-cu", "thuy-san")
KEEP_ALL_YEAR = f"""
UPDATE products_product AS product SET sells_all_year = true
FROM commodities_commodity AS commodity JOIN commodities_category AS category ON category.id = commodity.category_id
WHERE commodity.id = product.commodity_id AND category.slug NOT IN {FRESH!r}
"""


def load_fees(apps, schema_editor):
    apps.get_model("products", "MarketplaceFee").objects.bulk_create(
        [apps.get_model("products", "MarketplaceFee")(**row) for row in standard_fees()]
    )
    rates = apps.get_model("products", "CarrierRate")
    rates.objects.bulk_create([rates(**row) for row in standard_carriers()])


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name='CarrierRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=60, verbose_name='đơn vị vận chuyển')),
                ('reach', models.CharField(choices=[('province', 'trong tỉnh'), ('region', 'cùng miền'), ('nation', 'khác miền')], max_length=10, verbose_name='gửi')),
                ('up_to_g', models.PositiveIntegerField(verbose_name='nặng đến (gam)')),
                ('price_vnd', models.PositiveIntegerField(verbose_name='cước (đồng)')),
                ('basis', models.CharField(help_text='Biết từ đâu, hoặc giả định thế nào. Người bán không thấy dòng này.', max_length=300, verbose_name='căn cứ')),
                ('as_of', models.DateField(default=django.utils.timezone.localdate, verbose_name='tính đến ngày')),
            ],
            options={
                'verbose_name': 'cước vận chuyển',
                'verbose_name_plural': 'cước vận chuyển',
                'ordering': ('carrier', 'reach', 'up_to_g'),
            },
        ),
        migrations.CreateModel(
            name='MarketplaceFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marketplace', models.CharField(choices=[('postmart', 'Postmart'), ('voso', 'Voso')], max_length=16, unique=True, verbose_name='sàn')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='phí sàn (%)')),
                ('fixed_vnd', models.PositiveIntegerField(default=0, verbose_name='phí mỗi đơn (đồng)')),
                ('basis', models.CharField(help_text='Biết từ đâu, hoặc giả định thế nào. Người bán không thấy dòng này.', max_length=300, verbose_name='căn cứ')),
                ('as_of', models.DateField(default=django.utils.timezone.localdate, verbose_name='tính đến ngày')),
            ],
            options={
                'verbose_name': 'phí sàn',
                'verbose_name_plural': 'phí sàn',
                'ordering': ('marketplace',),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='product',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='product',
            name='update_update',
        ),
        migrations.AddField(
            model_name='photo',
            name='crop',
            field=models.CharField(blank=True, choices=[('', 'Không cắt'), ('square', 'Vuông'), ('4x3', 'Ngang 4:3')], default='', max_length=8, verbose_name='cắt theo'),
        ),
        migrations.AddField(
            model_name='photo',
            name='keep',
            field=models.CharField(choices=[('start', 'Phần đầu'), ('middle', 'Phần giữa'), ('end', 'Phần cuối')], default='middle', max_length=8, verbose_name='giữ phần'),
        ),
        migrations.AddField(
            model_name='photo',
            name='original_sha256',
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AddField(
            model_name='photo',
            name='original_width',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='photo',
            name='turns',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='số lần xoay phải'),
        ),
        migrations.AddField(
            model_name='product',
            name='grade',
            field=models.CharField(blank=True, max_length=40, verbose_name='loại'),
        ),
        migrations.AddField(
            model_name='product',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='siblings', to='products.product', verbose_name='cùng nhóm với'),
        ),
        migrations.AddField(
            model_name='product',
            name='sells_all_year',
            field=models.BooleanField(default=False, verbose_name='bán quanh năm'),
        ),
        migrations.AddField(
            model_name='product',
            name='sells_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bán từ'),
        ),
        migrations.AddField(
            model_name='product',
            name='sells_until',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bán đến'),
        ),
        migrations.AddField(
            model_name='productevent',
            name='grade',
            field=models.CharField(blank=True, max_length=40, verbose_name='loại'),
        ),
        migrations.AddField(
            model_name='productevent',
            name='group',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='products.product', verbose_name='cùng nhóm với'),
        ),
        migrations.AddField(
            model_name='productevent',
            name='sells_all_year',
            field=models.BooleanField(default=False, verbose_name='bán quanh năm'),
        ),
        migrations.AddField(
            model_name='productevent',
            name='sells_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bán từ'),
        ),
        migrations.AddField(
            model_name='productevent',
            name='sells_until',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='bán đến'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "products_productevent" ("code", "commodity_id", "created_at", "description", "grade", "group_id", "household_id", "id", "is_archived", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_vnd", "province_id", "sells_all_year", "sells_from", "sells_until", "shown_at", "slug", "stock", "title", "unit_label", "updated_at", "weight_g") VALUES (NEW."code", NEW."commodity_id", NEW."created_at", NEW."description", NEW."grade", NEW."group_id", NEW."household_id", NEW."id", NEW."is_archived", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_vnd", NEW."province_id", NEW."sells_all_year", NEW."sells_from", NEW."sells_until", NEW."shown_at", NEW."slug", NEW."stock", NEW."title", NEW."unit_label", NEW."updated_at", NEW."weight_g"); RETURN NULL;', hash='0ae6aa2a33a7ead24fe23b36f003466c5dc886c6', operation='INSERT', pgid='pgtrigger_insert_insert_1fd97', table='products_product', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."commodity_id" IS DISTINCT FROM (NEW."commodity_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."grade" IS DISTINCT FROM (NEW."grade") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_archived" IS DISTINCT FROM (NEW."is_archived") OR OLD."price_vnd" IS DISTINCT FROM (NEW."price_vnd") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."sells_all_year" IS DISTINCT FROM (NEW."sells_all_year") OR OLD."sells_from" IS DISTINCT FROM (NEW."sells_from") OR OLD."sells_until" IS DISTINCT FROM (NEW."sells_until") OR OLD."shown_at" IS DISTINCT FROM (NEW."shown_at") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."stock" IS DISTINCT FROM (NEW."stock") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."unit_label" IS DISTINCT FROM (NEW."unit_label") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."weight_g" IS DISTINCT FROM (NEW."weight_g"))', func='INSERT INTO "products_productevent" ("code", "commodity_id", "created_at", "description", "grade", "group_id", "household_id", "id", "is_archived", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_vnd", "province_id", "sells_all_year", "sells_from", "sells_until", "shown_at", "slug", "stock", "title", "unit_label", "updated_at", "weight_g") VALUES (NEW."code", NEW."commodity_id", NEW."created_at", NEW."description", NEW."grade", NEW."group_id", NEW."household_id", NEW."id", NEW."is_archived", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_vnd", NEW."province_id", NEW."sells_all_year", NEW."sells_from", NEW."sells_until", NEW."shown_at", NEW."slug", NEW."stock", NEW."title", NEW."unit_label", NEW."updated_at", NEW."weight_g"); RETURN NULL;', hash='293e10500b12bc4f90157d2306668e0458639f54', operation='UPDATE', pgid='pgtrigger_update_update_18d15', table='products_product', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sells_from__isnull', True), ('sells_until__isnull', True)), models.Q(('sells_from__range', (1, 36)), ('sells_until__range', (1, 36))), _connector='OR'), name='product_own_season_whole', violation_error_message='Mùa bán riêng cần cả lúc bắt đầu và lúc kết thúc.'),
        ),
        migrations.AddConstraint(
            model_name='carrierrate',
            constraint=models.UniqueConstraint(fields=('carrier', 'reach', 'up_to_g'), name='carrierrate_once', violation_error_message='Đã có cước cho mức nặng này.'),
        ),
        migrations.AddConstraint(
            model_name='carrierrate',
            constraint=models.CheckConstraint(condition=models.Q(('up_to_g__gt', 0)), name='carrierrate_positive', violation_error_message='Mức nặng phải lớn hơn 0.'),
        ),
        migrations.AddConstraint(
            model_name='marketplacefee',
            constraint=models.CheckConstraint(condition=models.Q(('percent__range', (Decimal('0'), Decimal('50')))), name='marketplacefee_percent_in_range', violation_error_message='Phí sàn từ 0 đến 50%.'),
        ),
        migrations.RunPython(load_fees, migrations.RunPython.noop),
        migrations.RunSQL(KEEP_ALL_YEAR, migrations.RunSQL.noop),
    ]
