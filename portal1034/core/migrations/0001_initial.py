"""`portal_fold(text)`: the SQL twin of `portal1034.core.text.fold`, immutable so that indexes may use it."""

from django.db import migrations

# normalize(..., NFD) and a strip of the combining marks treats every letter alike, typed composed or not.
CREATE = r"""
CREATE FUNCTION portal_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        normalize(translate(lower(normalize(value, NFC)), 'đĐðÐ', 'dddd'), NFD),
        '[\u0300-\u036f]', '', 'g'
    )
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION portal_fold(text)")]
