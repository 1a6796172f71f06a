import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commodities", "0002_notices"),
        ("harvests", "0004_warnings"),
        ("regions", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name='OpenCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dekad', models.IntegerField(editable=False, verbose_name='tuần mười ngày')),
                ('supply_kg', models.BigIntegerField(editable=False, null=True, verbose_name='sản lượng khai báo (kg)')),
                ('households', models.IntegerField(editable=False, null=True, verbose_name='số hộ')),
                ('demand_kg', models.BigIntegerField(editable=False, verbose_name='nhu cầu thu mua (kg)')),
                ('computed_at', models.DateTimeField(editable=False, verbose_name='tính lúc')),
                ('commodity', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commodities.commodity')),
                ('merged', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.mergedprovince')),
                ('province', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.province')),
            ],
            options={
                'verbose_name': 'ô lịch mở',
                'verbose_name_plural': 'ô lịch mở',
                'indexes': [models.Index(fields=['dekad', 'commodity'], name='opencell_dekad')],
                'constraints': [models.UniqueConstraint(fields=('commodity', 'dekad', 'merged', 'province'), name='opencell_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('province__isnull', True), ('merged__isnull', True), _connector='OR'), name='opencell_one_place'), models.CheckConstraint(condition=models.Q(models.Q(('households', None), ('supply_kg', None)), models.Q(('supply_kg__isnull', False), models.Q(('households', 0), ('households__gte', 3), _connector='OR')), _connector='OR'), name='opencell_none_or_three')],
            },
        ),
        migrations.CreateModel(
            name='PriceCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(editable=False, verbose_name='thứ Hai của tuần')),
                ('source', models.CharField(choices=[('harvest', 'Hộ bán tại vườn'), ('request', 'Bên mua trả giá'), ('deal', 'Đã chốt mua bán'), ('product', 'Hàng đang bán')], editable=False, max_length=8, verbose_name='nguồn giá')),
                ('parties', models.PositiveIntegerField(editable=False, verbose_name='số hộ hoặc bên mua')),
                ('median_vnd', models.PositiveBigIntegerField(editable=False, verbose_name='giá giữa (đồng/kg)')),
                ('low_vnd', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='giá thấp (đồng/kg)')),
                ('high_vnd', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='giá cao (đồng/kg)')),
                ('computed_at', models.DateTimeField(editable=False, verbose_name='tính lúc')),
                ('commodity', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='commodities.commodity')),
                ('province', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.province')),
            ],
            options={
                'verbose_name': 'giá theo tuần',
                'verbose_name_plural': 'giá theo tuần',
                'indexes': [models.Index(fields=['week', 'commodity'], name='pricecell_week')],
                'constraints': [models.UniqueConstraint(fields=('commodity', 'week', 'source', 'province'), name='pricecell_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('source__in', ['harvest', 'request', 'deal', 'product'])), name='pricecell_source_known'), models.CheckConstraint(condition=models.Q(('parties__gte', 3)), name='pricecell_of_three'), models.CheckConstraint(condition=models.Q(models.Q(('high_vnd', None), ('low_vnd', None)), models.Q(('high_vnd__gte', 0), ('low_vnd__isnull', False), ('parties__gte', 5)), _connector='OR'), name='pricecell_range_of_five')],
            },
        ),
    ]
