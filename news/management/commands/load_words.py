from django.core.management.base import BaseCommand

from news.loading import load_words


class Command(BaseCommand):
    help = "Nạp văn bản, hướng dẫn, hỏi đáp và các trang giới thiệu; chạy lại không đổi gì đã có."

    def handle(self, *args, verbosity=1, **options):
        added = load_words()
        if verbosity:
            self.stdout.write(f"Thêm {added} mục.")
