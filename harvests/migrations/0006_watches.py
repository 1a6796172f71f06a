import django.db.models.deletion
import harvests.models.watch
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("harvests", "0005_prices"),
        ("commodities", "0002_notices"),
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='WatchAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='thư điện tử')),
                ('asked_at', models.DateTimeField(verbose_name='gửi liên kết lúc')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='xác nhận lúc')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='watch_address', to=settings.AUTH_USER_MODEL, verbose_name='người theo dõi')),
            ],
            options={
                'verbose_name': 'địa chỉ nhận thư',
                'verbose_name_plural': 'địa chỉ nhận thư',
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='tạo lúc')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
                ('by_sms', models.BooleanField(default=True, verbose_name='báo bằng tin nhắn')),
                ('by_email', models.BooleanField(default=False, verbose_name='báo bằng thư')),
                ('token', models.CharField(default=harvests.models.watch.new_token, editable=False, max_length=32, unique=True)),
                ('told_at', models.DateTimeField(editable=False, verbose_name='báo lúc')),
                ('commodity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='commodities.commodity', verbose_name='nông sản')),
                ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='regions.province', verbose_name='tỉnh (63)')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL, verbose_name='người theo dõi')),
            ],
            options={
                'verbose_name': 'theo dõi',
                'verbose_name_plural': 'theo dõi',
                'ordering': ('-pk',),
                'indexes': [models.Index(condition=models.Q(('by_sms', True), ('by_email', True), _connector='OR'), fields=['user'], name='watch_telling')],
                'constraints': [models.UniqueConstraint(fields=('user', 'commodity', 'province'), name='watch_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('commodity__isnull', False), ('province__isnull', False), _connector='OR'), name='watch_of_something', violation_error_message='Chọn nông sản hoặc tỉnh.')],
            },
        ),
    ]
