import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0002_certificates'),
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='tạo lúc')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
                ('kind', models.CharField(max_length=20, verbose_name='loại danh sách')),
                ('form_key', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('file_name', models.CharField(max_length=200, verbose_name='tệp')),
                ('file_size', models.PositiveIntegerField(default=0, verbose_name='cỡ tệp')),
                ('consent_wording', models.TextField(verbose_name='lời xác nhận đồng ý')),
                ('status', models.CharField(choices=[('uploaded', 'Chờ ghép cột'), ('checking', 'Đang kiểm tra'), ('checked', 'Chờ xác nhận'), ('running', 'Đang nhập'), ('done', 'Đã nhập'), ('undoing', 'Đang hoàn tác'), ('undone', 'Đã hoàn tác'), ('failed', 'Dừng vì lỗi')], db_index=True, default='uploaded', max_length=10, verbose_name='trạng thái')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='vướng mắc')),
                ('head_row', models.PositiveIntegerField(default=0)),
                ('titles', models.JSONField(default=list)),
                ('samples', models.JSONField(default=list)),
                ('mapping', models.JSONField(default=dict)),
                ('on_known', models.CharField(choices=[('skip', 'Bỏ qua, giữ hồ sơ đang có'), ('update', 'Sửa hồ sơ đang có theo tệp')], default='skip', max_length=8, verbose_name='số đã có hồ sơ')),
                ('on_similar', models.CharField(choices=[('skip', 'Bỏ qua'), ('make', 'Vẫn lập hồ sơ mới')], default='skip', max_length=8, verbose_name='tên và xã đã có')),
                ('worker', models.UUIDField(blank=True, editable=False, null=True)),
                ('heartbeat_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('position', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0, verbose_name='số dòng')),
                ('fresh', models.PositiveIntegerField(default=0, verbose_name='mới')),
                ('known', models.PositiveIntegerField(default=0, verbose_name='số đã có')),
                ('similar', models.PositiveIntegerField(default=0, verbose_name='tên đã có')),
                ('wrong', models.PositiveIntegerField(default=0, verbose_name='sai')),
                ('done', models.PositiveIntegerField(default=0)),
                ('made', models.PositiveIntegerField(default=0, verbose_name='đã tạo')),
                ('updated', models.PositiveIntegerField(default=0, verbose_name='đã sửa')),
                ('skipped', models.PositiveIntegerField(default=0, verbose_name='bỏ qua')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='không nhập được')),
                ('undone', models.PositiveIntegerField(default=0, verbose_name='đã hoàn tác')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='không hoàn tác được')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='bắt đầu')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='xong lúc')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='hoàn tác lúc')),
                ('purged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hoàn tác')),
            ],
            options={
                'verbose_name': 'lần nhập danh sách',
                'verbose_name_plural': 'nhập danh sách',
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='dòng')),
                ('outcome', models.CharField(choices=[('fresh', 'Sẽ lập mới'), ('known', 'Số đã có hồ sơ'), ('similar', 'Tên và xã đã có'), ('wrong', 'Cần sửa'), ('failed', 'Không nhập được')], max_length=8, verbose_name='kết quả')),
                ('cells', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('understood', models.CharField(blank=True, max_length=400)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='households.importrun')),
            ],
            options={
                'ordering': ('number',),
                'indexes': [models.Index(fields=['run', 'outcome', 'number'], name='importrow_outcome')],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='one_import_row_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='households.importrun')),
            ],
            options={
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='one_import_part_per_position')],
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='dòng')),
                ('object_id', models.BigIntegerField()),
                ('label', models.CharField(max_length=200)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='hoàn tác lúc')),
                ('refusal', models.CharField(blank=True, max_length=300, verbose_name='không hoàn tác vì')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='households.importrun')),
            ],
            options={
                'ordering': ('number',),
                'indexes': [models.Index(fields=['object_id'], name='importchange_object')],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='one_import_change_per_row')],
            },
        ),
    ]
