from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from portal1034.regions.operations import load_regions


class Command(BaseCommand):
    help = "Load the provinces (63 and 34), the communes and their old names; nearly free when nothing changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load again even when the sources are the same")

    def handle(self, *args: object, force: bool = False, verbosity: int = 1, **options: object) -> None:
        result = load_regions(force=force)
        if not verbosity:
            return
        state = "loaded" if result.changed else "already up to date"
        self.stdout.write(
            f"Regions {state}: {result.provinces} provinces, {result.merged_provinces} merged provinces, "
            f"{result.communes} communes, {result.former_places} old names."
        )
