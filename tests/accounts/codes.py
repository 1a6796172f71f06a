"""What tests of codes share."""

import re

from portal1034.accounts import operations
from portal1034.accounts.enums import CodePurpose
from portal1034.accounts.models import TextMessage

PHONE = "+84900111222"
ADDRESS = "203.0.113.7"


def send(phone=PHONE, purpose=CodePurpose.REGISTER, address=ADDRESS) -> str:
    """Send a code and return it as the phone's owner reads it."""
    operations.send_code(phone=phone, purpose=purpose, address=address)
    return last_code(phone)


def check(code, phone=PHONE, purpose=CodePurpose.REGISTER, address=ADDRESS) -> None:
    operations.check_code(phone=phone, purpose=purpose, code=code, address=address)


def last_code(phone=PHONE) -> str:
    text = TextMessage.objects.filter(phone=phone).latest("pk")
    return re.search(r"\b(\d{6})\b", text.body)[1]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"
