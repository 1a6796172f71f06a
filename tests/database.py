"""One migrated database, made once and copied for every pytest process.

Migrating takes half a minute of processor time and copying a second. The template's name carries a fingerprint of
every migration and of the locked libraries, and a test database that was copied from another is made anew, so
nobody has to remember `--create-db`.
"""

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

ROOT = Path(__file__).resolve().parent.parent
# Any constant will do, as long as nothing else on the server locks it.
TEMPLATE_LOCK = 10_34_73_77
MIGRATE_AND_LOAD = """
import django
from django.core.management import call_command
django.setup()
for command in ("migrate", "load_regions", "load_commodities"):
    call_command(command, verbosity=0)
"""


def fingerprint() -> str:
    digest = hashlib.sha256()
    migrations = [path for path in ROOT.glob("**/migrations/*.py") if ".venv" not in path.parts]
    for path in sorted([*migrations, ROOT / "requirements" / "base.txt"]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template_name() -> str:
    return f"portal_template_{fingerprint()}"


def ensure_template() -> str:
    """Make the template if this server has none, one process at a time, and return its name."""
    name = template_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        try:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                make_template(cursor, name)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
    return name


def make_template(cursor, name: str) -> None:
    """Migrate and load a new database, and forget the templates of earlier migrations."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal\\_template\\_%'")
    for (old,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    building = f"{name}_building"
    cursor.execute(f'CREATE DATABASE "{building}" TEMPLATE template0')
    environment = {
        **os.environ,
        "DATABASE_URL": address_of(building),
        "DJANGO_SETTINGS_MODULE": "portal1034.settings.test",
    }
    subprocess.run([sys.executable, "-c", MIGRATE_AND_LOAD], cwd=ROOT, env=environment, check=True)
    cursor.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def address_of(database: str) -> str:
    address, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{address.rsplit('/', 1)[0]}/{database}" + (f"?{query}" if query else "")


def copied_from(database: str) -> str | None:
    """The template that `database` was copied from, as written in its comment; None when it does not exist."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database])
        found = cursor.fetchone()
    return found and found[0]


def pytest_sessionstart(session):
    """Begin with the template at once: the processes that will copy it start and collect their tests meanwhile."""
    if "DATABASE_URL" not in os.environ or hasattr(session.config, "workerinput"):
        return

    def make() -> None:
        with session.config.stash[blocking_manager_key].unblock():
            ensure_template()
            connection.close()

    making = threading.Thread(target=make, name="template")
    making.start()
    if not session.config.getoption("numprocesses", None):
        making.join()


@pytest.fixture(scope="session")
def django_db_createdb(request, django_db_modify_db_settings, django_db_blocker) -> bool:
    """Whether the test database is made anew: when asked, and when its template is not the one of today."""
    with django_db_blocker.unblock():
        ours = connection.creation._get_test_db_name()
        anew = request.config.getvalue("create_db") or copied_from(ours) != template_name()
        if anew:
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = ensure_template()
            connection.settings_dict["TEST"]["TEMPLATE"] = settings.DATABASES["default"]["TEST"]["TEMPLATE"]
    return anew


def remember_template() -> None:
    """Write today's template into the comment of the database this process tests on."""
    with connection.cursor() as cursor:
        ours = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {ours} IS '{template_name()}'")
