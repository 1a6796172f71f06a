from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commodities", "0001_initial")]
    operations = []
