"""Commodities, seasons and notices, with the dekads in SQL: the twins of `portal1034.commodities.dekads`.

The functions' bodies are SQL-standard (`RETURN`, `BEGIN ATOMIC`): bound when created, whatever the search path is when
they run, and inlined by the planner.
"""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
import portal1034.commodities.dekads
from decimal import Decimal
from django.db import migrations, models

DEKAD = """
CREATE FUNCTION portal_dekad(day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN extract(year FROM day)::integer * 36
     + (extract(month FROM day)::integer - 1) * 3
     + least((extract(day FROM day)::integer - 1) / 10, 2);
"""

DEKAD_START = """
CREATE FUNCTION portal_dekad_start(ordinal integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN make_date(ordinal / 36, ordinal % 36 / 3 + 1, ordinal % 3 * 10 + 1);
"""

# Differences of one running total, floor(volume * days so far / days in all): whole kilograms that add up exactly.
# A window that ends before it starts gives no rows. Volumes are never negative (integer division would round the
# wrong way): take shares away by subtracting them, not by sharing a negative volume.
DEKAD_SHARES = """
CREATE FUNCTION portal_dekad_shares(volume_kg bigint, starts date, ends date)
RETURNS TABLE (ordinal integer, kg bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
BEGIN ATOMIC
    SELECT dekad,
           volume_kg * (least(portal_dekad_start(dekad + 1), ends + 1) - starts) / greatest(ends - starts + 1, 1)
         - volume_kg * (greatest(portal_dekad_start(dekad), starts) - starts) / greatest(ends - starts + 1, 1)
    FROM generate_series(portal_dekad(starts), portal_dekad(ends)) AS dekad
    WHERE ends >= starts;
END;
"""

# How a name is kept for search: composed, in lower case, words apart by single spaces, no punctuation.
SEARCH_WORDS = r"""
CREATE FUNCTION portal_search_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(lower(normalize(value, NFC)), '[[:punct:][:space:]–—…]+', ' ', 'g'));
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(DEKAD, "DROP FUNCTION portal_dekad(date)"),
        migrations.RunSQL(DEKAD_START, "DROP FUNCTION portal_dekad_start(integer)"),
        migrations.RunSQL(DEKAD_SHARES, "DROP FUNCTION portal_dekad_shares(bigint, date, date)"),
        migrations.RunSQL(SEARCH_WORDS, "DROP FUNCTION portal_search_words(text)"),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='tên nhóm')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='đường dẫn')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
            ],
            options={
                'verbose_name': 'nhóm nông sản',
                'verbose_name_plural': 'nhóm nông sản',
                'ordering': ('position', 'slug'),
            },
        ),
        migrations.CreateModel(
            name='Commodity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='tên nông sản')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='đường dẫn')),
                ('unit', models.CharField(choices=[('kg', 'kg'), ('quả', 'quả'), ('nải', 'nải'), ('lít', 'lít'), ('con', 'con')], default='kg', max_length=8, verbose_name='đơn vị bán')),
                ('kg_per_unit', models.DecimalField(decimal_places=3, default=Decimal('1'), help_text='Trung bình một quả, nải, lít hay con nặng bao nhiêu kg; dùng để cộng sản lượng.', max_digits=8, verbose_name='số kg một đơn vị')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('search_text', models.TextField(default='', editable=False, verbose_name='các tên gọi')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commodities', to='commodities.category', verbose_name='nhóm nông sản')),
            ],
            options={
                'verbose_name': 'nông sản',
                'verbose_name_plural': 'nông sản',
                'ordering': ('slug',),
            },
        ),
        migrations.CreateModel(
            name='CommodityAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='tên gọi khác')),
                ('commodity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='commodities.commodity', verbose_name='nông sản')),
            ],
            options={
                'verbose_name': 'tên gọi khác',
                'verbose_name_plural': 'tên gọi khác',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='ReferenceSeason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('main', 'chính vụ'), ('off', 'trái vụ')], default='main', max_length=8, verbose_name='vụ')),
                ('start', models.PositiveSmallIntegerField(choices=portal1034.commodities.dekads.dekad_choices, error_messages={'invalid_choice': 'Hãy chọn một trong 36 tuần mười ngày của năm.'}, verbose_name='vào vụ')),
                ('end', models.PositiveSmallIntegerField(choices=portal1034.commodities.dekads.dekad_choices, error_messages={'invalid_choice': 'Hãy chọn một trong 36 tuần mười ngày của năm.'}, verbose_name='hết vụ')),
                ('peak', models.PositiveSmallIntegerField(choices=portal1034.commodities.dekads.dekad_choices, error_messages={'invalid_choice': 'Hãy chọn một trong 36 tuần mười ngày của năm.'}, verbose_name='rộ vụ')),
                ('basis', models.CharField(help_text='Biết từ đâu: báo đã đăng, kinh nghiệm địa phương…', max_length=200, verbose_name='căn cứ')),
                ('commodity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reference_seasons', to='commodities.commodity', verbose_name='nông sản')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reference_seasons', to='regions.province', verbose_name='tỉnh')),
            ],
            options={
                'verbose_name': 'mùa vụ tham chiếu',
                'verbose_name_plural': 'mùa vụ tham chiếu',
                'ordering': ('commodity', 'province', 'kind'),
            },
        ),
        migrations.CreateModel(
            name='SeasonNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'vào vụ'), ('peak', 'rộ vụ'), ('closing', 'hết vụ'), ('counterfeit', 'cảnh báo giả mạo')], max_length=16, verbose_name='loại thông báo')),
                ('title', models.CharField(max_length=160, verbose_name='tiêu đề')),
                ('body', models.TextField(blank=True, verbose_name='nội dung')),
                ('starts_on', models.DateField(verbose_name='từ ngày')),
                ('ends_on', models.DateField(verbose_name='đến ngày')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='đăng lúc')),
                ('commodity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='commodities.commodity', verbose_name='nông sản')),
                ('province', models.ForeignKey(blank=True, help_text='Để trống nếu báo cho cả nước.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='season_notices', to='regions.province', verbose_name='tỉnh')),
            ],
            options={
                'verbose_name': 'thông báo mùa vụ',
                'verbose_name_plural': 'thông báo mùa vụ',
                'ordering': ('-published_at', '-id'),
            },
        ),
        migrations.AddConstraint(
            model_name='commodity',
            constraint=models.CheckConstraint(condition=models.Q(('kg_per_unit__gt', 0)), name='commodity_kg_per_unit_positive', violation_error_message='Số kg một đơn vị phải lớn hơn 0.'),
        ),
        migrations.AddConstraint(
            model_name='commodity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit', 'kg'), _negated=True), ('kg_per_unit', 1), _connector='OR'), name='commodity_kilogram_weighs_one', violation_error_message='Nông sản bán theo kg thì số kg một đơn vị là 1.'),
        ),
        migrations.AddConstraint(
            model_name='commodity',
            constraint=models.CheckConstraint(condition=models.Q(('unit__in', ['kg', 'quả', 'nải', 'lít', 'con'])), name='commodity_unit_known', violation_error_message='Hãy chọn đơn vị bán: kg, quả, nải, lít hoặc con.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commodity',
            trigger=pgtrigger.compiler.Trigger(name='write_search_text', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    SELECT ' | ' || string_agg(words || ' | ' || portal_fold(words) || ' | ', '' ORDER BY place, words)\n                    INTO NEW.search_text\n                    FROM (\n                        SELECT 0 AS place, portal_search_words(NEW.name) AS words\n                        UNION ALL\n                        SELECT 1, portal_search_words(alias.name)\n                        FROM commodities_commodityalias AS alias\n                        WHERE alias.commodity_id = NEW.id\n                    ) AS spoken;\n                    RETURN NEW;\n                ", hash='b49299f29ad3ccc3067e177f2cdea37474b6a4c7', operation='INSERT OR UPDATE', pgid='pgtrigger_write_search_text_e8439', table='commodities_commodity', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='commodityalias',
            constraint=models.UniqueConstraint(fields=('commodity', 'name'), name='commodityalias_once_per_commodity', violation_error_message='Nông sản này đã có tên gọi đó.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commodityalias',
            trigger=pgtrigger.compiler.Trigger(name='refresh_search_text', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                    UPDATE commodities_commodity SET name = name WHERE id IN (OLD.commodity_id, NEW.commodity_id);\n                    RETURN NULL;\n                ', hash='cff1ddb4c97ca455bf750bcacfcb1ed7a09bd79d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_refresh_search_text_6e812', table='commodities_commodityalias', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='referenceseason',
            constraint=models.UniqueConstraint(fields=('commodity', 'province', 'kind'), name='referenceseason_once_per_kind', violation_error_message='Tỉnh này đã có mùa vụ tham chiếu của nông sản đó; hãy sửa mùa vụ đã có.'),
        ),
        migrations.AddConstraint(
            model_name='referenceseason',
            constraint=models.CheckConstraint(condition=models.Q(('end__range', (1, 36)), ('peak__range', (1, 36)), ('start__range', (1, 36))), name='referenceseason_dekads_in_year', violation_error_message='Mỗi mốc mùa vụ là một trong 36 tuần mười ngày của năm.'),
        ),
        migrations.AddConstraint(
            model_name='referenceseason',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.math.Mod(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('peak'), '-', models.F('start')), '+', models.Value(36)), 36), django.db.models.functions.math.Mod(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('end'), '-', models.F('start')), '+', models.Value(36)), 36))), name='referenceseason_peak_within', violation_error_message='Lúc rộ vụ phải nằm giữa lúc vào vụ và lúc hết vụ.'),
        ),
        migrations.AddConstraint(
            model_name='referenceseason',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['main', 'off'])), name='referenceseason_kind_known', violation_error_message='Hãy chọn chính vụ hoặc trái vụ.'),
        ),
        migrations.AddIndex(
            model_name='seasonnotice',
            index=models.Index(fields=['commodity', 'ends_on'], name='seasonnotice_commodity_end'),
        ),
        migrations.AddConstraint(
            model_name='seasonnotice',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='seasonnotice_ends_after_start', violation_error_message='Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.'),
        ),
        migrations.AddConstraint(
            model_name='seasonnotice',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='seasonnotice_has_title', violation_error_message='Hãy viết tiêu đề thông báo.'),
        ),
        migrations.AddConstraint(
            model_name='seasonnotice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opening', 'peak', 'closing', 'counterfeit'])), name='seasonnotice_kind_known', violation_error_message='Hãy chọn loại thông báo: vào vụ, rộ vụ, hết vụ hoặc cảnh báo giả mạo.'),
        ),
    ]
