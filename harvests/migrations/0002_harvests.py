import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("harvests", "0001_initial")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='harvest',
            name='count_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='harvest',
            name='count_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='harvest',
            name='count_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='harvest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='harvest',
            name='update_update',
        ),
        migrations.AddField(
            model_name='harvest',
            name='actual_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='báo thực thu lúc'),
        ),
        migrations.AddField(
            model_name='harvest',
            name='actual_kg',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='thực thu (kg)'),
        ),
        migrations.AddField(
            model_name='harvest',
            name='asked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hỏi lại lúc'),
        ),
        migrations.AddField(
            model_name='harvest',
            name='gathered_kg',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='đã thu (kg)'),
        ),
        migrations.AddField(
            model_name='harvest',
            name='left_kg',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='còn lại (kg)'),
        ),
        migrations.AddField(
            model_name='harvest',
            name='progress_on',
            field=models.DateField(blank=True, null=True, verbose_name='tiến độ ngày'),
        ),
        migrations.AddField(
            model_name='harvest',
            name='promised_kg',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='khai trước vụ (kg)'),
        ),
        migrations.AddField(
            model_name='harvestevent',
            name='actual_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='báo thực thu lúc'),
        ),
        migrations.AddField(
            model_name='harvestevent',
            name='actual_kg',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='thực thu (kg)'),
        ),
        migrations.AddField(
            model_name='harvestevent',
            name='gathered_kg',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='đã thu (kg)'),
        ),
        migrations.AddField(
            model_name='harvestevent',
            name='left_kg',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='còn lại (kg)'),
        ),
        migrations.AddField(
            model_name='harvestevent',
            name='progress_on',
            field=models.DateField(blank=True, null=True, verbose_name='tiến độ ngày'),
        ),
        migrations.AddField(
            model_name='harvestevent',
            name='promised_kg',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='khai trước vụ (kg)'),
        ),
        migrations.AddIndex(
            model_name='harvest',
            index=models.Index(condition=models.Q(('actual_kg__isnull', False)), fields=['commodity', 'province', 'ends_on'], include=('household', 'volume_kg', 'promised_kg', 'actual_kg'), name='harvest_reported'),
        ),
        migrations.AddIndex(
            model_name='harvest',
            index=models.Index(condition=models.Q(('status__in', ('planned', 'ongoing'))), fields=['confirmed_at'], name='harvest_to_ask'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harvest',
            trigger=pgtrigger.compiler.Trigger(name='count_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            WITH changed AS (SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('planned', 'ongoing'))\n            INSERT INTO harvests_calendarcell AS cell\n                (commodity_id, province_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, changed.province_id, share.ordinal, sum(changed.sign * share.kg), sum(changed.sign), 0, 0\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            WHERE changed.province_id IS NOT NULL\n            GROUP BY 1, 2, 3\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2, 3\n            ON CONFLICT (commodity_id, province_id, dekad) DO UPDATE SET\n                supply_kg = cell.supply_kg + EXCLUDED.supply_kg,\n                harvest_count = cell.harvest_count + EXCLUDED.harvest_count;\n\n            WITH changed AS (SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('planned', 'ongoing'))\n            INSERT INTO harvests_countrycell AS cell\n                (commodity_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, share.ordinal, sum(changed.sign * share.kg), sum(changed.sign), 0, 0\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            \n            GROUP BY 1, 2\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2\n            ON CONFLICT (commodity_id, dekad) DO UPDATE SET\n                supply_kg = cell.supply_kg + EXCLUDED.supply_kg,\n                harvest_count = cell.harvest_count + EXCLUDED.harvest_count;\nRETURN NULL;", hash='3a51006db578cdf7d2e9b1f2927930cee63090f5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_count_insert_47660', referencing='REFERENCING NEW TABLE AS new_values ', table='harvests_harvest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harvest',
            trigger=pgtrigger.compiler.Trigger(name='count_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            WITH changed AS (SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('planned', 'ongoing') UNION ALL SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('planned', 'ongoing'))\n            INSERT INTO harvests_calendarcell AS cell\n                (commodity_id, province_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, changed.province_id, share.ordinal, sum(changed.sign * share.kg), sum(changed.sign), 0, 0\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            WHERE changed.province_id IS NOT NULL\n            GROUP BY 1, 2, 3\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2, 3\n            ON CONFLICT (commodity_id, province_id, dekad) DO UPDATE SET\n                supply_kg = cell.supply_kg + EXCLUDED.supply_kg,\n                harvest_count = cell.harvest_count + EXCLUDED.harvest_count;\n\n            WITH changed AS (SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, 1 AS sign FROM new_values WHERE status IN ('planned', 'ongoing') UNION ALL SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('planned', 'ongoing'))\n            INSERT INTO harvests_countrycell AS cell\n                (commodity_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, share.ordinal, sum(changed.sign * share.kg), sum(changed.sign), 0, 0\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            \n            GROUP BY 1, 2\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2\n            ON CONFLICT (commodity_id, dekad) DO UPDATE SET\n                supply_kg = cell.supply_kg + EXCLUDED.supply_kg,\n                harvest_count = cell.harvest_count + EXCLUDED.harvest_count;\nRETURN NULL;", hash='345f7d0d36aed77e592caebf0ab907f5cf7c401c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_count_update_556d0', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='harvests_harvest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harvest',
            trigger=pgtrigger.compiler.Trigger(name='count_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            WITH changed AS (SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('planned', 'ongoing'))\n            INSERT INTO harvests_calendarcell AS cell\n                (commodity_id, province_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, changed.province_id, share.ordinal, sum(changed.sign * share.kg), sum(changed.sign), 0, 0\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            WHERE changed.province_id IS NOT NULL\n            GROUP BY 1, 2, 3\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2, 3\n            ON CONFLICT (commodity_id, province_id, dekad) DO UPDATE SET\n                supply_kg = cell.supply_kg + EXCLUDED.supply_kg,\n                harvest_count = cell.harvest_count + EXCLUDED.harvest_count;\n\n            WITH changed AS (SELECT commodity_id, province_id, coalesce(left_kg, volume_kg) AS volume_kg, greatest(starts_on, progress_on) AS starts_on, ends_on, -1 AS sign FROM old_values WHERE status IN ('planned', 'ongoing'))\n            INSERT INTO harvests_countrycell AS cell\n                (commodity_id, dekad, supply_kg, harvest_count, demand_kg, request_count)\n            SELECT changed.commodity_id, share.ordinal, sum(changed.sign * share.kg), sum(changed.sign), 0, 0\n            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share\n            \n            GROUP BY 1, 2\n            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0\n            ORDER BY 1, 2\n            ON CONFLICT (commodity_id, dekad) DO UPDATE SET\n                supply_kg = cell.supply_kg + EXCLUDED.supply_kg,\n                harvest_count = cell.harvest_count + EXCLUDED.harvest_count;\nRETURN NULL;", hash='5328922cc45053028b6f66f32bc78e759bc09844', level='STATEMENT', operation='DELETE', pgid='pgtrigger_count_delete_78d5d', referencing='REFERENCING OLD TABLE AS old_values ', table='harvests_harvest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harvest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "harvests_harvestevent" ("actual_at", "actual_kg", "commodity_id", "confirmed_at", "created_at", "ends_on", "gathered_kg", "household_id", "id", "left_kg", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_vnd", "progress_on", "promised_kg", "province_id", "starts_on", "status", "updated_at", "volume_kg") VALUES (NEW."actual_at", NEW."actual_kg", NEW."commodity_id", NEW."confirmed_at", NEW."created_at", NEW."ends_on", NEW."gathered_kg", NEW."household_id", NEW."id", NEW."left_kg", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_vnd", NEW."progress_on", NEW."promised_kg", NEW."province_id", NEW."starts_on", NEW."status", NEW."updated_at", NEW."volume_kg"); RETURN NULL;', hash='9526a0430f0eb031ab2f6bba3192aceeefd93a6e', operation='INSERT', pgid='pgtrigger_insert_insert_886f3', table='harvests_harvest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harvest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."actual_at" IS DISTINCT FROM (NEW."actual_at") OR OLD."actual_kg" IS DISTINCT FROM (NEW."actual_kg") OR OLD."commodity_id" IS DISTINCT FROM (NEW."commodity_id") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."gathered_kg" IS DISTINCT FROM (NEW."gathered_kg") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."left_kg" IS DISTINCT FROM (NEW."left_kg") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."price_vnd" IS DISTINCT FROM (NEW."price_vnd") OR OLD."progress_on" IS DISTINCT FROM (NEW."progress_on") OR OLD."promised_kg" IS DISTINCT FROM (NEW."promised_kg") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."volume_kg" IS DISTINCT FROM (NEW."volume_kg"))', func='INSERT INTO "harvests_harvestevent" ("actual_at", "actual_kg", "commodity_id", "confirmed_at", "created_at", "ends_on", "gathered_kg", "household_id", "id", "left_kg", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_vnd", "progress_on", "promised_kg", "province_id", "starts_on", "status", "updated_at", "volume_kg") VALUES (NEW."actual_at", NEW."actual_kg", NEW."commodity_id", NEW."confirmed_at", NEW."created_at", NEW."ends_on", NEW."gathered_kg", NEW."household_id", NEW."id", NEW."left_kg", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_vnd", NEW."progress_on", NEW."promised_kg", NEW."province_id", NEW."starts_on", NEW."status", NEW."updated_at", NEW."volume_kg"); RETURN NULL;', hash='1015a086c9c8462dc267fa0b0be6d97887eb291b', operation='UPDATE', pgid='pgtrigger_update_update_934c4', table='harvests_harvest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='harvest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gathered_kg', None), ('left_kg', None), ('progress_on', None)), models.Q(('gathered_kg__isnull', False), ('left_kg__gt', 0), ('left_kg__isnull', False), ('progress_on__isnull', False), ('progress_on__lte', models.F('ends_on'))), _connector='OR'), name='harvest_progress_whole', violation_error_message='Tiến độ gồm đã thu bao nhiêu, còn bao nhiêu và ngày nào, trong đợt thu hoạch.'),
        ),
        migrations.AddConstraint(
            model_name='harvest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('actual_at', None), ('actual_kg', None)), models.Q(('actual_at__isnull', False), ('actual_kg__isnull', False)), _connector='OR'), name='harvest_actual_is_dated'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='harvest',
            name='take_province',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harvest',
            trigger=pgtrigger.compiler.Trigger(name='take_province', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                    SELECT province_id INTO NEW.province_id FROM households_household WHERE id = NEW.household_id\n                    FOR SHARE;\n                    RETURN NEW;\n                ', hash='ebeaf559f45d7a28b13e6637a20401b6b8273d5b', operation='INSERT OR UPDATE OF "household_id", "province_id"', pgid='pgtrigger_take_province_b073a', table='harvests_harvest', when='BEFORE')),
        ),
        # Cells are rewritten with every declaration: they are vacuumed by thousands of dead rows, not by a fifth of all.
        migrations.RunSQL(
            sql=[
                f"ALTER TABLE {table} SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, "
                "autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0.05)"
                for table in ("harvests_calendarcell", "harvests_countrycell")
            ],
            reverse_sql=[
                f"ALTER TABLE {table} RESET (fillfactor, autovacuum_vacuum_scale_factor, "
                "autovacuum_vacuum_threshold, autovacuum_analyze_scale_factor)"
                for table in ("harvests_calendarcell", "harvests_countrycell")
            ],
        ),
    ]
