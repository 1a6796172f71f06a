"""A dry run: what each marketplace would receive of a product, field by field, why, and which rules it breaks.

The decision is the pump's own (`sync.decision`), the body is what the connector itself would send (`rehearse`), so a
rehearsal cannot say anything else than what then happens. Nothing is sent, unless a look at the marketplace is asked.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from products.connectors.base import RemoteListing
from products.connectors.errors import ConnectorError
from products.enums import Intent, Marketplace, Verdict
from products.marketplaces import connector, is_by_hand
from products.models import Listing, Product
from products.payloads import payload_of
from products.sync.decision import Action, Decision, Facts, decide

MOST = 500
# What a field is called on the portal, by its name in either contract.
LABELS: dict[str, str | Promise] = {
    "external_id": gettext_lazy("mã trên cổng"),
    "shop_external_id": gettext_lazy("gian hàng"),
    "sub_seller": gettext_lazy("nhà bán"),
    "title": gettext_lazy("tên sản phẩm"),
    "description": gettext_lazy("mô tả"),
    "category_code": gettext_lazy("ngành hàng"),
    "price_vnd": gettext_lazy("giá (đồng)"),
    "stock": gettext_lazy("số lượng còn"),
    "weight_g": gettext_lazy("khối lượng (gam)"),
    "unit": gettext_lazy("đơn vị"),
    "origin": gettext_lazy("nơi làm ra"),
    "photo_urls": gettext_lazy("ảnh"),
    "photo_ids": gettext_lazy("ảnh"),
    "certificates": gettext_lazy("chứng nhận"),
}
# Which field of ours a rule is about, by the contract's name of it.
_OURS = {"photo_urls": "photos", "photo_ids": "photos", "shop_external_id": "seller", "sub_seller": "seller"}
_REPRICED = ("price_vnd", "stock")
ACTIONS: dict[str, str | Promise] = {
    Action.SEND: gettext_lazy("Gửi cả tin"),
    Action.REPRICE: gettext_lazy("Chỉ gửi giá và số lượng"),
    Action.TAKE_DOWN: gettext_lazy("Gỡ khỏi sàn"),
    Action.SKIP: gettext_lazy("Không gửi gì"),
    Action.HOLD: gettext_lazy("Giữ lại"),
    Action.FORGET: gettext_lazy("Không có việc"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field: `value` is JSON as sent, `now` what the marketplace shows ("" when it does not tell)."""

    name: str
    label: str
    value: str
    is_sent: bool
    now: str = ""
    changes: bool = False
    problems: tuple[str, ...] = ()


@dataclass
class Rehearsal:
    """`lines` are in the order of the body; `problems` are of no single field; `looked` says what a look found."""

    product: Product
    marketplace: str
    decision: Decision
    why: str
    is_wanted: bool
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    body: str = ""
    looked: str = ""

    @property
    def where(self) -> str:
        return str(Marketplace(self.marketplace).label)

    @property
    def action(self) -> str:
        return str(ACTIONS[self.decision.action])

    @property
    def is_partly_sent(self) -> bool:
        return self.decision.action is Action.REPRICE

    @property
    def is_sent(self) -> bool:
        return any(line.is_sent for line in self.lines)

    @property
    def tone(self) -> str:
        return {Action.HOLD: "rejected", Action.TAKE_DOWN: "rejected", Action.SKIP: ""}.get(
            self.decision.action, "live"
        )


def rehearse(product: Product, marketplace: str, *, look: bool = False) -> Rehearsal:
    """Return what `marketplace` would get of the product (from `with_payload_parts()`); `look` asks it what it has.

    A product nobody has asked to sell there is rehearsed as if somebody had.
    """
    listing = product.listings.filter(marketplace=marketplace).first()
    purpose = ConsentPurpose.for_marketplace(marketplace)
    has_agreed = Consent.objects.active().for_purpose(purpose).filter(user=product.household.owner_id).exists()
    found = _rehearse(product, marketplace, listing, has_agreed)
    remote = _look(found) if look else None
    _tell_fields(found, remote)
    return found


def rehearse_many(products: Iterable[Product]) -> Iterator[Rehearsal]:
    """Yield, for each marketplace a product is on or, where it is on none, for all; without fields, without a look.

    `products` come from `with_payload_parts()` with their listings prefetched.
    """
    rows = list(products)
    owners = {product.household.owner_id for product in rows}
    agreed = {
        marketplace: set(
            Consent.objects.active()
            .for_purpose(ConsentPurpose.for_marketplace(marketplace))
            .filter(user__in=owners)
            .values_list("user", flat=True)
        )
        for marketplace in Marketplace.values
    }
    for product in rows:
        listings = {row.marketplace: row for row in product.listings.all() if row.intent != Intent.DRAFT}
        for marketplace in listings or Marketplace.values:
            has_agreed = product.household.owner_id in agreed[marketplace]
            yield _rehearse(product, marketplace, listings.get(marketplace), has_agreed)


def counts_of(rehearsals: Iterable[Rehearsal]) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
    """Return (marketplace, action, how many) and (marketplace, broken rule, how many), the most frequent first."""
    actions: Counter[tuple[str, str]] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    for each in rehearsals:
        actions[each.where, each.action] += 1
        rules.update((each.where, problem.code) for problem in each.decision.broken)
    return ([(*key, n) for key, n in actions.most_common()], [(*key, n) for key, n in rules.most_common()])


def _rehearse(product: Product, marketplace: str, listing: Listing | None, has_agreed: bool) -> Rehearsal:
    is_wanted = listing is not None and listing.intent != Intent.DRAFT
    if not is_wanted:
        listing = copy(listing) if listing else Listing(product=product, marketplace=marketplace)
        listing.intent = Intent.PUBLISH
    decision = decide(connector(marketplace), Facts.of(listing, product, has_agreed=has_agreed))
    return Rehearsal(product, marketplace, decision, _why(decision, listing), is_wanted)


def _why(decision: Decision, listing: Listing) -> str:
    if decision.problem:
        return decision.problem["text"]
    if decision.action is Action.TAKE_DOWN:
        return _("Hộ không bán ở đây nữa.")
    if decision.action is Action.SKIP:
        return _("Sàn đã có đúng bản này.")
    if decision.action is Action.REPRICE:
        return _("Ngoài giá và số lượng, không gì đổi từ lần gửi trước.")
    if decision.action is Action.SEND:
        known = listing.remote_id and listing.verdict != Verdict.GONE
        return _("Tên, mô tả hoặc ảnh đã đổi từ lần gửi trước.") if known else _("Sàn chưa có tin này.")
    return _("Chưa có gì trên sàn và không ai muốn đăng.")


def _look(found: Rehearsal) -> RemoteListing | None:
    """Ask the marketplace what it has; what came of it is said, never raised."""
    if is_by_hand(found.marketplace):
        found.looked = _("Sàn này làm bằng tay, cổng không xem được.")
        return None
    try:
        remote = connector(found.marketplace).look_up(found.product.external_id)
    except ConnectorError as error:
        found.looked = _("Chưa xem được trên sàn: %s") % error.message
        return None
    if remote is None:
        found.looked = _("Trên sàn chưa có sản phẩm này.")
        return None
    found.looked = _("Trên sàn: %(state)s, mã %(id)s.") % {
        "state": Verdict(remote.verdict).label,
        "id": remote.remote_id,
    }
    return remote


def _tell_fields(found: Rehearsal, remote: RemoteListing | None) -> None:
    payload = found.decision.payload or payload_of(found.product)
    body = connector(found.marketplace).rehearse(payload)
    found.body = json.dumps(body, ensure_ascii=False, indent=2)
    by_field: dict[str, list[str]] = {}
    for problem in found.decision.broken:
        by_field.setdefault(problem.field, []).append(problem.message)
    action = found.decision.action
    for name, value in body.items():
        is_sent = action is Action.SEND or (action is Action.REPRICE and name in _REPRICED)
        now = getattr(remote, name, None) if remote else None
        line = Line(
            name=name,
            label=str(LABELS.get(name, name)),
            value=_as_text(value),
            is_sent=is_sent,
            now="" if now is None else _as_text(now),
            changes=now is not None and now != value,
            problems=tuple(by_field.pop(_OURS.get(name, name), ())),
        )
        found.lines.append(line)
    found.problems = [sentence for sentences in by_field.values() for sentence in sentences]


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0 if isinstance(value, list) and value else None)
