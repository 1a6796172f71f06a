"""The people of the demonstration who work for the departments and the ministry."""

from portal1034.accounts.enums import Role
from portal1034.accounts.models import Department, User
from portal1034.demo import names
from portal1034.demo.moments import Clock
from portal1034.regions.models import Province

PASSWORD = "dong-hanh-1034"
OFFICERS = (
    "Nguyễn Thị Minh Hà", "Trần Văn Khôi", "Lê Thị Thu Cúc", "Phạm Đức Long", "Hoàng Thị Ngân", "Lò Văn Piêng",
    "Bùi Thị Nhung", "Đặng Hữu Tài", "Ngô Thị Kim Oanh", "Vũ Văn Hưởng", "Phan Thị Lài", "Đỗ Minh Khoa",
)  # fmt: skip


def write_departments() -> dict[str, Department]:
    """Return the 63 departments by province code; those that are there are kept."""
    departments = {}
    for province in Province.objects.order_by("code"):
        found = Department.objects.filter(provinces=province).first()
        departments[province.code] = found or _department(province)
    return departments


def _department(province: Province) -> Department:
    department = Department.objects.create(
        name=f"Sở Khoa học và Công nghệ {province.name_in_sentence}", short_name=f"Sở KH&CN {province.short_name}"
    )
    department.provinces.add(province)
    return department


def write_staff(
    codes: list[str], departments: dict[str, Department], clock: Clock
) -> tuple[tuple[User, User], dict[str, User]]:
    """Return both editors, for one approves what the other wrote, and an officer by province code for each of `codes`;
    the administrator is made too.
    """
    _member(names.ADMINISTRATOR, "Đinh Thị Thanh Trà", Role.ADMINISTRATOR, clock, is_superuser=True)
    editors = (
        _member(names.EDITOR, "Lương Hoài Bắc", Role.EDITOR, clock),
        _member(names.SECOND_EDITOR, "Tạ Thị Vân Khánh", Role.EDITOR, clock),
    )
    officers = {
        code: _member(
            names.FIRST_OFFICER + place,
            OFFICERS[place % len(OFFICERS)],
            Role.OFFICER,
            clock,
            department=departments[code],
        )
        for place, code in enumerate(codes)
    }
    return editors, officers


def _member(number: int, full_name: str, role: Role, clock: Clock, **more) -> User:
    joined = clock.ago(days=90, salt=number)
    return User.objects.create_user(
        names.phone(number),
        PASSWORD,
        full_name=full_name,
        role=role,
        phone_verified_at=joined,
        date_joined=joined,
        **more,
    )
