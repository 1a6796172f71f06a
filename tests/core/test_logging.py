import json
import logging
import re

import pytest

from portal1034.core.logging import JsonFormatter, LineFormatter, mask_phones


def record(message: str) -> logging.LogRecord:
    made = logging.LogRecord("households", logging.INFO, __file__, 1, message, None, None)
    made.request_id = "abc123"
    return made


def test_phone_numbers_never_reach_the_log():
    for formatter in (LineFormatter(), JsonFormatter()):
        line = formatter.format(record("gửi mã tới +84900000123 và 0900000456"))
        assert "90000" not in line
        assert "123" in line


@pytest.mark.parametrize(
    "written",
    [
        "+84900000123", "84900000123", "0084900000123", "0900000123", "0900 000 123", "0900.000.123", "0900-000-123",
        "+84 900 000 123", "84 900 000 123", "090 0000 123", "0900\u00a0000\u00a0123",
    ],
)  # fmt: skip
def test_a_number_is_masked_however_it_is_written(written):
    masked = mask_phones(f"số {written}.")
    assert re.sub(r"\D", "", masked) == "123"


def test_a_citizens_number_is_masked_spaced_too():
    assert re.sub(r"\D", "", mask_phones("số 024 185 000 123")) == "0123"


@pytest.mark.parametrize("harmless", ["2026-11-24 09:10:11", "192.168.100.234", "a0900000123f", "10840000001235"])
def test_what_is_no_number_of_a_person_is_left(harmless):
    assert mask_phones(harmless) == harmless


def test_json_lines_carry_the_request():
    entry = json.loads(JsonFormatter().format(record("xin chào")))
    assert (entry["request_id"], entry["message"], entry["level"]) == ("abc123", "xin chào", "INFO")
