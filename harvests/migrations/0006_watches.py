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
        # A deal holds until both agree to another version. Where one side had reopened it, it is being changed; where
        # one side had called it off, or its outcome is told, it stands. The checks of the keys come before the tables
        # are altered.
        migrations.AlterField(
            model_name="offer",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Đang trao đổi"),
                    ("agreed", "Đã thống nhất"),
                    ("changing", "Đã thống nhất, đang bàn đổi"),
                    ("declined", "Không mua bán"),
                    ("closed", "Đã khép lại"),
                ],
                default="open",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.RemoveConstraint(model_name="offer", name="offer_status_known"),
        migrations.RemoveConstraint(model_name="offer", name="offer_outcome_of_a_deal"),
        migrations.RunSQL(
            "UPDATE harvests_offer SET status = 'changing', decided_at = coalesce(decided_at, last_message_at)"
            " WHERE deal_id IS NOT NULL AND deal_id <> terms_id AND status = 'open' AND outcome_state = '';"
            "UPDATE harvests_offer SET status = 'agreed', terms_id = deal_id, agreed_by_trader = true,"
            " agreed_by_household = true, decided_at = coalesce(decided_at, last_message_at)"
            " WHERE deal_id IS NOT NULL AND status NOT IN ('agreed', 'changing');"
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;",
            "UPDATE harvests_offer SET status = 'open' WHERE status = 'changing';",
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "agreed", "changing", "declined", "closed"])),
                name="offer_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome_state", ""),
                    models.Q(("concluded_on__isnull", False), ("status", "agreed")),
                    _connector="OR",
                ),
                name="offer_outcome_of_a_deal",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deal__isnull", True), models.Q(("status__in", ("agreed", "changing")), _negated=True)
                    ),
                    models.Q(("deal__isnull", False), ("status", "agreed")),
                    models.Q(
                        ("deal__isnull", False),
                        ("status", "changing"),
                        ("terms__isnull", False),
                        models.Q(("deal", models.F("terms")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="offer_deal_holds",
                violation_error_message="Điều hai bên đã thống nhất còn nguyên cho đến khi cả hai đồng ý bản khác.",
            ),
        ),
    ]
