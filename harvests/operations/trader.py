"""Who buys, and what an officer of their province finds when checking. The database writes the history (pghistory)."""

from collections.abc import Iterable

import pghistory
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import TraderKind, TraderState
from harvests.errors import ExchangeError
from harvests.models import Trader
from households.documents import Document
from households.enums import DocumentKind
from households.models.certificate import new_document_name, private_storage
from portal1034.accounts.models import User
from portal1034.accounts.operations import become_trader, queue_text
from portal1034.core import pagecache
from portal1034.core.text import nfc
from portal1034.regions.models import Commune, Province

# What an officer has checked: changed, it is checked again.
CHECKED = ("kind", "name", "tax_code", "province_id")


def register_trader(
    *,
    user: User,
    name: str,
    kind: str = TraderKind.PERSON,
    contact_person: str = "",
    tax_code: str = "",
    province: Province | None = None,
    commune: Commune | None = None,
    buys_in: Iterable[Province] = (),
    story: str = "",
) -> Trader:
    """Make the account a trader's; said twice, it mends the profile. What was checked and is changed is checked again.

    Raises ExchangeError where a household stands behind the account, or a member of staff.
    """
    with transaction.atomic(), pghistory.context(operation="register_trader"):
        try:
            user = become_trader(user=user)
        except ValueError as error:
            raise ExchangeError(str(error)) from error
        trader = Trader.objects.select_for_update().filter(user=user).first() or Trader(user=user)
        before = [getattr(trader, name) for name in CHECKED]
        trader.kind, trader.name, trader.contact_person = kind, nfc(name), nfc(contact_person)
        trader.tax_code, trader.province, trader.commune, trader.story = tax_code, province, commune, nfc(story)
        if trader.pk and before != [getattr(trader, name) for name in CHECKED]:
            _check_again(trader)
        trader.save()
        trader.buys_in.set(buys_in)
        pagecache.bump("season")
    return trader


def _check_again(trader: Trader) -> None:
    """What an officer said was about the profile as it stood."""
    if trader.state in {TraderState.VERIFIED, TraderState.RETURNED} and _can_be_checked(trader):
        _ask(trader)
    elif trader.state != TraderState.UNVERIFIED and not _can_be_checked(trader):
        _settle(trader, TraderState.UNVERIFIED)
        trader.asked_at = None


def _can_be_checked(trader: Trader) -> bool:
    return trader.province_id is not None and bool(trader.tax_code or trader.document)


def _ask(trader: Trader) -> None:
    _settle(trader, TraderState.ASKED)
    trader.asked_at = timezone.now()


def _settle(trader: Trader, state: TraderState, *, by: User | None = None, reason: str = "") -> None:
    trader.state, trader.return_reason, trader.verified_by = state, reason, by
    trader.verified_at = timezone.now() if state == TraderState.VERIFIED else None


def ask_for_verification(*, trader: Trader) -> Trader:
    """Ask the officers of the province to check who it is. Raises ExchangeError while there is nothing to check by."""
    with transaction.atomic(), pghistory.context(operation="ask_for_verification"):
        trader = _locked(trader)
        if trader.is_verified:
            raise ExchangeError(_("Hồ sơ này đã được xác minh."))
        if trader.province_id is None:
            raise ExchangeError(_("Chọn tỉnh trong hồ sơ trước, để biết Sở nào xác minh."))
        if not _can_be_checked(trader):
            raise ExchangeError(_("Ghi mã số thuế hoặc gửi ảnh giấy đăng ký kinh doanh trước."))
        _ask(trader)
        trader.save()
    return trader


def attach_paper(*, trader: Trader, document: Document) -> Trader:
    """Keep the business licence under a new name, forget the one before, and ask for verification where possible.

    A paper that comes to a verified profile is looked at again.
    """
    with transaction.atomic(), pghistory.context(operation="attach_paper"):
        trader = _locked(trader)
        before = trader.document
        trader.document = private_storage().save(new_document_name(document.kind), ContentFile(document.content))
        trader.document_kind = document.kind
        if _can_be_checked(trader):
            _ask(trader)
        trader.save()
        forget_paper(before)
        pagecache.bump("season")
    return trader


def erase_paper(*, trader: Trader) -> None:
    """Forget the paper of a person who asked to be erased."""
    forget_paper(trader.document)
    Trader.objects.filter(pk=trader.pk).update(document="", document_kind=DocumentKind.NONE)


def forget_paper(name: str) -> None:
    """Delete the file once the transaction has committed: undone, the row still finds its paper."""
    if name:
        transaction.on_commit(lambda: private_storage().delete(name))


def verify_trader(*, trader: Trader, by: User | None = None) -> Trader:
    """An officer has checked who it is; the trader is told by text. Done already, nothing happens."""
    with transaction.atomic(), pghistory.context(operation="verify_trader"):
        trader = _locked(trader)
        if trader.is_verified:
            return trader
        _settle(trader, TraderState.VERIFIED, by=by)
        trader.save()
        _tell(trader, _("Cổng 1034: Sở đã xác minh hồ sơ %(name)s. Hộ sản xuất thấy dấu xác minh cạnh tên."))
        pagecache.bump("season")
    return trader


def return_trader(*, trader: Trader, by: User, reason: str) -> Trader:
    """Send the profile back with what is missing, by text too; a verified one loses that. Raises ExchangeError."""
    reason = nfc(reason)
    if not reason:
        raise ExchangeError(_("Ghi rõ hồ sơ cần bổ sung gì."))
    with transaction.atomic(), pghistory.context(operation="return_trader", by=by.pk):
        trader = _locked(trader)
        if trader.state == TraderState.RETURNED:
            raise ExchangeError(_("Hồ sơ này đang chờ bên mua bổ sung."))
        _settle(trader, TraderState.RETURNED, reason=reason[:500])
        trader.save()
        _tell(trader, _("Cổng 1034: hồ sơ %(name)s cần bổ sung: %(reason)s. Sửa tại %(url)s"), reason=reason[:200])
        pagecache.bump("season")
    return trader


def _locked(trader: Trader) -> Trader:
    return Trader.objects.select_for_update(of=("self",)).select_related("user", "province").get(pk=trader.pk)


def _tell(trader: Trader, body: str, **more) -> None:
    words = {"name": trader.name, "url": f"{settings.PUBLIC_URL}/thuong-lai/ho-so/", **more}
    queue_text(phone=trader.user.phone, body=body % words)
