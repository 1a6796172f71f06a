import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0003_importing"),
        ("accounts", "0002_privacy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("page", models.CharField(blank=True, max_length=120, verbose_name="từ trang")),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_looks",
                        to="households.household",
                        verbose_name="hộ",
                    ),
                ),
                (
                    "viewer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xem",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần xem số điện thoại",
                "verbose_name_plural": "lần xem số điện thoại",
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["household", "-id"], name="contactlook_household"),
                    models.Index(fields=["viewer", "-at"], name="contactlook_viewer"),
                ],
            },
        ),
    ]
