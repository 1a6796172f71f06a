"""Seasons and what is on sale: a warning before the end, taking down after it, and an invitation when the next begins.

The three daily verbs (`warn_of_season_end`, `rest_after_season`, `propose_revival`) do each thing once, however often
and by however many workers they are run; they commit every BATCH products. Afterwards the caller wakes the pump and the
sender of texts. Everything here speaks of listings only: the portal goes on showing the product, with its season.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pghistory
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.accounts.operations import queue_text
from portal1034.core import pagecache
from products.connectors.errors import Problem
from products.enums import Intent, JobPriority
from products.models import Listing, Product, SeasonRest
from products.operations.listings import publish
from products.operations.locking import lock
from products.operations.queue import queue
from products.seasons import Season, Window, reference_windows, season_of, season_on

BATCH = 500
WARN_DAYS = 10
# Between the warning and taking down there are always some days, also for what was found already out of season.
GRACE = dt.timedelta(days=3)
PROPOSE_DAYS = 10


# ---- once a day ----


def warn_of_season_end(*, today: dt.date | None = None) -> int:
    """Warn of every product on sale whose season ends within WARN_DAYS or has ended; return how many."""
    today = today or timezone.localdate()
    told: set[int] = set()
    warned = 0
    for ended_on, products in _ending(today):
        while batch := _warn_batch(ended_on, products, today, told):
            warned += batch
    return warned


def _ending(today: dt.date) -> Iterator[tuple[dt.date, QuerySet[Product]]]:
    """Yield (last day, products on sale) for each season that ends soon or is over."""
    wanted = Exists(Listing.objects.wanted().filter(product=OuterRef("pk")))
    on_sale = Product.objects.kept().filter(wanted, sells_all_year=False)
    for (commodity, province), windows in reference_windows().items():
        if ended_on := _end_to_tell(season_on(today, windows), today):
            yield ended_on, on_sale.filter(commodity=commodity, province=province, sells_from=None)
    own = on_sale.filter(sells_from__isnull=False).order_by()
    for start, end in own.values_list("sells_from", "sells_until").distinct():
        if ended_on := _end_to_tell(season_on(today, [Window(start, end)]), today):
            yield ended_on, on_sale.filter(sells_from=start, sells_until=end)


def _end_to_tell(season: Season, today: dt.date) -> dt.date | None:
    if season.is_out:
        return season.ended_on
    return season.ends_on if season.ends_on and (season.ends_on - today).days <= WARN_DAYS else None


def _warn_batch(ended_on: dt.date, products: QuerySet[Product], today: dt.date, told: set[int]) -> int:
    with transaction.atomic(), pghistory.context(operation="warn_of_season_end"):
        known = SeasonRest.objects.filter(product=OuterRef("pk"), ended_on=ended_on)
        due = products.filter(~Exists(known)).select_related("household__owner").order_by("household_id", "pk")
        rows = list(due.for_writing(skip_locked=True)[:BATCH])
        now = timezone.now()
        SeasonRest.objects.bulk_create([SeasonRest(product=p, ended_on=ended_on, warned_at=now) for p in rows])
        when = _("hết vụ ngày %(day)s, sau đó") if ended_on >= today else _("đã hết vụ, ít hôm nữa")
        body = _("Cổng 1034: %(what)s {when} tin tự gỡ khỏi sàn. Còn bán thì bác bấm Vẫn bán ở %(url)s")
        body = body.format(when=when)
        _tell(rows, told, body, day=f"{ended_on:%d/%m}")
    return len(rows)


def rest_after_season(*, today: dt.date | None = None) -> int:
    """Take down what was warned of and whose season is over; return how many products came off."""
    today = today or timezone.localdate()
    reference = reference_windows()
    due = SeasonRest.objects.warned().filter(ended_on__lt=today, warned_at__lte=timezone.now() - GRACE)
    rested = 0
    while batch := _rest_batch(due, today, reference):
        rested += batch[1]
    if rested:
        pagecache.bump("products", "households", "listings")
    return rested


def _rest_batch(due: QuerySet[SeasonRest], today: dt.date, reference) -> tuple[int, int] | None:
    """Return (rows settled, products taken down); None when nothing is left."""
    with transaction.atomic(), pghistory.context(operation="rest_after_season"):
        rests = _locked(due)
        if not rests:
            return None
        now, down = timezone.now(), []
        wanted = defaultdict(list)
        for listing in Listing.objects.wanted().filter(product__in=[rest.product_id for rest in rests]).order_by("pk"):
            wanted[listing.product_id].append(listing)
        for rest in rests:
            listings = wanted[rest.product_id]
            if rest.product.is_archived or not listings or not season_of(rest.product, today, reference).is_out:
                rest.closed_at = now  # sold out, taken down by hand, or in season after all
                continue
            rest.taken_down_at, rest.marketplaces = now, sorted(listing.marketplace for listing in listings)
            down += [listing.pk for listing in listings]
        queue(down, JobPriority.BULK, intent=Intent.WITHDRAW)
        SeasonRest.objects.bulk_update(rests, ["taken_down_at", "marketplaces", "closed_at"])
    return len(rests), sum(rest.taken_down_at is not None for rest in rests)


def propose_revival(*, today: dt.date | None = None) -> int:
    """Invite households to put back what rests and whose next season begins within PROPOSE_DAYS; return how many."""
    today = today or timezone.localdate()
    reference = reference_windows()
    told: set[int] = set()
    proposed, after = 0, (0, 0)
    while True:
        waiting = SeasonRest.objects.resting().filter(proposed_at=None)
        with transaction.atomic(), pghistory.context(operation="propose_revival"):
            later = waiting.filter(product__household__gte=after[0]).exclude(
                product__household=after[0], product__lte=after[1]
            )
            rests = _locked(later)
            if not rests:
                return proposed
            after = (rests[-1].product.household_id, rests[-1].product_id)
            proposed += _propose(rests, today, reference, told)


def _propose(rests: list[SeasonRest], today: dt.date, reference, told: set[int]) -> int:
    due = [rest for rest in rests if not rest.product.is_archived and _begins(rest.product, today, reference)]
    for rest in due:
        rest.proposed_at = timezone.now()
    SeasonRest.objects.bulk_update(due, ["proposed_at"])
    body = _("Cổng 1034: %(what)s sắp vào vụ mới. Bác muốn đăng lại lên sàn thì bấm Đăng lại ở %(url)s")
    _tell([rest.product for rest in due], told, body)
    return len(due)


def _begins(product: Product, today: dt.date, reference) -> bool:
    season = season_of(product, today, reference)
    return not season.is_out or (season.starts_on - today).days <= PROPOSE_DAYS


def _locked(rests: QuerySet[SeasonRest]) -> list[SeasonRest]:
    """The next batch, its products locked first of all, as `for_writing` does; what another worker holds is left."""
    ordered = rests.select_related("product__household__owner").order_by("product__household_id", "product_id")
    return list(ordered.select_for_update(of=("product", "self"), skip_locked=True, no_key=True)[:BATCH])


def _tell(products: Iterable[Product], told: set[int], body: str, **more) -> None:
    """One text a household, whatever the number of its products; `told` remembers over the batches of a run."""
    by_household = defaultdict(list)
    for product in products:
        if product.household_id not in told:
            by_household[product.household_id].append(product)
    told |= set(by_household)
    for theirs in by_household.values():
        what = theirs[0].title
        if len(theirs) > 1:
            what = _("%(what)s và %(count)d nông sản khác") % {"what": what, "count": len(theirs) - 1}
        words = {"what": what, "url": f"{settings.PUBLIC_URL}/ho-cua-toi/nong-san/", **more}
        queue_text(phone=theirs[0].household.owner.phone, body=body % words)


# ---- by the household ----


@transaction.atomic
def set_season(
    *, product: Product, sells_all_year: bool, sells_from: int | None = None, sells_until: int | None = None
) -> Product:
    """Say when the product sells: all year, in dekads of its own, or (neither) as the crop ripens there.

    A warning that no longer holds is taken back.
    """
    product = lock(product)
    product.sells_all_year = sells_all_year
    product.sells_from, product.sells_until = (None, None) if sells_all_year else (sells_from, sells_until)
    product.save(update_fields=["sells_all_year", "sells_from", "sells_until", "updated_at"])
    today = timezone.localdate()
    season = season_of(product, today, reference_windows([product]))
    end = _end_to_tell(season, today)
    product.season_rests.warned().exclude(ended_on=end).update(closed_at=timezone.now())
    pagecache.bump("products", "households")
    return product


def keep_selling(*, product: Product) -> Product:
    """It is stored or processed: it sells all year, and the season takes nothing down."""
    return set_season(product=product, sells_all_year=True)


@transaction.atomic
def revive(*, product: Product, by) -> dict[str, list[Problem]]:
    """Put the product back where it was on sale; return why those left out are left out (consent is asked anew).

    Pressing again, or without anything resting, changes nothing.
    """
    product = lock(product)
    rest = product.season_rests.resting().select_for_update().first()
    if rest is None:
        return {}
    refused = publish(product=product, marketplaces=rest.marketplaces, by=by)
    if set(refused) != set(rest.marketplaces):
        _close(product)
    return refused


@transaction.atomic
def let_rest(*, product: Product) -> None:
    """Not this season: the invitation goes; everything stays as it is."""
    _close(lock(product))


def _close(product: Product) -> None:
    product.season_rests.resting().update(closed_at=timezone.now())
