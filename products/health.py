"""How the marketplaces are, in one look: what goes through, what waits, what stands still, what was last proven."""

import datetime as dt
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from products import causes
from products.enums import Delivery, Intent, JobPriority, Marketplace, Verdict
from products.marketplaces import is_by_hand, pace
from products.models import Listing, MarketplaceHealth, SyncJob, TrafficMinute, WebhookEvent

PROVEN_WITHIN = dt.timedelta(hours=24)
# The number of live listings moves slowly and is long to count among millions.
LIVE_COUNT_KEPT_S = 60
UNPROVEN_COUNTS_TO = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests made over some minutes against those allowed; listings accepted, refused; calls that failed."""

    minutes: int
    requests: int
    allowed: int
    accepted: int
    refused: int
    failed: int

    @property
    def share(self) -> float:
        return min(1.0, self.requests / self.allowed) if self.allowed else 0.0


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs of one priority: `waiting` in all, `due` now, `flying` in a worker's hands, the oldest since when."""

    label: str
    waiting: int
    due: int
    flying: int
    oldest: dt.datetime | None


@dataclass(frozen=True, slots=True)
class DeadEnd:
    words: str
    count: int
    oldest: dt.datetime


@dataclass
class Look:
    """Everything about one marketplace."""

    code: str
    is_by_hand: bool
    health: MarketplaceHealth
    paces: list[Pace] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    dead_ends: list[DeadEnd] = field(default_factory=list)
    dead_events: int = 0
    live: int = 0
    unproven: int = 0
    oldest_proof: dt.datetime | None = None
    last_event: dt.datetime | None = None

    @property
    def name(self) -> str:
        return str(Marketplace(self.code).label)

    @property
    def waiting(self) -> int:
        return sum(queue.waiting + queue.flying for queue in self.queues)

    @property
    def proven_share(self) -> float | None:
        """The share of live listings that were looked at within a day; None when there are none."""
        return max(0.0, 1 - self.unproven / self.live) if self.live else None

    @property
    def state(self) -> tuple[str, str]:
        """A chip's tone, and the state in words."""
        if self.is_by_hand:
            return "waiting", "Làm bằng tay"
        if self.health.is_open:
            return "rejected", "Tạm ngừng gửi"
        if self.health.open_until:
            return "waiting", "Đang thử lại"
        return ("waiting", "Đã đủ tin mới") if self.health.is_full else ("live", "Đang gửi")


def look_at_all(now: dt.datetime | None = None) -> list[Look]:
    """Return a look at each marketplace; a bounded number of statements, none of which reads a table of listings."""
    now = now or timezone.now()
    kept = {health.marketplace: health for health in MarketplaceHealth.objects.all()}
    looks = {
        code: Look(code, is_by_hand(code), kept.get(code) or MarketplaceHealth(marketplace=code))
        for code in Marketplace.values
    }
    _paces(looks, now)
    _queues(looks, now)
    _dead_ends(looks)
    _proof(looks, now)
    return list(looks.values())


def _paces(looks: dict[str, Look], now: dt.datetime) -> None:
    """The last whole minute, and the last whole hour: the minute at hand is not over yet."""
    until = now.replace(second=0, microsecond=0)
    rows = TrafficMinute.objects.filter(minute__gte=until - dt.timedelta(hours=1), minute__lt=until)
    names = ("requests", "accepted", "refused", "failed")
    minute = Q(minute__gte=until - dt.timedelta(minutes=1))
    sums = {f"{name}_60": Sum(name) for name in names} | {f"{name}_1": Sum(name, filter=minute) for name in names}
    found = {row["marketplace"]: row for row in rows.order_by().values("marketplace").annotate(**sums)}
    for code, look in looks.items():
        row = found.get(code, {})
        per_minute = 60_000_000 / pace(code).step_us
        for minutes in (1, 60):
            told = {name: row.get(f"{name}_{minutes}") or 0 for name in names}
            look.paces.append(Pace(minutes=minutes, allowed=round(per_minute * minutes), **told))


def _queues(looks: dict[str, Look], now: dt.datetime) -> None:
    waiting = Q(leased_until=None)
    rows = (
        SyncJob.objects.order_by("priority")
        .values("marketplace", "priority")
        .annotate(
            waiting=Count("pk", filter=waiting),
            due=Count("pk", filter=waiting & Q(not_before__lte=now)),
            flying=Count("pk", filter=~waiting),
            oldest=Min("created_at", filter=waiting),
        )
    )
    for row in rows:
        if look := looks.get(row.pop("marketplace")):
            look.queues.append(Queue(label=str(JobPriority(row.pop("priority")).label), **row))


def _dead_ends(looks: dict[str, Look]) -> None:
    stuck = Listing.objects.stuck().filter(delivery=Delivery.NEEDS_OFFICER).order_by()
    rows = stuck.values_list("marketplace", "cause").annotate(count=Count("pk"), oldest=Min("trouble_since"))
    for code, cause, count, oldest in sorted(rows, key=lambda row: -row[2]):
        if code in looks:
            looks[code].dead_ends.append(DeadEnd(causes.words_of(cause), count, oldest))
    dead = WebhookEvent.objects.dead().order_by().values_list("marketplace").annotate(count=Count("pk"))
    for code, count in dead:
        if code in looks:
            looks[code].dead_events = count


def _proof(looks: dict[str, Look], now: dt.datetime) -> None:
    for code, look in looks.items():
        # The conditions of the partial index `listing_to_verify`, so that it alone is read.
        proven = Listing.objects.on(code).filter(intent=Intent.PUBLISH, delivery=Delivery.DELIVERED)
        live = proven.filter(verdict=Verdict.LIVE)
        look.oldest_proof = live.order_by("verified_at").values_list("verified_at", flat=True).first()
        late = live.filter(verified_at__lt=now - PROVEN_WITHIN).order_by()
        look.unproven = late[:UNPROVEN_COUNTS_TO].count()
        key = f"live-listings:{code}"
        look.live = cache.get_or_set(key, lambda rows=live: rows.order_by().count(), LIVE_COUNT_KEPT_S)
        newest = WebhookEvent.objects.filter(marketplace=code).order_by("-pk").values_list("received_at", flat=True)
        look.last_event = newest.first()
