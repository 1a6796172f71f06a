from django.core.management.base import BaseCommand, CommandError

from portal1034.commodities.operations import UnknownProvince, load_commodities


class Command(BaseCommand):
    help = "Nạp danh mục nông sản và mùa vụ tham chiếu; chạy lại không đổi gì đã có."

    def handle(self, *args, verbosity=1, **options):
        try:
            loaded = load_commodities()
        except UnknownProvince as missing:
            raise CommandError(str(missing)) from missing
        if not verbosity:
            return
        self.stdout.write(
            f"Thêm {loaded.commodities} nông sản, {loaded.aliases} tên gọi khác, {loaded.seasons} mùa vụ tham chiếu."
        )
