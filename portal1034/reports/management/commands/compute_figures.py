from django.core.management.base import BaseCommand

from portal1034.reports.operations import compute_figures


class Command(BaseCommand):
    help = "Count the Plan's figures for today."

    def handle(self, *args, **options):
        self.stdout.write(f"Đã tính {compute_figures()} số liệu.")
