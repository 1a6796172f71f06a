"""A conversation between a trader and a household (đề nghị), about one harvest or one buy request, with its outcome."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from harvests.enums import DEAL_HOLDS, UNDECIDED, OfferStatus, OutcomeState, Side
from harvests.models.buy_request import BuyRequest
from harvests.models.harvest import Harvest
from harvests.models.trader import Trader
from households.models import Household
from portal1034.accounts.models import User
from portal1034.core.models import TimestampedModel


class OfferQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(status=OfferStatus.OPEN)

    def of_user(self, user) -> Self:
        """The conversations that the user is one side of; nobody else reads them."""
        return self.filter(Q(trader__user=user) | Q(household__owner=user))

    def of_household(self, household: Household) -> Self:
        return self.filter(household=household)

    def of_trader(self, trader: Trader) -> Self:
        return self.filter(trader=trader)

    def unread_by(self, side: Side) -> Self:
        return self.filter(**{f"unread_by_{side}": True})

    def drop_changes(self) -> int:
        """Take what was proposed after a deal off the table: the deal stands as both agreed to it."""
        changing = self.filter(status=OfferStatus.CHANGING)
        return changing.update(
            status=OfferStatus.AGREED, terms=F("deal"), agreed_by_trader=True, agreed_by_household=True
        )

    def with_subjects(self) -> Self:
        return self.select_related(
            "trader__user", "household__owner", "household__commune", "household__province", "harvest__commodity",
            "buy_request__commodity", "terms", "deal",
        )  # fmt: skip

    def latest(self) -> Self:
        return self.order_by("-last_message_at", "-pk")


class Offer(TimestampedModel):
    trader = models.ForeignKey(Trader, models.PROTECT, related_name="offers", verbose_name="bên mua", db_index=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="offers", verbose_name="hộ sản xuất", db_index=False
    )
    harvest = models.ForeignKey(
        Harvest, models.PROTECT, null=True, blank=True, related_name="offers", verbose_name="đợt thu hoạch"
    )
    buy_request = models.ForeignKey(
        BuyRequest, models.PROTECT, null=True, blank=True, related_name="offers", verbose_name="nhu cầu thu mua"
    )
    status = models.CharField("trạng thái", max_length=10, choices=OfferStatus, default=OfferStatus.OPEN)
    # The version of the terms that is on the table, and the last one that both said yes to. One side alone never
    # undoes a deal: it holds until both have said yes to another version, and outcomes are about it alone.
    terms = models.ForeignKey(
        "OfferTerms", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="điều khoản"
    )
    deal = models.ForeignKey(
        "OfferTerms", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="đã chốt"
    )
    # It takes both to agree, and to the very version on the table: what one side alone calls a deal is none.
    agreed_by_trader = models.BooleanField("bên mua đồng ý", default=False, editable=False)
    agreed_by_household = models.BooleanField("hộ đồng ý", default=False, editable=False)
    decided_at = models.DateTimeField("kết luận lúc", null=True, blank=True, editable=False)
    # What both sides' words about the deal come to, and when it was to be delivered: kept by operations.deal_outcome.
    outcome_state = models.CharField("kết quả", max_length=14, choices=OutcomeState, blank=True, editable=False)
    concluded_on = models.DateField("hạn giao", null=True, blank=True, editable=False)
    outcome_asked_at = models.DateTimeField("hỏi kết quả lúc", null=True, blank=True, editable=False)
    last_message_at = models.DateTimeField("tin cuối lúc", default=timezone.now, editable=False)
    unread_by_trader = models.BooleanField("bên mua chưa đọc", default=False, editable=False)
    unread_by_household = models.BooleanField("hộ chưa đọc", default=False, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị mua bán"
        verbose_name_plural = "đề nghị mua bán"
        ordering = ("-last_message_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="offer_has_one_subject",
                condition=Q(harvest__isnull=False, buy_request__isnull=True)
                | Q(harvest__isnull=True, buy_request__isnull=False),
                violation_error_message="Một đề nghị nói về một đợt thu hoạch hoặc một nhu cầu thu mua.",
            ),
            models.UniqueConstraint(fields=("trader", "harvest"), name="offer_once_per_harvest"),
            models.UniqueConstraint(fields=("household", "buy_request"), name="offer_once_per_request"),
            models.CheckConstraint(
                name="offer_agreed_by_both",
                condition=~Q(status=OfferStatus.AGREED)
                | Q(
                    agreed_by_trader=True,
                    agreed_by_household=True,
                    terms__isnull=False,
                    deal__isnull=False,
                    deal=F("terms"),
                ),
                violation_error_message="Hai bên cùng đồng ý một bản điều khoản mới là thống nhất.",
            ),
            models.CheckConstraint(
                name="offer_yes_is_to_terms",
                condition=Q(terms__isnull=False) | Q(agreed_by_trader=False, agreed_by_household=False),
                violation_error_message="Chưa có điều khoản để đồng ý.",
            ),
            models.CheckConstraint(
                name="offer_deal_holds",
                condition=Q(deal__isnull=True) & ~Q(status__in=DEAL_HOLDS)
                | Q(deal__isnull=False, status=OfferStatus.AGREED)
                | Q(deal__isnull=False, terms__isnull=False, status=OfferStatus.CHANGING) & ~Q(deal=F("terms")),
                violation_error_message="Điều hai bên đã thống nhất còn nguyên cho đến khi cả hai đồng ý bản khác.",
            ),
            models.CheckConstraint(name="offer_outcome_known", condition=Q(outcome_state__in=OutcomeState.values)),
            models.CheckConstraint(
                name="offer_outcome_of_a_deal",
                condition=Q(outcome_state="") | Q(status=OfferStatus.AGREED, concluded_on__isnull=False),
            ),
            models.CheckConstraint(name="offer_status_known", condition=Q(status__in=OfferStatus.values)),
        ]
        indexes = [
            models.Index(fields=("household", "-last_message_at", "-id"), name="offer_household_inbox"),
            models.Index(fields=("trader", "-last_message_at", "-id"), name="offer_trader_inbox"),
            models.Index(fields=("trader", "concluded_on"), name="offer_trader_told", condition=~Q(outcome_state="")),
            models.Index(
                fields=("household", "concluded_on"), name="offer_household_told", condition=~Q(outcome_state="")
            ),
            models.Index(
                fields=("concluded_on",),
                name="offer_outcome_due",
                condition=Q(outcome_asked_at=None, concluded_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.trader} – {self.household}"

    def get_absolute_url(self):
        return reverse("harvests:offer", args=[self.pk])

    @property
    def subject(self) -> Harvest | BuyRequest:
        return self.harvest or self.buy_request

    @property
    def is_undecided(self) -> bool:
        return self.status in UNDECIDED

    def may_tell_outcome(self, today) -> bool:
        """Whether a side can say what became of the deal: from the first day of delivery on (needs `deal`)."""
        return self.deal_id is not None and self.deal.deliver_from <= today

    def side_of(self, user) -> Side | None:
        """Which side the user is, None for anybody else (needs `trader` and `household`)."""
        if self.trader.user_id == user.pk:
            return Side.TRADER
        return Side.HOUSEHOLD if self.household.owner_id == user.pk else None


class OfferMessage(models.Model):
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="messages", verbose_name="đề nghị", db_index=False)
    sender = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người gửi")
    body = models.TextField("nội dung", max_length=1000)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = "tin nhắn"
        verbose_name_plural = "tin nhắn"
        ordering = ("pk",)
        indexes = [models.Index(fields=("offer", "id"), name="offermessage_in_order")]
        constraints = [models.CheckConstraint(name="offermessage_says_something", condition=~Q(body=""))]

    def __str__(self):
        return self.body[:60]
