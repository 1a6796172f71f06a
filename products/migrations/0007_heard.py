import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

# Until now the time of the row's last change stood for the time we last heard of the order.
HEARD = "UPDATE products_order SET heard_at = updated_at"


class Migration(migrations.Migration):
    dependencies = [("products", "0006_season")]
    operations = [
        migrations.RemoveConstraint(model_name='orderline', name='order_line_once'),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('order', 'listing', 'price_vnd'), name='order_line_once_per_price'),
        ),
        migrations.AddField(
            model_name='order',
            name='heard_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='nghe tin lúc'),
        ),
        migrations.RunSQL(HEARD, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('status__in', ['confirmed', 'new', 'shipping'])), fields=['marketplace', 'heard_at', 'id'], name='order_silent'),
        ),
        migrations.AddField(
            model_name='syncjob',
            name='moment',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
