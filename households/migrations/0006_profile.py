from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("households", "0005_registration")]
    operations = []
