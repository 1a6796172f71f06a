"""Which write about a listing was the latest, so that one that arrives late undoes nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sandbox", "0002_orders")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("marketplace", models.CharField(choices=[("postmart", "Postmart"), ("voso", "Voso")], max_length=10)),
                ("external_id", models.CharField(max_length=64)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("marketplace", "external_id"), name="one_revision_per_listing"
                    )
                ]
            },
        ),
    ]
