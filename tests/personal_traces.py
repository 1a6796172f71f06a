"""Looking through a whole database for what names a person."""

import json

from django.contrib.sessions.models import Session
from django.db import connection

TEXT_COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public'
  AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea', 'tsvector', 'ARRAY')
ORDER BY table_name, column_name
"""


def traces_of(*words: str) -> list[str]:
    """Return "table.column: word" for every column of text, JSON or bytes, and every session, that holds a word."""
    with connection.cursor() as cursor:
        cursor.execute(TEXT_COLUMNS)
        columns = cursor.fetchall()
        found = [
            f"{table}.{column}: {word}"
            for table, column in columns
            for word in words
            if _holds(cursor, table, column, word)
        ]
    sessions = [json.dumps(s.get_decoded(), ensure_ascii=False) for s in Session.objects.all()]
    return found + [f"a session: {word}" for word in words for said in sessions if word in said]


def _holds(cursor, table: str, column: str, word: str) -> bool:
    name = connection.ops.quote_name
    said = f"{name(column)}::text"
    if _is_bytes(cursor, table, column):
        said, word = f"convert_from({name(column)}, 'LATIN1')", word.encode().decode("latin1")
    cursor.execute(f"SELECT 1 FROM {name(table)} WHERE position(%s in {said}) > 0 LIMIT 1", [word])  # noqa: S608
    return cursor.fetchone() is not None


def _is_bytes(cursor, table: str, column: str) -> bool:
    query = "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s"
    cursor.execute(query, [table, column])
    return cursor.fetchone()[0] == "bytea"
