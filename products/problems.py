"""What stands in the way of a listing, as stored with it: {"code", "field", "text", "fix"}.

`text` is one Vietnamese sentence; `fix` is a key of FIXES, which the pages turn into a link, "" where nobody at the
household can do anything.
"""

from collections.abc import Iterable

from products.connectors.errors import Ambiguous, ConnectorError, Full, Misconfigured, Problem, Rejected, Transient
from products.enums import Delivery, Marketplace

FIXES = ("edit", "photos", "consent", "profile", "resend")
_FIX_OF_FIELD = {"photos": "photos", "consent": "consent", "certificates": "profile", "seller": "profile"}

UNVERIFIED = {
    "code": "household_unverified",
    "field": "",
    "text": "Chờ Sở xác minh hộ. Xác minh xong, tin tự lên sàn, bác không phải làm gì thêm.",
    "fix": "",
}


_BY_HAND = {
    "new": "Sở đăng giúp bằng tay lên {name}: đăng xong, đường dẫn hiện ở đây, bác không phải làm gì thêm.",
    "update": "Sở đang sửa tin trên {name} cho đúng bản mới của bác, bác không phải làm gì thêm.",
    "take_down": "Sở đang gỡ tin này khỏi {name} bằng tay, bác không phải làm gì thêm.",
}


def by_hand(work: str, marketplace: str) -> dict:
    """Return what is stored with a listing that waits for an officer to do `work` (new, update, take_down) by hand."""
    text = _BY_HAND[work].format(name=Marketplace(marketplace).label)
    return {"code": f"by_hand_{work}", "field": "", "text": text, "fix": ""}


def no_consent(marketplace: str) -> Problem:
    name = Marketplace(marketplace).label
    return Problem(
        "no_consent", "consent", f"Bác chưa đồng ý để cổng gửi tin sang {name}: đánh dấu đồng ý rồi đăng lại."
    )


def as_json(problem: Problem) -> dict:
    """Return a connector's problem as stored."""
    fix = _FIX_OF_FIELD.get(problem.field, "edit")
    return {"code": problem.code, "field": problem.field, "text": problem.message, "fix": fix}


def first_as_json(problems: Iterable[Problem]) -> dict:
    """Return the first problem as stored, {} when there is none; how many more there are is said with it."""
    found = list(problems)
    if not found:
        return {}
    stored = as_json(found[0])
    if len(found) > 1:
        stored["text"] += f" Còn {len(found) - 1} điều nữa cần sửa."
    return stored


def refused_as_json(name: str, verdict: str, problems: Iterable[Problem]) -> dict:
    """Return what a marketplace's refusal comes to when it was found by looking."""
    stored = first_as_json(problems)
    if stored:
        return stored
    text = {
        "rejected": f"{name} trả lại tin này mà không nói lý do: bác xem lại tên, mô tả và ảnh rồi gửi lại.",
        "blocked": f"{name} khóa tin này mà không nói lý do: bác xem lại tên, mô tả và ảnh rồi gửi lại.",
        "expired": f"Tin trên {name} đã hết hạn: bác bấm gửi lại để đăng tiếp.",
    }[verdict]
    return {"code": verdict, "field": "", "text": text, "fix": "resend"}


def of_error(name: str, error: ConnectorError) -> tuple[Delivery, dict]:
    """Return whose move it is after a failed call, and the sentence for the household's desk."""
    if isinstance(error, Rejected):
        return Delivery.NEEDS_HOUSEHOLD, first_as_json(error.problems)
    if isinstance(error, Ambiguous):
        text = f"{name} chưa xác nhận; cổng đang hỏi lại rồi gửi tiếp, bác không phải làm gì."
        return Delivery.RETRYING, {"code": error.code, "field": "", "text": text, "fix": ""}
    if isinstance(error, Full):
        return Delivery.RETRYING, {"code": error.code, "field": "", "text": error.message, "fix": ""}
    if isinstance(error, Transient):
        text = f"{name} đang bận hoặc mất mạng; cổng tự gửi lại, bác không phải làm gì."
        return Delivery.RETRYING, {"code": error.code, "field": "", "text": text, "fix": ""}
    what = "tài khoản của cổng trên sàn" if isinstance(error, Misconfigured) else "câu trả lời lạ của sàn"
    text = f"Cán bộ đang xử lý {what} {name}; xong là tin tự lên, bác không phải làm gì."
    return Delivery.NEEDS_OFFICER, {
        "code": error.code,
        "field": "",
        "text": text,
        "fix": "",
        "detail": error.message[:500],
    }
