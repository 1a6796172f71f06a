"""One product on one marketplace, told on three axes: what we want, what was delivered, what the marketplace says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Household
from portal1034.core.models import TimestampedModel
from products.connectors.base import Seller
from products.enums import MOVING, STUCK, Delivery, Intent, Marketplace, Verdict
from products.models.arrays import array_of
from products.models.product import Product

# What is settled by price and stock alone; a revision of 0 says that nothing had to be sent. Who wants more from a
# listing has queued it before touching it, so under the row's lock a waiting job is seen.
SETTLE = """
UPDATE products_listing AS listing SET
    delivery = coalesce((
        SELECT 'queued' FROM products_syncjob AS job WHERE job.listing_id = listing.id AND job.leased_until IS NULL
        LIMIT 1), 'delivered'),
    problem = '{}', attempts = 0, updated_at = %(now)s, fingerprint = told.fingerprint,
    revision = GREATEST(listing.revision, told.revision),
    sent_at = CASE WHEN told.revision > 0 THEN %(now)s ELSE listing.sent_at END,
    delivered_at = CASE WHEN told.revision > 0 THEN %(now)s ELSE listing.delivered_at END
FROM unnest(%(listings)s::bigint[], %(prints)s::text[], %(revisions)s::bigint[]) AS told(id, fingerprint, revision)
WHERE listing.id = told.id AND listing.id = ANY(%(listings)s::bigint[])
"""


class ListingQuerySet(models.QuerySet):
    def on(self, marketplace: str) -> Self:
        return self.filter(marketplace=marketplace)

    def wanted(self) -> Self:
        return self.filter(intent=Intent.PUBLISH)

    def live(self) -> Self:
        return self.filter(intent=Intent.PUBLISH, verdict=Verdict.LIVE)

    def moving(self) -> Self:
        """Something will change without anybody doing anything: being sent, or being looked at by the marketplace."""
        return self.filter(Q(delivery__in=MOVING) | Q(delivery=Delivery.DELIVERED, verdict=Verdict.IN_REVIEW))

    def stuck(self) -> Self:
        return self.filter(delivery__in=STUCK)

    def stuck_by(self, marketplace: str, cause: str) -> Self:
        """What one cause holds up on a marketplace, the longest-waiting first; read from one partial index."""
        return self.stuck().filter(marketplace=marketplace, cause=cause).order_by("trouble_since", "pk")

    def in_review(self) -> Self:
        return self.filter(intent=Intent.PUBLISH, delivery=Delivery.DELIVERED, verdict=Verdict.IN_REVIEW)

    def unproven_since(self, age: timedelta) -> Self:
        """Delivered listings that nobody has looked at on the marketplace for `age`."""
        return self.filter(
            Q(verified_at__lt=timezone.now() - age) | Q(verified_at=None),
            intent=Intent.PUBLISH,
            delivery=Delivery.DELIVERED,
        )

    def lock(self, pks: Sequence[int]) -> None:
        """Hold these rows until the transaction ends, taken in the order that everybody takes them in."""
        with connection.cursor() as cursor:
            rows = "SELECT id FROM products_listing WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE"
            cursor.execute(rows, [array_of(pks)])

    def settle(self, told: Sequence[tuple[int, str, int]]) -> None:
        """Write that the marketplace has the price and stock that we have: (primary key, fingerprint, revision or 0).

        The caller holds the rows' locks.
        """
        if told:
            listings, prints, revisions = (array_of(column) for column in zip(*told, strict=True))
            values = {"listings": listings, "prints": prints, "revisions": revisions, "now": timezone.now()}
            with connection.cursor() as cursor:
                cursor.execute(SETTLE, values)

    def write(self, rows: Sequence["Listing"], names: Sequence[str]) -> None:
        """Save these fields of many listings in one statement: a hundred single ones take ten times as long.

        The caller holds the rows' locks.
        """
        if not rows:
            return
        now = timezone.now()
        for row in rows:
            row.updated_at = now
        fields = [self.model._meta.get_field(name) for name in dict.fromkeys([*names, "updated_at"])]
        quote = connection.ops.quote_name
        columns = [quote(field.column) for field in fields]
        arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
        values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
        statement = (
            f"UPDATE {quote(self.model._meta.db_table)} AS listing "  # noqa: S608  names of our own columns
            f"SET {', '.join(f'{column} = told.{column}' for column in columns)} "
            f"FROM unnest(%s::bigint[], {arrays}) AS told(id, {', '.join(columns)}) WHERE listing.id = told.id"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [[row.pk for row in rows], *values])


# Whatever code writes a listing, these two follow from it: why it is stuck, in one word that an index can hold, and
# since when something is wrong. A retry on its way mends nothing yet, so the time stays until the listing is at rest.
FOLLOW_TROUBLE = f"""
NEW.cause := '';
IF NEW.delivery IN ({", ".join(f"'{value}'" for value in sorted(STUCK))}) THEN
    NEW.cause := left(coalesce(NEW.problem ->> 'code', ''), 40);
    NEW.trouble_since := CASE TG_OP WHEN 'UPDATE' THEN coalesce(OLD.trouble_since, now()) ELSE now() END;
ELSIF NEW.delivery IN ({", ".join(f"'{value}'" for value in sorted(MOVING - STUCK))}) THEN
    NEW.trouble_since := CASE TG_OP WHEN 'UPDATE' THEN OLD.trouble_since END;
ELSE
    NEW.trouble_since := NULL;
END IF;
RETURN NEW;
"""


@pghistory.track(
    fields=["product", "marketplace", "intent"],
    model_name="ListingEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="events_query"),
)
class Listing(TimestampedModel):
    """`problem` is {} or {"code", "field", "text", "fix"}: a Vietnamese sentence, and where to mend it.

    `fingerprint` is of the last payload the marketplace took, `content_fingerprint` of the same without price and
    stock; both "" when what it has is not known. `sent_at` is written before anything leaves, so that a worker killed
    in between leaves a trace and the next one looks before it creates. `by_hand_at` and `by_hand_by` say that an
    officer put it on the marketplace by hand, as `fingerprint` has it: the pump then never touches it.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="listings", verbose_name=_("sản phẩm"))
    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    intent = models.CharField(_("muốn"), max_length=10, choices=Intent, default=Intent.DRAFT)
    delivery = models.CharField(_("gửi đi"), max_length=16, choices=Delivery, default=Delivery.IDLE)
    verdict = models.CharField(_("sàn trả lời"), max_length=10, choices=Verdict, default=Verdict.UNKNOWN)
    remote_id = models.CharField(_("mã trên sàn"), max_length=64, blank=True)
    remote_url = models.URLField(_("trang trên sàn"), max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    content_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    problem = models.JSONField(_("vướng mắc"), default=dict, blank=True)
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    sent_at = models.DateTimeField(_("gửi lần cuối"), null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(_("sàn nhận lúc"), null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("kiểm tra lúc"), null=True, blank=True, editable=False)
    by_hand_at = models.DateTimeField(_("đăng bằng tay lúc"), null=True, blank=True, editable=False)
    by_hand_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("người đăng bằng tay"),
    )
    # Of the last write that left, whatever came of it: the marketplace refuses one that arrives after a greater one.
    revision = models.BigIntegerField(default=0, db_default=0, editable=False)
    cause = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    trouble_since = models.DateTimeField(_("vướng từ"), null=True, blank=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tin đăng")
        verbose_name_plural = _("tin đăng")
        ordering = ("product", "marketplace")
        indexes = [
            models.Index(
                fields=("marketplace", "verified_at"),
                name="listing_to_verify",
                condition=Q(intent=Intent.PUBLISH, delivery=Delivery.DELIVERED),
            ),
            models.Index(
                fields=("marketplace", "-updated_at"), name="listing_stuck", condition=Q(delivery__in=sorted(STUCK))
            ),
            # Counting failures by cause, and listing those of one cause, reads this and nothing else of the table.
            models.Index(
                fields=("marketplace", "cause", "trouble_since", "id"),
                include=("delivery", "product"),
                name="listing_trouble",
                condition=Q(delivery__in=sorted(STUCK)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="follow_trouble",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FOLLOW_TROUBLE,
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("product", "marketplace"),
                name="one_listing_per_marketplace",
                violation_error_message=_("Sản phẩm này đã có tin đăng trên sàn đó."),
            ),
            models.UniqueConstraint(
                fields=("marketplace", "remote_id"),
                condition=Q(by_hand_at__isnull=False) & ~Q(remote_id=""),
                name="one_page_per_listing_by_hand",
                violation_error_message=_("Đường dẫn này đã ghi cho một sản phẩm khác."),
            ),
            models.CheckConstraint(
                name="listing_marketplace_known",
                condition=Q(marketplace__in=Marketplace.values),
                violation_error_message=_("Sàn này chưa nối với cổng."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} – {self.get_marketplace_display()}"

    @property
    def is_moving(self) -> bool:
        return self.delivery in MOVING or (self.delivery == Delivery.DELIVERED and self.verdict == Verdict.IN_REVIEW)

    @property
    def is_live(self) -> bool:
        return self.intent == Intent.PUBLISH and self.verdict == Verdict.LIVE


class Shop(models.Model):
    """A household's shop on a marketplace, once the marketplace has told its number."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="shops", verbose_name=_("hộ"))
    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    remote_id = models.CharField(_("mã gian hàng"), max_length=64)
    url = models.URLField(_("trang gian hàng"), max_length=500, blank=True)
    # The name and number it was last opened with: when they change, the marketplace is told.
    known_as = models.CharField(max_length=200, blank=True, editable=False)
    opened_at = models.DateTimeField(_("mở lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("gian hàng")
        verbose_name_plural = _("gian hàng")
        constraints = [
            models.UniqueConstraint(
                fields=("household", "marketplace"),
                name="one_shop_per_marketplace",
                violation_error_message=_("Hộ đã có gian hàng trên sàn này."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.household} – {self.get_marketplace_display()}"

    @staticmethod
    def name_of(seller: Seller) -> str:
        return f"{seller.name} {seller.phone}"
