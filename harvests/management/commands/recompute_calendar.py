from django.core.management.base import BaseCommand, CommandError

from harvests.recount import Difference, differences, recompute
from portal1034.commodities.dekads import Dekad


class Command(BaseCommand):
    help = "Tính lại lịch mùa vụ từ các đợt thu hoạch và nhu cầu thu mua. Với --check chỉ so, không sửa."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="In các ô khác nhau và thoát với mã 1 nếu có.")

    def handle(self, *, check: bool, **options):
        found = differences() if check else recompute()
        for difference in found:
            self.stdout.write(describe(difference))
        if check and found:
            raise CommandError(f"Lịch mùa vụ khác với khai báo ở {len(found)} ô.")
        self.stdout.write("Lịch mùa vụ đúng với khai báo." if not found else f"Đã sửa {len(found)} ô.")


def describe(difference: Difference) -> str:
    place = "cả nước" if difference.province_id is None else f"tỉnh {difference.province_id}"
    dekad = Dekad.from_ordinal(difference.dekad)
    return f"nông sản {difference.commodity_id}, {place}, {dekad}: {difference.kept} → {difference.counted}"
