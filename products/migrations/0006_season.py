import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0005_by_hand")]
    operations = [
        migrations.CreateModel(
            name='SeasonRest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_on', models.DateField(verbose_name='hết vụ ngày')),
                ('warned_at', models.DateTimeField(verbose_name='báo trước lúc')),
                ('taken_down_at', models.DateTimeField(blank=True, null=True, verbose_name='gỡ lúc')),
                ('marketplaces', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('postmart', 'Postmart'), ('voso', 'Voso')], max_length=16), blank=True, default=list, size=None)),
                ('proposed_at', models.DateTimeField(blank=True, null=True, verbose_name='mời đăng lại lúc')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='xong lúc')),
            ],
            options={
                'verbose_name': 'lần nghỉ vụ',
                'verbose_name_plural': 'lần nghỉ vụ',
                'ordering': ('-ended_on',),
            },
        ),
        migrations.AddField(
            model_name='seasonrest',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='season_rests', to='products.product', verbose_name='sản phẩm'),
        ),
        migrations.AddIndex(
            model_name='seasonrest',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['product'], name='seasonrest_open'),
        ),
        migrations.AddConstraint(
            model_name='seasonrest',
            constraint=models.UniqueConstraint(fields=('product', 'ended_on'), name='seasonrest_once_per_end'),
        ),
    ]
