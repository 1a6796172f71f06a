from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("products", "0003_orders")]
    operations = []
