from django.core.management.base import BaseCommand

from portal1034.accounts.authenticator.operations import rekey_authenticators
from portal1034.accounts.privacy.identities import rekey


class Command(BaseCommand):
    help = "Write every secret that an older key holds under the first of IDENTITY_KEYS. Safe to run again."

    def handle(self, **options) -> None:
        self.stdout.write(f"Đã viết lại {rekey()} số căn cước bằng khóa hiện nay.")
        self.stdout.write(f"Đã viết lại {rekey_authenticators()} khóa của ứng dụng xác thực.")
