"""Orders that move along: confirmed, on their way, returned, compensated."""

import django.utils.timezone
from django.db import migrations, models

RENAMED = {"placed": "new", "completed": "delivered"}


def rename(apps, schema_editor):
    for old, new in RENAMED.items():
        apps.get_model("sandbox", "Order").objects.filter(status=old).update(status=new)


class Migration(migrations.Migration):
    dependencies = [("sandbox", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="status",
            field=models.CharField(
                choices=[
                    ("new", "chờ xác nhận"),
                    ("confirmed", "đã xác nhận"),
                    ("shipping", "đang giao"),
                    ("delivered", "đã giao"),
                    ("returned", "đã trả lại"),
                    ("cancelled", "đã huỷ"),
                    ("compensation", "được đền bù"),
                ],
                default="new",
                max_length=12,
            ),
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
        migrations.AddField("order", "updated_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField("order", "shipped_at", models.DateTimeField(null=True)),
        migrations.AddField("order", "carrier", models.CharField(blank=True, max_length=40)),
        migrations.AddField("order", "shipping_code", models.CharField(blank=True, max_length=40)),
        migrations.AddField("order", "compensation_vnd", models.PositiveBigIntegerField(default=0)),
    ]
