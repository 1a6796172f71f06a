import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal1034.demo.seed import is_seeded, seed


class Command(BaseCommand):
    help = "Nạp dữ liệu mẫu: hộ, nông sản, mùa vụ, thương lái, tin tức. Chạy lại không nhân đôi."

    def add_arguments(self, parser):
        parser.add_argument("--small", action="store_true", help="Một mẫu nhỏ: ba tỉnh, sáu hộ.")

    def handle(self, *, small: bool, **options):
        if not settings.SHOW_DEVELOPER_PAGES:
            raise CommandError("Dữ liệu mẫu chỉ dành cho máy phát triển, không nạp vào cổng đang phục vụ người dân.")
        begun = time.monotonic()
        if not is_seeded():
            self.stdout.write("Đang nạp dữ liệu mẫu, chỉ lần đầu, chừng nửa phút…")
            self.stdout.flush()
        done = seed(small=small)
        if done is None:
            self.stdout.write("Dữ liệu mẫu đã có sẵn.")
            return
        self.stdout.write(
            f"Đã nạp dữ liệu mẫu: {done.provinces} tỉnh, {done.households} hộ, {done.products} sản phẩm, "
            f"{done.harvests} đợt thu hoạch, {done.traders} thương lái, {done.requests} nhu cầu thu mua, "
            f"{done.talks} cuộc trao đổi, {done.articles} bài viết ({time.monotonic() - begun:.0f} giây)."
        )
