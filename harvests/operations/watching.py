"""Being told: watches, the address that letters go to, and the news of the day, at most one text and letter each."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import BigIntegerField, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.errors import ExchangeError
from harvests.models import BuyRequest, Harvest, Watch, WatchAddress
from harvests.models.watch import new_token
from portal1034.accounts.models import User
from portal1034.accounts.operations import queue_text
from portal1034.accounts.perms import is_trader
from portal1034.commodities.models import Commodity
from portal1034.core import limits, pagecache
from portal1034.regions.models import Province

WATCHES_AT_MOST = 20
LETTERS_A_DAY = "5/day"
LINK_DAYS = 3
BETWEEN_NEWS = dt.timedelta(hours=20)
COUNTED_TO = 99
LINES_IN_TEXT = 2
_CONFIRM, _STOP = "harvests.watch-address", "harvests.watch-stop"
_BATCH = 200


@transaction.atomic
def watch(*, user: User, commodity: Commodity | None = None, province: Province | None = None) -> Watch:
    """Tell the user about news of a commodity, a province, or both. Twice is once. Raises ExchangeError."""
    if commodity is None and province is None:
        raise ExchangeError(_("Chọn nông sản hoặc tỉnh."))
    User.objects.select_for_update().get(pk=user.pk)
    known = Watch.objects.filter(user=user, commodity=commodity, province=province).first()
    if known:
        return known
    if Watch.objects.filter(user=user).count() >= WATCHES_AT_MOST:
        raise ExchangeError(_("Đang theo dõi %s mục, nhiều nhất rồi. Bỏ bớt mục cũ rồi thêm.") % WATCHES_AT_MOST)
    return Watch.objects.create(user=user, commodity=commodity, province=province, told_at=timezone.now())


def change_watch(*, watch: Watch, by_sms: bool, by_email: bool) -> Watch:
    watch.by_sms, watch.by_email = by_sms, by_email
    watch.save(update_fields=("by_sms", "by_email", "updated_at"))
    return watch


def renew_token(*, watch: Watch) -> Watch:
    """Give the calendar another address: the one before leads nowhere from now on."""
    with transaction.atomic():
        watch.token = new_token()
        watch.save(update_fields=("token", "updated_at"))
        pagecache.bump("watches")
    return watch


@transaction.atomic
def stop_watching(*, watch: Watch) -> None:
    watch.delete()
    pagecache.bump("watches")


# ---- letters ----


@transaction.atomic
def set_address(*, user: User, address: str) -> WatchAddress:
    """Send a link to the address; letters go there once it was followed. Raises ExchangeError for too many links."""
    if not limits.allow(LETTERS_A_DAY, "watch-address", str(user.pk)):
        raise ExchangeError(_("Hôm nay đã gửi nhiều thư xác nhận. Mai thử lại."))
    found, _made = WatchAddress.objects.update_or_create(
        user=user, defaults={"address": address, "asked_at": timezone.now(), "confirmed_at": None}
    )
    token = signing.dumps({"user": user.pk, "address": address}, salt=_CONFIRM)
    url = f"{settings.PUBLIC_URL}{reverse('harvests:confirm_address', args=[token])}"
    body = _(
        "Bấm vào liên kết này để nhận thư mùa vụ của Cổng 1034:\n\n%s\n\nNếu không phải người xin, bỏ qua thư này."
    )
    letter = EmailMultiAlternatives(_("Xác nhận nhận thư mùa vụ"), body % url, to=[address])
    transaction.on_commit(letter.send)
    return found


def confirm_address(*, token: str) -> bool:
    """Whether the link is ours, not older than three days, and about the address the person still wants."""
    try:
        said = signing.loads(token, salt=_CONFIRM, max_age=LINK_DAYS * 86_400)
    except signing.BadSignature:
        return False
    rows = WatchAddress.objects.filter(user=said["user"], address=said["address"])
    return rows.update(confirmed_at=timezone.now()) > 0


def stop_token(watch: Watch) -> str:
    return signing.dumps(watch.pk, salt=_STOP)


def watch_of_stop_token(token: str) -> Watch | None:
    """The watch that the link in a letter stops; None for a link that is not ours or already used."""
    try:
        key = signing.loads(token, salt=_STOP)
    except signing.BadSignature:
        return None
    return Watch.objects.filter(pk=key).select_related("commodity", "province").first()


# ---- news ----


def count_news(watches: Iterable[Watch], *, buys: bool) -> Counter[int]:
    """How much is new since each watch was last told, by its key, counted to COUNTED_TO. One query for all of them."""
    parts = [_news(watch, buys=buys) for watch in watches]
    return Counter(parts[0].union(*parts[1:], all=True)) if parts else Counter()


def _news(watch: Watch, *, buys: bool) -> QuerySet:
    """The watch's key once for each thing that is new: harvests for who buys, open requests for who sells."""
    if buys:
        rows = Harvest.objects.public()
        if watch.province_id:
            rows = rows.in_provinces([watch.province_id])
    else:
        rows = BuyRequest.objects.open()
        if watch.province_id:
            rows = rows.reaching([watch.province_id])
    if watch.commodity_id:
        rows = rows.of_commodity(watch.commodity_id)
    rows = rows.not_over(timezone.localdate()).filter(created_at__gt=watch.told_at).order_by()
    return rows.annotate(watch=Value(watch.pk, BigIntegerField())).values_list("watch", flat=True)[:COUNTED_TO]


def tell_watchers(*, now: dt.datetime | None = None) -> int:
    """Tell everybody the news of what they watch, in one text and one letter; return how many people were told.

    Run again within BETWEEN_NEWS, or by two workers at once, nobody is told twice.
    """
    now = now or timezone.now()
    told, after = 0, 0
    while True:
        due = Watch.objects.telling().filter(told_at__lte=now - BETWEEN_NEWS, user__gt=after)
        users = list(due.order_by("user").values_list("user", flat=True).distinct()[:_BATCH])
        for key in users:
            told += _tell(key, now)
        if len(users) < _BATCH:
            return told
        after = users[-1]


@transaction.atomic
def _tell(user_key: int, now: dt.datetime) -> int:
    user = User.objects.select_for_update().get(pk=user_key)
    due = list(Watch.objects.of_user(user).telling().filter(told_at__lte=now - BETWEEN_NEWS))
    buys = is_trader(user)
    counts = count_news(due, buys=buys)
    news = [(watch, counts[watch.pk]) for watch in due if counts[watch.pk]]
    Watch.objects.filter(pk__in=[watch.pk for watch in due]).update(told_at=now)
    if not news or not user.is_active:
        return 0
    url = f"{settings.PUBLIC_URL}{reverse('harvests:watches')}"
    by_text = [(watch, count) for watch, count in news if watch.by_sms]
    if by_text:
        lines = "; ".join(news_line(watch, count, buys=buys) for watch, count in by_text[:LINES_IN_TEXT])
        queue_text(phone=user.phone, body=_("Cổng 1034: %(news)s. Xem: %(url)s") % {"news": lines[:300], "url": url})
    by_letter = [(watch, count) for watch, count in news if watch.by_email]
    address = WatchAddress.objects.filter(user=user, confirmed_at__isnull=False).first() if by_letter else None
    if address:
        _write_letter(address.address, by_letter, buys, url)
    return 1


def news_line(watch: Watch, count: int, *, buys: bool) -> str:
    """ "Vải thiều, Bắc Giang: 3 đợt thu hoạch mới"."""
    many = f"{COUNTED_TO}+" if count >= COUNTED_TO else str(count)
    what = _("%s đợt thu hoạch mới") if buys else _("%s nhu cầu mua mới")
    return f"{watch.words}: {what % many}"


def _write_letter(address: str, news: list[tuple[Watch, int]], buys: bool, url: str) -> None:
    stop = f"{settings.PUBLIC_URL}{reverse('harvests:stop_letters', args=[stop_token(news[0][0])])}"
    lines = "\n".join(f"- {news_line(watch, count, buys=buys)}" for watch, count in news)
    letter = EmailMultiAlternatives(
        _("Tin mùa vụ hôm nay"),
        _("%(lines)s\n\nXem: %(url)s\nThôi nhận thư: %(stop)s") % {"lines": lines, "url": url, "stop": stop},
        to=[address],
        # RFC 8058: one click of the mail program, without signing in.
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    transaction.on_commit(letter.send)


def stop_letters(*, watch: Watch) -> None:
    """The person wants no more letters, about anything watched."""
    Watch.objects.filter(user=watch.user_id).update(by_email=False)
