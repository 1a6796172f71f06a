from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """All that is told of a dekad in one index, so that the calendar reads no table; built while people write."""

    atomic = False

    dependencies = [("harvests", "0006_watches")]

    operations = [
        AddIndexConcurrently(
            model_name="calendarcell",
            index=models.Index(
                fields=["dekad", "commodity", "province"],
                include=("supply_kg", "harvest_count", "demand_kg", "request_count"),
                name="calendarcell_dekad_told",
            ),
        ),
        RemoveIndexConcurrently(model_name="calendarcell", name="calendarcell_dekad"),
    ]
