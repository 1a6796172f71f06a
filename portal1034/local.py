"""The whole portal on one machine.

    python -m portal1034.local run            everything: PostgreSQL, Redis, web, worker, beat, sandbox, demo data
    python -m portal1034.local exec -- CMD    run CMD with DATABASE_URL and REDIS_URL pointing at the embedded servers
    python -m portal1034.local reset          forget the embedded data

Environment: PORT (8000), SANDBOX_PORT (PORT + 101), PORTAL_DATA (.data), PORTAL_SEED=0 (no demo data);
DATABASE_URL and REDIS_URL, when set, are used instead of the embedded servers.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal1034.embedded import EmbeddedError, EmbeddedServices

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 20


class LocalError(RuntimeError):
    """Something the person at the keyboard can mend; the message is the sentence to show."""


class Stopped(BaseException):
    """SIGTERM or SIGINT arrived."""


def data_folder() -> Path:
    return Path(os.environ.get("PORTAL_DATA") or ROOT / ".data").resolve()


@contextmanager
def services(*, durable: bool = True) -> Iterator[dict[str, str]]:
    """Yield the environment with DATABASE_URL and REDIS_URL; start embedded servers for those that are not set."""
    environment = dict(os.environ)
    given = {name for name in ("DATABASE_URL", "REDIS_URL") if environment.get(name)}
    if given == {"DATABASE_URL", "REDIS_URL"}:
        yield environment
        return
    embedded = EmbeddedServices(data_folder(), durable=durable)
    try:
        embedded.start(postgres="DATABASE_URL" not in given, redis="REDIS_URL" not in given)
        environment.setdefault("DATABASE_URL", embedded.database_url)
        environment.setdefault("REDIS_URL", embedded.redis_url)
        yield environment
    finally:
        embedded.stop()


@dataclass
class Child:
    name: str
    process: subprocess.Popen


class Supervisor:
    """Starts the portal's processes, each in a group of its own, and ends every one of them, grandchildren too."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.children: list[Child] = []

    def start(self, name: str, command: list[str], **extra: str) -> None:
        process = subprocess.Popen(command, cwd=ROOT, env={**self.environment, **extra}, start_new_session=True)
        self.children.append(Child(name, process))

    def fallen(self) -> Child | None:
        return next((child for child in self.children if child.process.poll() is not None), None)

    def stop(self) -> None:
        for child in self.children:
            self._signal(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass  # ended for good just below, together with whatever its group left behind
            self._signal(child, signal.SIGKILL)
            child.process.wait()

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        try:
            os.killpg(child.process.pid, number)
        except ProcessLookupError:
            return


def check_port(port: int, variable: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalError(
                f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: {variable}=8010 make run"
            ) from error


def read_port(variable: str, default: int) -> int:
    raw = os.environ.get(variable) or str(default)
    if not raw.isdigit() or not 1 <= int(raw) <= 65535:
        raise LocalError(f"{variable}={raw!r} không phải số cổng (1–65535).")
    return int(raw)


def manage(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment)
    if done.returncode:
        raise LocalError(f"Lệnh `manage.py {' '.join(arguments)}` không xong; lý do ở ngay trên.")


def local_environment(environment: dict[str, str], port: int, sandbox_port: int) -> dict[str, str]:
    """Development settings and the sandbox's addresses and keys, made once a data folder and kept there."""
    data = data_folder()
    secret = data / "sandbox-secret"
    if not secret.exists():
        data.mkdir(parents=True, exist_ok=True)
        secret.write_text(secrets.token_hex(16))
        secret.chmod(0o600)
    key = secret.read_text().strip()
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    defaults = {
        "DJANGO_SETTINGS_MODULE": "portal1034.settings.dev",
        "PUBLIC_URL": f"http://localhost:{port}",
        "MARKETPLACE_MEDIA_URL": f"http://127.0.0.1:{port}",
        "MEDIA_ROOT": str(data / "media"),
        "POSTMART_API_URL": f"{sandbox}/postmart/api",
        "POSTMART_SHOP_KEY": "cong1034",
        "POSTMART_SECRET_KEY": key,
        "VOSO_API_URL": f"{sandbox}/voso/api",
        "VOSO_PARTNER_ID": "cong1034",
        "VOSO_PARTNER_SECRET": key,
        "SANDBOX_PORT": str(sandbox_port),
        "SANDBOX_POSTMART_KEY": "cong1034",
        "SANDBOX_POSTMART_SECRET": key,
        "SANDBOX_VOSO_PARTNER": "cong1034",
        "SANDBOX_VOSO_SECRET": key,
        "SANDBOX_DB": str(data / "sandbox.sqlite3"),
        "SANDBOX_MEDIA": str(data / "sandbox-media"),
        "MARKETPLACE_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **environment}


def start_everything(supervisor: Supervisor, port: int) -> None:
    python = sys.executable
    supervisor.start("sandbox", [python, "-m", "portal1034.sandbox"])
    supervisor.start(
        "web",
        [
            *(python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--process-name", "cong1034-web"),
            *("--log-level", "warning", "portal1034.wsgi:application"),
        ],
        DATABASE_POOL="1",
    )
    # Quiet: its banner, and its warning that root runs it, say nothing to someone who typed `make run`.
    celery = [python, "-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "-q", "-A", "portal1034"]
    supervisor.start(
        "worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "warning", "-n", f"local-{port}@%h"]
    )
    schedule = data_folder() / "celerybeat-schedule"
    pidfile = data_folder() / "celerybeat.pid"
    pidfile.unlink(missing_ok=True)  # left over when the machine lost power; ours by the port check above
    supervisor.start(
        "beat", [*celery, "beat", "--loglevel", "warning", "--schedule", str(schedule), "--pidfile", str(pidfile)]
    )


def wait_until_ready(supervisor: Supervisor, url: str, seconds: int = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if child := supervisor.fallen():
            raise LocalError(f"Tiến trình {child.name} dừng ngay khi khởi động; lý do ở ngay trên.")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise LocalError(f"{url} chưa trả lời sau {seconds} giây.")


def run() -> int:
    port = read_port("PORT", 8000)
    sandbox_port = read_port("SANDBOX_PORT", min(port + 101, 65535))
    check_port(port, "PORT")
    check_port(sandbox_port, "SANDBOX_PORT")
    print("Đang chuẩn bị PostgreSQL và Redis…", flush=True)
    with services() as given:
        environment = local_environment(given, port, sandbox_port)
        manage(environment, "migrate", "--no-input", "-v", "0")
        manage(environment, "load_regions", "-v", "0")
        manage(environment, "load_commodities", "-v", "0")
        manage(environment, "load_words", "-v", "0")
        supervisor = Supervisor(environment)
        try:
            start_everything(supervisor, port)
            wait_until_ready(supervisor, f"http://127.0.0.1:{port}/healthz")
            if os.environ.get("PORTAL_SEED", "1") != "0":
                manage(environment, "seed_demo")
            manage(environment, "show_demo", "--port", str(port), "--sandbox-port", str(sandbox_port))
            while not (child := supervisor.fallen()):
                time.sleep(0.5)
            raise LocalError(f"Tiến trình {child.name} đã dừng (mã {child.process.returncode}); đang tắt cả cổng.")
        finally:
            print("\nĐang dừng…", flush=True)
            supervisor.stop()


def run_until_stopped() -> int:
    """Ctrl-C is how one leaves: that is success."""
    try:
        return run()
    except Stopped:
        print("Đã dừng. Dữ liệu còn nguyên cho lần sau.")
        return 0


def execute(command: list[str]) -> int:
    if not command:
        raise LocalError("Thiếu lệnh: python -m portal1034.local exec -- LỆNH")
    with services(durable=os.environ.get("PORTAL_DURABLE") == "1") as environment:
        process = subprocess.Popen(command, env=environment)
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def reset() -> int:
    data = data_folder()
    if data.exists():
        EmbeddedServices(data).forget()
        shutil.rmtree(data)
    print("Đã xóa dữ liệu trên máy này. `make run` sẽ dựng lại từ đầu.")
    return 0


def main(arguments: list[str]) -> int:
    def stop(_number, _frame):
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        match arguments:
            case ["run"]:
                return run_until_stopped()
            case ["exec", "--", *command] | ["exec", *command]:
                return execute(command)
            case ["reset"]:
                return reset()
            case _:
                print(__doc__)
                return 2
    except (LocalError, EmbeddedError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except Stopped:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
