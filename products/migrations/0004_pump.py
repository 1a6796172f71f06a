from django.db import migrations, models


class Migration(migrations.Migration):
    """Waiting jobs keep their numbers: a job only says "make it match", and the order among a few does no harm."""

    dependencies = [("products", "0003_orders")]
    operations = [
        migrations.AlterField(
            model_name="syncjob",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Rút đồng ý"),
                    (1, "Gỡ tin"),
                    (2, "Sửa tin đang bán"),
                    (3, "Có người chờ"),
                    (4, "Sửa chỗ lệch"),
                    (5, "Hàng loạt"),
                ],
                default=3,
                verbose_name="ưu tiên",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="revision",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="marketplacehealth",
            name="full_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="không nhận tin mới đến"),
        ),
        migrations.AddField(
            model_name="marketplacehealth",
            name="full_reason",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=300),
        ),
    ]
