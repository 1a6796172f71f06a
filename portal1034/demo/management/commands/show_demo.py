from django.conf import settings
from django.core.management.base import BaseCommand

from portal1034.accounts.models import User
from portal1034.demo import names
from portal1034.demo.staff import PASSWORD

SHOWN = (
    ("Hộ sản xuất", names.FIRST_HOUSEHOLD),
    ("Thương lái", names.FIRST_TRADER),
    ("Cán bộ Sở", names.FIRST_OFFICER),
    ("Cán bộ Sở", names.FIRST_OFFICER + 1),
    ("Biên tập viên", names.EDITOR),
    ("Biên tập viên", names.SECOND_EDITOR),
    ("Quản trị", names.ADMINISTRATOR),
)
WIDTH = 86


class Command(BaseCommand):
    help = "In địa chỉ và tài khoản thử của cổng đang chạy trên máy này."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, required=True, help="Cổng của trang web.")
        parser.add_argument("--sandbox-port", type=int, required=True, help="Cổng của sàn mô phỏng.")

    def handle(self, *, port: int, sandbox_port: int, **options):
        portal, sandbox = f"http://localhost:{port}", f"http://localhost:{sandbox_port}"
        self._line("╭", "╮")
        self._row("CỔNG 1034 đang chạy", "")
        self._line("├", "┤")
        for label, address in (
            ("Cổng", f"{portal}/"),
            ("Lịch mùa vụ", f"{portal}/mua-vu/"),
            ("Bàn quản trị", f"{portal}/quan-tri/"),
            ("Sàn mô phỏng", f"{sandbox}/postmart/"),
            ("", f"{sandbox}/voso/"),
            ("Tin nhắn đã gửi", f"{portal}/_tin-nhan/"),
            ("Mẫu giao diện", f"{portal}/_kieu-dang/"),
        ):
            self._row(label, address)
        self._line("├", "┤")
        self._accounts()
        self._line("╰", "╯")
        self.stdout.write("Ctrl-C để dừng.")

    def _accounts(self) -> None:
        numbers = {names.phone(number): number for _role, number in SHOWN}
        people = User.objects.filter(phone__in=numbers).select_related("department", "household", "trader")
        found = {numbers[user.phone.as_e164]: user for user in people}
        if not found:
            self._row("Tài khoản thử", "chưa có: chạy `manage.py seed_demo`")
            return
        for role, number in SHOWN:
            if number in found:
                self._row(role, f"{names.spoken_phone(number)}   {_who(found[number])}")
        self._row("Mật khẩu chung", PASSWORD)
        if settings.STAFF_SECOND_FACTOR:
            self._row("Mã của cán bộ", "đọc ở trang /_tin-nhan/")

    def _row(self, label: str, value: str) -> None:
        self.stdout.write(f"│ {label:<20}{value:<{WIDTH - 23}} │")

    def _line(self, left: str, right: str) -> None:
        self.stdout.write(f"{left}{'─' * (WIDTH - 1)}{right}")


def _who(user: User) -> str:
    if hasattr(user, "household"):
        return user.household.name
    if hasattr(user, "trader"):
        return user.trader.name
    return f"{user.full_name}, {user.department.short_name}" if user.department else user.full_name
