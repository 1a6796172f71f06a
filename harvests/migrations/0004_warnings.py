import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def set_standard(apps, schema_editor):
    """The limits that hold for every commodity until an administrator sets others."""
    apps.get_model("harvests", "WarningThreshold").objects.get_or_create(commodity=None)


class Migration(migrations.Migration):
    dependencies = [
        ("harvests", "0003_traders"),
        ("accounts", "0003_second_factor"),
        ("commodities", "0002_notices"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SeasonWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('glut', 'Ùn ứ'), ('shortage', 'Thiếu hàng')], editable=False, max_length=8, verbose_name='loại')),
                ('first_dekad', models.IntegerField(editable=False, verbose_name='từ kỳ')),
                ('last_dekad', models.IntegerField(editable=False, verbose_name='đến kỳ')),
                ('supply_kg', models.BigIntegerField(editable=False, verbose_name='cung (kg)')),
                ('demand_kg', models.BigIntegerField(editable=False, verbose_name='cầu (kg)')),
                ('households', models.IntegerField(default=0, editable=False, verbose_name='số hộ')),
                ('state', models.CharField(choices=[('suggested', 'Chờ cán bộ xem'), ('confirmed', 'Đã xác nhận'), ('called', 'Đang kêu gọi tiêu thụ'), ('dismissed', 'Đã bỏ qua'), ('over', 'Đã qua')], default='suggested', max_length=9, verbose_name='trạng thái')),
                ('first_seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='thấy lúc')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='quyết định lúc')),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='ghi chú của Sở')),
                ('reason', models.CharField(blank=True, default='', max_length=500, verbose_name='lý do bỏ qua')),
                ('dismissed_gap_kg', models.BigIntegerField(blank=True, editable=False, null=True, verbose_name='chênh khi bỏ qua (kg)')),
                ('call_text', models.CharField(blank=True, default='', max_length=500, verbose_name='lời kêu gọi')),
                ('called_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='kêu gọi lúc')),
                ('supply_at_call_kg', models.BigIntegerField(blank=True, editable=False, null=True, verbose_name='cung khi kêu gọi (kg)')),
                ('demand_at_call_kg', models.BigIntegerField(blank=True, editable=False, null=True, verbose_name='cầu khi kêu gọi (kg)')),
                ('over_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hết lúc')),
                ('commodity', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commodities.commodity', verbose_name='nông sản')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='liên hệ Sở')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cán bộ')),
                ('province', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.province', verbose_name='tỉnh (63)')),
            ],
            options={
                'verbose_name': 'cảnh báo mùa vụ',
                'verbose_name_plural': 'cảnh báo mùa vụ',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['province', 'state', '-id'], name='seasonwarning_queue'), models.Index(fields=['commodity', 'province'], name='seasonwarning_of_commodity')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('suggested', 'confirmed', 'called'))), fields=('kind', 'commodity', 'province'), name='seasonwarning_one_standing'), models.CheckConstraint(condition=models.Q(('kind__in', ['glut', 'shortage'])), name='seasonwarning_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['suggested', 'confirmed', 'called', 'dismissed', 'over'])), name='seasonwarning_state_known'), models.CheckConstraint(condition=models.Q(('last_dekad__gte', models.F('first_dekad'))), name='seasonwarning_window'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dismissed'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('dismissed_gap_kg__isnull', False)), _connector='OR'), name='seasonwarning_dismissed_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'called'), _negated=True), models.Q(('called_at__isnull', False), ('contact__isnull', False), ('demand_at_call_kg__isnull', False), ('kind', 'glut'), ('supply_at_call_kg__isnull', False), models.Q(('call_text', ''), _negated=True)), _connector='OR'), name='seasonwarning_called_whole')],
            },
        ),
        migrations.CreateModel(
            name='WarningThreshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('glut_percent', models.PositiveIntegerField(default=300, help_text='Phần trăm: 300 là gấp ba lần.', validators=[django.core.validators.MinValueValidator(100, 'Ghi từ 100 trở lên: 300 là gấp ba lần.'), django.core.validators.MaxValueValidator(10000, 'Ghi nhiều nhất 10.000, là gấp trăm lần.')], verbose_name='ùn ứ: cung hơn cầu (%)')),
                ('glut_least_kg', models.PositiveIntegerField(default=10000, help_text='Ít hơn mức này trong mười ngày thì không cảnh báo. 10.000 kg là 10 tấn.', verbose_name='ùn ứ: từ bao nhiêu kg cung')),
                ('glut_lead', models.PositiveSmallIntegerField(default=3, help_text='Số kỳ mười ngày nhìn trước: 3 là một tháng.', validators=[django.core.validators.MaxValueValidator(18, 'Nhìn trước nhiều nhất 18 kỳ mười ngày, là nửa năm.')], verbose_name='ùn ứ: báo trước')),
                ('shortage_percent', models.PositiveIntegerField(default=150, help_text='Phần trăm: 300 là gấp ba lần.', validators=[django.core.validators.MinValueValidator(100, 'Ghi từ 100 trở lên: 300 là gấp ba lần.'), django.core.validators.MaxValueValidator(10000, 'Ghi nhiều nhất 10.000, là gấp trăm lần.')], verbose_name='thiếu: cầu hơn cung (%)')),
                ('shortage_least_kg', models.PositiveIntegerField(default=10000, help_text='Ít hơn mức này trong mười ngày thì không cảnh báo. 10.000 kg là 10 tấn.', verbose_name='thiếu: từ bao nhiêu kg cầu')),
                ('shortage_lead', models.PositiveSmallIntegerField(default=3, help_text='Số kỳ mười ngày nhìn trước: 3 là một tháng.', validators=[django.core.validators.MaxValueValidator(18, 'Nhìn trước nhiều nhất 18 kỳ mười ngày, là nửa năm.')], verbose_name='thiếu: báo trước')),
                ('commodity', models.OneToOneField(blank=True, help_text='Để trống là mức chung cho mọi nông sản.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commodities.commodity', verbose_name='nông sản')),
            ],
            options={
                'verbose_name': 'ngưỡng cảnh báo',
                'verbose_name_plural': 'ngưỡng cảnh báo',
                'ordering': (models.OrderBy(models.F('commodity'), nulls_first=True),),
                'constraints': [models.UniqueConstraint(fields=('commodity',), name='warningthreshold_one_standard', nulls_distinct=False, violation_error_message='Mỗi nông sản một dòng, và chỉ một dòng là mức chung. Hãy sửa dòng đã có.'), models.CheckConstraint(condition=models.Q(('glut_lead__lte', 18), ('glut_percent__range', (100, 10000)), ('shortage_lead__lte', 18), ('shortage_percent__range', (100, 10000))), name='warningthreshold_in_bounds', violation_error_message='Tỷ lệ từ 100 đến 10.000%, báo trước nhiều nhất 18 kỳ mười ngày.')],
            },
        ),
        migrations.RunPython(set_standard, migrations.RunPython.noop),
    ]
