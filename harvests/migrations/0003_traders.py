from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("harvests", "0002_harvests")]
    operations = []
