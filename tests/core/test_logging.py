import json
import logging

from portal1034.core.logging import JsonFormatter, LineFormatter


def record(message: str) -> logging.LogRecord:
    made = logging.LogRecord("households", logging.INFO, __file__, 1, message, None, None)
    made.request_id = "abc123"
    return made


def test_phone_numbers_never_reach_the_log():
    for formatter in (LineFormatter(), JsonFormatter()):
        line = formatter.format(record("gửi mã tới +84900000123 và 0900000456"))
        assert "90000" not in line
        assert "123" in line


def test_json_lines_carry_the_request():
    entry = json.loads(JsonFormatter().format(record("xin chào")))
    assert (entry["request_id"], entry["message"], entry["level"]) == ("abc123", "xin chào", "INFO")
