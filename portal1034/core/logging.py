"""Log lines that carry the request's id, on a terminal or as JSON for a collector, without phone numbers."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# A mobile number as people write it: 0, 84, +84 or 0084, then nine digits, with at most one space, dot or dash between.
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?(?:84|0)(?:[ .\u00a0-]?\d){6}((?:[ .\u00a0-]?\d){3})(?!\d)")
_CITIZEN_ID = re.compile(r"(?<!\d)0(?:[ \u00a0]?\d){7}((?:[ \u00a0]?\d){4})(?!\d)")


def mask_phones(text: str) -> str:
    """Return `text` with telephone numbers, and citizens' numbers, cut down to their last digits."""
    return _CITIZEN_ID.sub(r"••••••••\1", _PHONE.sub(r"•••\1", text))


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class LineFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return mask_phones(super().format(record))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return mask_phones(json.dumps(entry, ensure_ascii=False))
