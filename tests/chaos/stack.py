"""The portal's processes and servers as things to break: workers to kill, Redis to wipe, PostgreSQL to crash."""

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from portal1034.embedded import EmbeddedServices
from products.models import SyncJob
from tests.journeys.stack import Stack
from tests.sandbox_process import SandboxHandle

WORKERS = ("worker-1", "worker-2")
CELERY = ("-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "-q", "-A", "portal1034")
CALM = {
    "latency_ms": 0,
    "hang_rate": 0,
    "rate_5xx": 0,
    "rate_429": 0,
    "drop_rate": 0,
    "delay_rate": 0,
    "duplicate_webhook": 0,
    "lose_webhook": 0,
    "reorder_webhooks": False,
    "clock_offset_s": 0,
}
# What rages for a while; replies cut after the commit, writes carried out long after, and webhooks repeated, lost and
# reordered always do.
ALWAYS = {
    "drop_rate": 0.05,
    "delay_rate": 0.02,
    "delay_ms": 4_000,
    "duplicate_webhook": 0.3,
    "lose_webhook": 0.1,
    "reorder_webhooks": True,
}
STORMS = (
    {},
    {"rate_5xx": 0.4},
    {"rate_429": 0.4},
    {"latency_ms": 300},
    {"hang_rate": 0.02, "hang_ms": 3_000},
    {"rate_5xx": 1},
    {"clock_offset_s": 200},
    {"rate_5xx": 0.1, "rate_429": 0.1, "latency_ms": 100},
)


class Wreckers:
    """Breaks one thing at a time and counts what it broke in `done`."""

    def __init__(self, stack: Stack, dice: random.Random, folder: Path) -> None:
        self.stack, self.dice, self.done = stack, dice, Counter()
        self.servers = EmbeddedServices(Path(os.environ["PORTAL_DATA"]), durable=True)
        self.folder = folder
        for name in WORKERS:
            self.start_worker(name)
        beat = ("beat", "--loglevel", "warning", "--schedule", str(folder / "beat"), "--pidfile", str(folder / "pid"))
        stack.start("beat", *CELERY, *beat)

    @property
    def sandbox(self) -> SandboxHandle:
        return self.stack.sandbox

    def start_worker(self, name: str) -> None:
        self.stack.start(name, *CELERY, "worker", "--concurrency", "2", "--loglevel", "warning", "-n", f"{name}@%h")

    def kill_worker(self) -> None:
        """SIGKILL to one worker: now a whole one, which somebody starts again, now one of its children."""
        self.tend()
        name = self.dice.choice(WORKERS)
        flying = SyncJob.objects.exclude(leased_until=None).exists()
        children = children_of(self.stack.processes[name].pid)
        if children and self.dice.random() < 0.5:
            os.kill(self.dice.choice(children), signal.SIGKILL)
        else:
            self.stack.kill(name)
            self.start_worker(name)
        self.done["kill -9"] += 1
        self.done["kill -9 in mid-flight"] += flying

    def wipe_redis(self) -> None:
        """By turns: forget everything, crash and come back, stay away for three seconds."""
        kind = self.done["Redis wiped"] % 3
        if kind == 0:
            self.servers._redis().flushall()
        else:
            self.servers._stop_redis()
            time.sleep(0 if kind == 1 else 3)
            self.servers._start_redis()
        self.done["Redis wiped"] += 1

    def crash_postgres(self) -> None:
        """As when the power fails: no goodbye, recovery from the log."""
        stopped = self.servers._run("pg_ctl", "-D", str(self.servers.pgdata), "-m", "immediate", "-w", "stop")
        assert stopped.returncode == 0, stopped.stderr
        self.servers._start_postgres()
        self.done["PostgreSQL crashed"] += 1

    def change_weather(self) -> None:
        for code in ("postmart", "voso"):
            self.sandbox.fault(code, **CALM | ALWAYS | self.dice.choice(STORMS))
        self.done["storms"] += 1

    def stop(self) -> None:
        """The last fault is over: everything works and everybody is at work."""
        for code in ("postmart", "voso"):
            self.sandbox.fault(code, **CALM)
        self.tend()

    def tend(self) -> None:
        """Start again what fell by itself, as the service manager does: Celery gives up when a child dies at birth."""
        for name in WORKERS:
            if self.stack.processes[name].poll() is not None:
                self.stack.kill(name)
                self.start_worker(name)
                self.done["fell and was started again"] += 1


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
