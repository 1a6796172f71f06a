from django.core.management.base import BaseCommand, CommandError

from portal1034.accounts.authenticator.operations import reset
from portal1034.accounts.models import User
from portal1034.accounts.tasks import wake


class Command(BaseCommand):
    help = "Take away the authenticator app of a member of staff, when no other administrator can do it. On record."

    def add_arguments(self, parser) -> None:
        parser.add_argument("phone", help="+84912345678")
        parser.add_argument("reason")

    def handle(self, *, phone: str, reason: str, **options) -> None:
        user = User.objects.with_phone(phone).first()
        if user is None:
            raise CommandError(f"Không có tài khoản nào dùng số {phone}.")
        try:
            reset(user=user, by=None, reason=reason)
        except ValueError as error:
            raise CommandError(str(error)) from error
        wake()
        self.stdout.write("Đã đặt lại. Lần đăng nhập tới, người ấy cài ứng dụng bằng mã gửi vào số điện thoại.")
