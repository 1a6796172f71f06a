import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_privacy")]
    operations = [
        migrations.AddField(
            model_name='user',
            name='second_factor_version',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.CreateModel(
            name='AuthenticatorEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('enrolled', 'Cài ứng dụng'), ('recovery', 'Dùng mã khôi phục'), ('renewed', 'Làm mã khôi phục mới'), ('reset', 'Quản trị đặt lại')], max_length=10, verbose_name='việc')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='lý do')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='lúc')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người làm')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authenticator_events', to=settings.AUTH_USER_MODEL, verbose_name='của ai')),
            ],
            options={
                'verbose_name': 'việc về bước hai',
                'verbose_name_plural': 'nhật ký bước hai của cán bộ',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mã khôi phục',
                'verbose_name_plural': 'mã khôi phục',
            },
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='tạo lúc')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
                ('ciphertext', models.CharField(editable=False, max_length=160)),
                ('key_id', models.CharField(db_index=True, editable=False, max_length=12)),
                ('last_step', models.BigIntegerField(default=0, editable=False)),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cài lúc')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='authenticators', to=settings.AUTH_USER_MODEL, verbose_name='của ai')),
            ],
            options={
                'verbose_name': 'ứng dụng xác thực',
                'verbose_name_plural': 'ứng dụng xác thực',
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', False)), fields=('user',), name='one_authenticator_a_person'), models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True)), fields=('user',), name='one_pending_authenticator_a_person')],
            },
        ),
    ]
