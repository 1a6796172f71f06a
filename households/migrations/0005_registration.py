import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("regions", "0001_initial"),
        ("households", "0004_contact"),
    ]

    operations = [
        migrations.CreateModel(
            name='RegistrationDraft',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='registration_draft', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('steps', models.JSONField(default=dict, verbose_name='các bước')),
                ('last_step', models.CharField(blank=True, max_length=20, verbose_name='bước sau cùng')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='bắt đầu lúc')),
                ('updated_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False, verbose_name='sửa lúc')),
            ],
            options={
                'verbose_name': 'bản đăng ký dở',
                'verbose_name_plural': 'bản đăng ký dở',
            },
        ),
        migrations.AlterField(
            model_name='household',
            name='verification',
            field=models.CharField(choices=[('waiting', 'Chờ xác minh'), ('verified', 'Đã xác minh'), ('returned', 'Cần bổ sung'), ('merged', 'Đã gộp vào hồ sơ khác')], default='waiting', max_length=10, verbose_name='xác minh'),
        ),
        migrations.AlterField(
            model_name='householdevent',
            name='verification',
            field=models.CharField(choices=[('waiting', 'Chờ xác minh'), ('verified', 'Đã xác minh'), ('returned', 'Cần bổ sung'), ('merged', 'Đã gộp vào hồ sơ khác')], default='waiting', max_length=10, verbose_name='xác minh'),
        ),
        migrations.CreateModel(
            name='FarmPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('width', models.PositiveIntegerField(verbose_name='rộng (điểm ảnh)')),
                ('height', models.PositiveIntegerField(verbose_name='cao (điểm ảnh)')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='gửi lúc')),
                ('household', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='farm_photo', to='households.household', verbose_name='hộ')),
            ],
            options={
                'verbose_name': 'ảnh vườn',
                'verbose_name_plural': 'ảnh vườn',
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='tạo lúc')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='sửa lúc')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang làm')),
                ('appointed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người cử')),
                ('communes', models.ManyToManyField(related_name='team_members', to='regions.commune', verbose_name='xã, phường phụ trách')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team_members', to='accounts.department', verbose_name='sở')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='team_member', to=settings.AUTH_USER_MODEL, verbose_name='người')),
            ],
            options={
                'verbose_name': 'thành viên tổ công nghệ số',
                'verbose_name_plural': 'tổ công nghệ số cộng đồng',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Assistance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_team', models.BooleanField(default=False, verbose_name='tổ công nghệ số ghi')),
                ('how', models.CharField(choices=[('self', 'Tự đánh dấu trên cổng'), ('phone', 'Nói qua điện thoại'), ('paper', 'Ký trên giấy')], max_length=10, verbose_name='chủ hộ đồng ý bằng')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='số phiếu hoặc ghi chú')),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='ghi lúc')),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='chủ hộ nhận lúc')),
                ('answer', models.CharField(blank=True, choices=[('confirmed', 'Đúng cả'), ('corrected', 'Có chỗ phải sửa')], editable=False, max_length=10, verbose_name='chủ hộ trả lời')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='households_registered', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('household', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='assistance', to='households.household', verbose_name='hộ')),
            ],
            options={
                'verbose_name': 'lần ghi giúp',
                'verbose_name_plural': 'lần ghi giúp',
                'indexes': [models.Index(fields=['by', '-id'], name='assistance_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('claimed_at__isnull', True)), models.Q(('claimed_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='claimed_assistance_has_answer'), models.CheckConstraint(condition=models.Q(('how', 'self'), _negated=True), name='assistance_not_by_the_owners_own_hand')],
            },
        ),
        migrations.CreateModel(
            name='FarmPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digital_address', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^[0-9A-Z-]{4,20}$', 'Mã địa chỉ số chỉ gồm chữ cái, số và dấu gạch ngang.')], verbose_name='mã địa chỉ số')),
                ('on_map', models.BooleanField(default=False, verbose_name='hiện trên bản đồ')),
                ('own_latitude', models.FloatField(blank=True, null=True, verbose_name='vĩ độ')),
                ('own_longitude', models.FloatField(blank=True, null=True, verbose_name='kinh độ')),
                ('household', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='farm_place', to='households.household', verbose_name='hộ')),
            ],
            options={
                'verbose_name': 'vị trí vườn',
                'verbose_name_plural': 'vị trí vườn',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('own_latitude__isnull', True), ('own_longitude__isnull', True)), models.Q(('own_latitude__isnull', False), ('own_longitude__isnull', False)), _connector='OR'), name='farmplace_point_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='gộp lúc')),
                ('before', models.JSONField(default=dict, editable=False)),
                ('moved', models.JSONField(default=dict, editable=False)),
                ('filled', models.JSONField(default=dict, editable=False)),
                ('crops', models.JSONField(default=list, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='tách lại lúc')),
                ('dropped', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_dropped', to='households.household', verbose_name='hồ sơ gộp vào')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_kept', to='households.household', verbose_name='hồ sơ giữ lại')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gộp')),
                ('undone_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lần gộp hồ sơ',
                'verbose_name_plural': 'lần gộp hồ sơ',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('kept', models.F('dropped')), _negated=True), name='merge_of_two'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('dropped',), name='household_merged_once')],
            },
        ),
        migrations.CreateModel(
            name='NotDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='xem lúc')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.household')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='households.household')),
            ],
            options={
                'verbose_name': 'hai hộ khác nhau',
                'verbose_name_plural': 'hai hộ khác nhau',
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='not_duplicate_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='not_duplicate_in_order')],
            },
        ),
    ]
