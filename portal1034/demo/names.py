"""Invented people: names put together from common parts, phone numbers that nobody has."""

import random
from collections.abc import Iterator

from portal1034.demo.pieces import Crop, Region

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Phan")
NORTHERN, SOUTHERN = ("Vũ", "Hoàng", "Trịnh", "Đào"), ("Võ", "Huỳnh", "Lâm", "Trương")
WOMEN = (
    "Thị Lành", "Thị Hợi", "Thị Mận", "Thị Thơm", "Thị Nhài", "Thị Bưởi", "Thị Xuân", "Thị Thắm", "Thị Quế", "Thị Ngát",
    "Thị Tươi", "Thị Duyên", "Thị Hiền", "Thị Hạnh", "Thị Sen", "Thị Na",
)  # fmt: skip
MEN = (
    "Văn Bảy", "Văn Thuận", "Đình Khoát", "Văn Chiến", "Hữu Lợi", "Văn Sáu", "Văn Tấn", "Đức Mạnh", "Văn Điền",
    "Quang Vinh", "Văn Thành", "Văn Hòa", "Bá Tuyến", "Văn Lượng", "Công Bình", "Văn Nghĩa",
)  # fmt: skip
ORDERS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Út")

ADMINISTRATOR, EDITOR, SECOND_EDITOR, FIRST_OFFICER, FIRST_HOUSEHOLD, FIRST_TRADER = 0, 1, 2, 10, 100, 500


def phone(number: int) -> str:
    """Return "+84900000100" for 100. Numbers 0900 000 xxx are no operator's: nobody is ever called."""
    if not 0 <= number <= 999:
        raise ValueError(f"The demonstration has the numbers 0 to 999, not {number}")
    return f"+84900000{number:03d}"


def spoken_phone(number: int) -> str:
    return f"0900 000 {number:03d}"


def people(rng: random.Random, southern: bool, taken: set[str]) -> Iterator[str]:
    """Yield full names that are not `taken`, women and men in turn; there are some two hundred of each kind."""
    surnames = SURNAMES + (SOUTHERN if southern else NORTHERN)
    while True:
        for given_names in (WOMEN, MEN):
            name = f"{rng.choice(surnames)} {rng.choice(given_names)}"
            if name not in taken:
                taken.add(name)
                yield name


def household_name(rng: random.Random, owner: str, crop: Crop, region: Region) -> str:
    """Return "Hộ bà Nguyễn Thị Lành", or what neighbours call the place: "Vườn vải nhà Lành", "Vườn bưởi Út Hiền"."""
    given = owner.split()[-1]
    if region.names or rng.random() < 0.5:
        return f"Hộ {'bà' if is_woman(owner) else 'ông'} {owner}"
    return f"{crop.garden} {rng.choice(ORDERS) if region.southern else 'nhà'} {given}"


def is_woman(name: str) -> bool:
    return " Thị " in name or name.startswith("H'")
