"""The bare name of a household beside its name, so that doubles are found by an index; its history does without.
Two people with one citizen's number, found as the number is written. Who typed in a certificate for a household."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The twin of households.duplicates.bare_name, immutable so that a column may be made of it.
BARE_NAME = r"""
CREATE FUNCTION portal_bare_name(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        btrim(regexp_replace(portal_fold(value), '[^a-z0-9]+', ' ', 'g')),
        '^((ho|gia dinh|nha|co so|ong|ba|anh|chi|co|chu|bac) +)+', ''
    )
$$;
"""

# Two who write one number at once wait for each other, so that the second finds the first.
SAME_PERSON = """
CREATE FUNCTION households_find_same_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM households_sameperson WHERE first_id = NEW.id OR second_id = NEW.id;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.index, 1034));
    INSERT INTO households_sameperson (first_id, second_id)
    SELECT LEAST(twin.id, NEW.id), GREATEST(twin.id, NEW.id)
    FROM accounts_identity AS twin WHERE twin.index = NEW.index AND twin.id <> NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER households_same_person_new AFTER INSERT ON accounts_identity
FOR EACH ROW EXECUTE FUNCTION households_find_same_person();
CREATE TRIGGER households_same_person_changed AFTER UPDATE OF index ON accounts_identity
FOR EACH ROW WHEN (OLD.index IS DISTINCT FROM NEW.index) EXECUTE FUNCTION households_find_same_person();
INSERT INTO households_sameperson (first_id, second_id)
SELECT one.id, two.id FROM accounts_identity AS one
JOIN accounts_identity AS two ON two.index = one.index AND two.id > one.id;
"""
SAME_PERSON_BACK = """
DROP TRIGGER households_same_person_new ON accounts_identity;
DROP TRIGGER households_same_person_changed ON accounts_identity;
DROP FUNCTION households_find_same_person();
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0005_registration"), ("core", "0001_initial"), ("accounts", "0002_privacy")]

    operations = [
        migrations.RunSQL(BARE_NAME, "DROP FUNCTION portal_bare_name(text)"),
        migrations.CreateModel(
            name='SamePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'hai người một số căn cước',
                'verbose_name_plural': 'hai người một số căn cước',
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='household',
            name='update_update',
        ),
        migrations.RemoveIndex(
            model_name='household',
            name='household_commune',
        ),
        migrations.AddField(
            model_name='household',
            name='bare_name',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='portal_bare_name', output_field=models.TextField()), output_field=models.TextField()),
        ),
        migrations.AlterField(
            model_name='household',
            name='commune',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='households', to='regions.commune', verbose_name='xã, phường'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['commune', 'bare_name', 'id'], include=('owner', 'verification'), name='household_commune_name'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address_line" IS DISTINCT FROM (NEW."address_line") OR OLD."address_typed" IS DISTINCT FROM (NEW."address_typed") OR OLD."area_m2" IS DISTINCT FROM (NEW."area_m2") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."commune_id" IS DISTINCT FROM (NEW."commune_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."form_key" IS DISTINCT FROM (NEW."form_key") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."story" IS DISTINCT FROM (NEW."story") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."verification" IS DISTINCT FROM (NEW."verification") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id"))', func='INSERT INTO "households_householdevent" ("address_line", "address_typed", "area_m2", "code", "commune_id", "created_at", "form_key", "id", "name", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "return_reason", "story", "updated_at", "verification", "verified_at", "verified_by_id") VALUES (NEW."address_line", NEW."address_typed", NEW."area_m2", NEW."code", NEW."commune_id", NEW."created_at", NEW."form_key", NEW."id", NEW."name", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."province_id", NEW."return_reason", NEW."story", NEW."updated_at", NEW."verification", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;', hash='cb0888fcbe88712866c997af87a7830e36d0fc70', operation='UPDATE', pgid='pgtrigger_update_update_d279e', table='households_household', when='AFTER')),
        ),
        migrations.AddField(
            model_name='sameperson',
            name='first',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.identity'),
        ),
        migrations.AddField(
            model_name='sameperson',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.identity'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='same_person_once'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='same_person_in_order'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='certificate',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='certificate',
            name='update_update',
        ),
        migrations.AddField(
            model_name='certificate',
            name='recorded_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi giúp'),
        ),
        migrations.AddField(
            model_name='certificateevent',
            name='recorded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi giúp'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "households_certificateevent" ("created_at", "document_kind", "expires_on", "household_id", "id", "issued_on", "issuer", "kind", "market", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "return_reason", "stars", "state", "updated_at", "verified_at", "verified_by_id") VALUES (NEW."created_at", NEW."document_kind", NEW."expires_on", NEW."household_id", NEW."id", NEW."issued_on", NEW."issuer", NEW."kind", NEW."market", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_by_id", NEW."return_reason", NEW."stars", NEW."state", NEW."updated_at", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;', hash='3adc050e5a796f531e7e9aeac0ee2e92d2e029b9', operation='INSERT', pgid='pgtrigger_insert_insert_9756a', table='households_certificate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."document_kind" IS DISTINCT FROM (NEW."document_kind") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."issuer" IS DISTINCT FROM (NEW."issuer") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."market" IS DISTINCT FROM (NEW."market") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."stars" IS DISTINCT FROM (NEW."stars") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id"))', func='INSERT INTO "households_certificateevent" ("created_at", "document_kind", "expires_on", "household_id", "id", "issued_on", "issuer", "kind", "market", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_by_id", "return_reason", "stars", "state", "updated_at", "verified_at", "verified_by_id") VALUES (NEW."created_at", NEW."document_kind", NEW."expires_on", NEW."household_id", NEW."id", NEW."issued_on", NEW."issuer", NEW."kind", NEW."market", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_by_id", NEW."return_reason", NEW."stars", NEW."state", NEW."updated_at", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;', hash='a93d3a9cbb634d2409be3a732714be86cb4253de', operation='UPDATE', pgid='pgtrigger_update_update_22bf0', table='households_certificate', when='AFTER')),
        ),
        migrations.RunSQL(SAME_PERSON, SAME_PERSON_BACK),
    ]
