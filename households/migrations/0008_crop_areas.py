import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

# The twin of households.duplicates.bare_name, which tells "Hộ sản xuất" and "Hộ kinh doanh" apart from names too.
_BARE_NAME = r"""
CREATE OR REPLACE FUNCTION portal_bare_name(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        btrim(regexp_replace(portal_fold(value), '[^a-z0-9]+', ' ', 'g')),
        '^((%sho|gia dinh|nha|co so|ong|ba|anh|chi|co|chu|bac) +)+', ''
    )
$$
"""
_WRITE_AGAIN = "UPDATE households_household SET name = name WHERE bare_name LIKE 'san xuat %' OR bare_name LIKE 'kinh doanh %'"
_CONDITION = models.Q(("area_m2__isnull", True), ("area_m2__gt", 0), _connector="OR")


class Migration(migrations.Migration):
    """The crops of a household get an area each; lists of millions get the indexes they are read in the order of.

    The table of crops stays as it is, with one empty column more: nothing is rewritten, the check is tried on the rows
    and the indexes are built without locking anybody out.
    """

    atomic = False

    dependencies = [
        ("commodities", "0001_initial"),
        ("households", "0007_import_kinds"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="HouseholdCrop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "commodity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="commodities.commodity",
                                verbose_name="nông sản",
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="crops",
                                to="households.household",
                                verbose_name="hộ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "nông sản của hộ",
                        "verbose_name_plural": "nông sản của hộ",
                        "db_table": "households_household_commodities",
                        "unique_together": {("household", "commodity")},
                    },
                ),
                migrations.AlterField(
                    model_name="household",
                    name="commodities",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="households",
                        through="households.HouseholdCrop",
                        to="commodities.commodity",
                        verbose_name="nông sản",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="householdcrop",
            name="area_m2",
            field=models.IntegerField(blank=True, null=True, verbose_name="diện tích (m²)"),
        ),
        AddConstraintNotValid(
            model_name="householdcrop",
            constraint=models.CheckConstraint(
                condition=_CONDITION,
                name="crop_area_above_nothing",
                violation_error_message="Diện tích phải lớn hơn 0.",
            ),
        ),
        migrations.AddField(
            model_name="householdmerge",
            name="crop_areas",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.RunSQL(_BARE_NAME % "ho san xuat|ho kinh doanh|", _BARE_NAME % ""),
        migrations.RunSQL(_WRITE_AGAIN, migrations.RunSQL.noop),
        ValidateConstraint(model_name="householdcrop", name="crop_area_above_nothing"),
        AddIndexConcurrently(
            model_name="household",
            index=models.Index(fields=["province", "-created_at", "-id"], name="household_of_province"),
        ),
        AddIndexConcurrently(
            model_name="household",
            index=models.Index(
                condition=models.Q(("verification", "verified")),
                fields=["province", "-verified_at", "-id"],
                name="household_verified",
            ),
        ),
        AddIndexConcurrently(
            model_name="household",
            index=models.Index(
                condition=models.Q(("verification__in", ["waiting", "returned", "merged"])),
                fields=["verification", "-created_at", "-id"],
                name="household_not_verified",
            ),
        ),
    ]
