"""`python -m portal1034.local`, run as a newcomer's shell runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from portal1034 import embedded
from portal1034.embedded import EmbeddedServices, Unprivileged
from portal1034.local import Supervisor

ROOT = Path(__file__).resolve().parent.parent
PRINT_URLS = "import os; print(os.environ['DATABASE_URL']); print(os.environ['REDIS_URL'])"


def local(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess:
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"}}
    return subprocess.run(
        [sys.executable, "-m", "portal1034.local", *arguments],
        cwd=ROOT,
        env={**clean, "PORTAL_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_exec_starts_servers_for_a_command_and_stops_them_after(tmp_path):
    query = (
        "import os, psycopg, redis;"
        "print(psycopg.connect(os.environ['DATABASE_URL']).execute('select version()').fetchone()[0]);"
        "print(redis.Redis.from_url(os.environ['REDIS_URL']).ping());"
        "raise SystemExit(7)"
    )
    done = local("exec", "--", sys.executable, "-c", query, data=tmp_path)
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith("PostgreSQL 18")
    assert "True" in done.stdout
    services = EmbeddedServices(tmp_path)
    assert not services._postgres_answers()
    assert not services._redis_answers()
    services.forget()


def test_given_addresses_are_used_and_nothing_is_started(tmp_path):
    given = {"DATABASE_URL": "postgresql://x/y", "REDIS_URL": "redis://z"}
    done = local("exec", "--", sys.executable, "-c", PRINT_URLS, data=tmp_path, **given)
    assert done.stdout.split() == ["postgresql://x/y", "redis://z"]
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_named_with_the_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = local("run", data=tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert f"Cổng {port} đang có chương trình khác dùng" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["tám nghìn", "0", "70000"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    done = local("run", data=tmp_path, PORT=port)
    assert done.returncode == 1
    assert "không phải số cổng" in done.stderr


def test_data_survive_a_stop_and_reset_forgets_them(tmp_path):
    connect = "import os, psycopg; db = psycopg.connect(os.environ['DATABASE_URL'], autocommit=True);"
    make = connect + "db.execute('create table nho (x int)')"
    count = connect + "print(db.execute(\"select to_regclass('nho')\").fetchone())"
    assert local("exec", "--", sys.executable, "-c", make, data=tmp_path).returncode == 0
    assert "nho" in local("exec", "--", sys.executable, "-c", count, data=tmp_path).stdout
    assert local("reset", data=tmp_path).returncode == 0
    assert not tmp_path.exists()


def test_stopping_ends_children_and_grandchildren():
    supervisor = Supervisor(dict(os.environ))
    sleep = "import time; time.sleep(600)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{sleep}']); {sleep}"
    supervisor.start("cha", [sys.executable, "-c", code])
    parent = psutil.Process(supervisor.children[0].process.pid)
    deadline = time.monotonic() + 60
    while not parent.children() and time.monotonic() < deadline:
        time.sleep(0.05)
    family = [parent, *parent.children(recursive=True)]
    assert len(family) == 2
    supervisor.stop()
    _gone, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


def test_a_child_deaf_to_sigterm_is_ended_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr("portal1034.local.STOP_SECONDS", 0.5)
    supervisor = Supervisor(dict(os.environ))
    deaf = tmp_path / "deaf"
    code = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    code += "pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
    supervisor.start("diec", [sys.executable, "-c", code, str(deaf)])
    deadline = time.monotonic() + 60
    while not deaf.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    supervisor.stop()
    assert supervisor.children[0].process.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.geteuid() != 0, reason="chỉ root mới phải nhường PostgreSQL cho người khác chạy")
def test_as_root_closed_folders_stay_closed_and_the_data_go_elsewhere(tmp_path_factory):
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    data = closed / "data"
    services = EmbeddedServices(data, durable=False)
    try:
        services.start()
        assert closed.stat().st_mode & 0o777 == 0o700
        assert closed not in services.pgdata.parents
        assert services.pgdata.stat().st_uid == services.user.uid != 0
    finally:
        services.stop()
        services.forget()
    assert not services.home.exists()


def test_a_folder_others_may_enter_is_reachable(tmp_path):
    me = Unprivileged(os.geteuid(), os.getegid())
    assert me.can_reach(tmp_path)
    if os.geteuid() == 0:
        (tmp_path / "kin").mkdir(mode=0o700)
        assert not Unprivileged(65534, 65534).can_reach(tmp_path / "kin")


def test_a_missing_wheel_is_named():
    with pytest.raises(embedded.EmbeddedError, match="khong_co_goi_nay"):
        embedded._package_folder("khong_co_goi_nay")
