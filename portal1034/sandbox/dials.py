"""The fault dials: what goes wrong on purpose, per marketplace, and the seeded dice that decide when.

They live in memory: the sandbox is one process, and a restart is the plainest reset.
"""

import random
import threading
from dataclasses import asdict, dataclass, field, fields, replace
from fnmatch import fnmatch


def _dial(default, label: str):
    return field(default=default, metadata={"label": label})


@dataclass(frozen=True)
class Dials:
    """Rates are 0.0 to 1.0; `…_next` counts down to 0 and then stops."""

    latency_ms: int = _dial(0, "Độ trễ mỗi yêu cầu (mili giây)")
    hang_rate: float = _dial(0.0, "Tỉ lệ yêu cầu bị treo")
    hang_ms: int = _dial(10_000, "Treo bao lâu (mili giây)")
    rate_429: float = _dial(0.0, "Tỉ lệ trả lời 429")
    limit_next: int = _dial(0, "Số yêu cầu tiếp theo bị 429")
    retry_after_s: int = _dial(1, "Retry-After của 429 giả (giây)")
    rate_5xx: float = _dial(0.0, "Tỉ lệ trả lời 5xx (1 là sập hẳn)")
    fail_next: int = _dial(0, "Số yêu cầu tiếp theo bị 5xx")
    drop_rate: float = _dial(0.0, "Tỉ lệ ghi xong rồi ngắt kết nối")
    drop_next: int = _dial(0, "Số lần ghi tiếp theo bị ngắt kết nối")
    drop_path: str = _dial("*", "Chỉ ngắt và ghi muộn ở đường dẫn (mẫu, như */items)")
    delay_rate: float = _dial(0.0, "Tỉ lệ ngắt kết nối rồi mới ghi")
    delay_next: int = _dial(0, "Số lần ghi tiếp theo bị ngắt kết nối rồi mới ghi")
    delay_ms: int = _dial(1_000, "Ghi muộn bao lâu sau khi ngắt (mili giây)")
    duplicate_webhook: float = _dial(0.0, "Tỉ lệ webhook gửi hai lần")
    lose_webhook: float = _dial(0.0, "Tỉ lệ webhook bị mất")
    reorder_webhooks: bool = _dial(False, "Gửi webhook sai thứ tự")
    reject_next: int = _dial(0, "Số lần đăng tiếp theo bị trả lại")
    reject_reason: str = _dial("Ảnh không rõ sản phẩm.", "Lý do trả lại")
    moderation_delay_s: float = _dial(2.0, "Thời gian duyệt (giây)")
    token_ttl_s: int = _dial(3600, "Mã truy cập sống bao lâu (giây)")
    requests_per_window: int = _dial(-1, "Giới hạn yêu cầu (-1: theo hợp đồng, 0: không giới hạn)")
    daily_new_listings: int = _dial(5000, "Số sản phẩm mới mỗi ngày")
    clock_offset_s: int = _dial(0, "Đồng hồ của sàn lệch (giây)")
    seed: int = _dial(1034, "Hạt giống ngẫu nhiên")


class DialBoard:
    """The dials of one marketplace, safe to turn while requests run."""

    def __init__(self):
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._dials = Dials()
            self._dice = random.Random(self._dials.seed)  # noqa: S311  dice, not secrets

    @property
    def now(self) -> Dials:
        return self._dials

    def turn(self, **changes) -> Dials:
        """Set dials by name. Raises ValueError with a Vietnamese sentence for an unknown name or a wrong value."""
        converted = {name: _convert(name, value) for name, value in changes.items()}
        with self._lock:
            self._dials = replace(self._dials, **converted)
            if "seed" in converted:
                self._dice = random.Random(converted["seed"])  # noqa: S311
            return self._dials

    def roll(self, rate_name: str) -> bool:
        with self._lock:
            rate = getattr(self._dials, rate_name)
            return rate > 0 and self._dice.random() < rate

    def take(self, counter_name: str) -> bool:
        """Return whether the countdown was above zero, and lower it."""
        with self._lock:
            left = getattr(self._dials, counter_name)
            if left <= 0:
                return False
            self._dials = replace(self._dials, **{counter_name: left - 1})
            return True

    def wants_delay(self, path: str) -> bool:
        if not fnmatch(path, self._dials.drop_path):
            return False
        return self.take("delay_next") or self.roll("delay_rate")

    def wants_drop(self, path: str) -> bool:
        if not fnmatch(path, self._dials.drop_path):
            return False
        return self.take("drop_next") or self.roll("drop_rate")

    def as_dict(self) -> dict:
        return asdict(self._dials)


def _convert(name: str, value):
    known = {f.name: type(f.default) for f in fields(Dials)}
    if name not in known:
        raise ValueError(f"Không có nút chỉnh “{name}”.")
    if known[name] is bool:
        return value in (True, 1, "1", "true", "on")
    try:
        return known[name](value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"Nút “{name}” cần một giá trị kiểu số, không phải “{value}”.") from error


BOARDS = {"postmart": DialBoard(), "voso": DialBoard()}
