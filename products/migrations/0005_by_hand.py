import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0004_pump"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sms', 'Nhắn SMS'), ('call', 'Gọi điện')], max_length=8, verbose_name='bằng')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                ('day', models.DateField(default=django.utils.timezone.localdate, verbose_name='ngày')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='ghi chú')),
            ],
            options={
                'verbose_name': 'lần nhắc hộ',
                'verbose_name_plural': 'các lần nhắc hộ',
            },
        ),
        migrations.CreateModel(
            name='TrafficMinute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marketplace', models.CharField(choices=[('postmart', 'Postmart'), ('voso', 'Voso')], max_length=16, verbose_name='sàn')),
                ('minute', models.DateTimeField(verbose_name='phút')),
                ('requests', models.PositiveIntegerField(default=0, verbose_name='lượt gọi')),
                ('accepted', models.PositiveIntegerField(default=0, verbose_name='tin sàn nhận')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='tin sàn trả lại')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='lượt hỏng')),
            ],
            options={
                'verbose_name': 'nhịp gửi',
                'verbose_name_plural': 'nhịp gửi',
            },
        ),
        migrations.AddField(
            model_name='listing',
            name='by_hand_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='đăng bằng tay lúc'),
        ),
        migrations.AddField(
            model_name='listing',
            name='by_hand_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đăng bằng tay'),
        ),
        migrations.AddField(
            model_name='listing',
            name='cause',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='listing',
            name='trouble_since',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='vướng từ'),
        ),
        # What is stuck today has been so at least since it was last written; from here on the trigger keeps both.
        migrations.RunSQL(
            "UPDATE products_listing SET cause = left(coalesce(problem ->> 'code', ''), 40), trouble_since = updated_at "
            "WHERE delivery IN ('needs_household', 'needs_officer', 'retrying')",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(condition=models.Q(('delivery__in', ['needs_household', 'needs_officer', 'retrying'])), fields=['marketplace', 'cause', 'trouble_since', 'id'], include=('delivery', 'product'), name='listing_trouble'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(fields=['marketplace', '-id'], name='webhook_newest'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(condition=models.Q(('applied_at', None), models.Q(('problem', ''), _negated=True)), fields=['marketplace'], name='webhook_dead'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='listing',
            trigger=pgtrigger.compiler.Trigger(name='follow_trouble', sql=pgtrigger.compiler.UpsertTriggerSql(func="\nNEW.cause := '';\nIF NEW.delivery IN ('needs_household', 'needs_officer', 'retrying') THEN\n    NEW.cause := left(coalesce(NEW.problem ->> 'code', ''), 40);\n    NEW.trouble_since := CASE TG_OP WHEN 'UPDATE' THEN coalesce(OLD.trouble_since, now()) ELSE now() END;\nELSIF NEW.delivery IN ('queued', 'sending') THEN\n    NEW.trouble_since := CASE TG_OP WHEN 'UPDATE' THEN OLD.trouble_since END;\nELSE\n    NEW.trouble_since := NULL;\nEND IF;\nRETURN NEW;\n", hash='5b770d9c9ccfe5b759c68e90a03e079541af0d9f', operation='INSERT OR UPDATE', pgid='pgtrigger_follow_trouble_81b6a', table='products_listing', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(condition=models.Q(('by_hand_at__isnull', False), models.Q(('remote_id', ''), _negated=True)), fields=('marketplace', 'remote_id'), name='one_page_per_listing_by_hand', violation_error_message='Đường dẫn này đã ghi cho một sản phẩm khác.'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cán bộ'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='households.household', verbose_name='hộ'),
        ),
        migrations.AddConstraint(
            model_name='trafficminute',
            constraint=models.UniqueConstraint(fields=('marketplace', 'minute'), name='traffic_one_row_a_minute'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['household', 'kind', '-at'], name='reminder_newest'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'sms')), fields=('household', 'day'), name='one_reminding_text_a_day', violation_error_message='Hôm nay đã nhắn cho hộ này rồi.'),
        ),
    ]
