from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0006_profile")]
    operations = [
        migrations.AddField(
            model_name="importrun",
            name="choices",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="importrun",
            name="options",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
