"""Two provinces, each with a household that is shown, one that waits, a trader, an officer, a community team member,
and a row of every table. Every free text is stamped with a mark of its own; every row knows whose it is."""

import itertools
import random
import re
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, models, transaction
from django.test.client import Client, ClientHandler
from django.utils import timezone

from harvests.models import Harvest, HouseholdOnTheMove, Offer
from households.enums import CertificateKind, Verification
from households.importing.kinds import all_kinds
from households.models import (
    Assistance,
    Household,
    HouseholdMerge,
    ImportChange,
    ImportPart,
    ImportRow,
    ImportRun,
    NotDuplicate,
    RegistrationDraft,
    TeamMember,
)
from portal1034.accounts.enums import RequestKind, Role
from portal1034.accounts.models import User
from portal1034.accounts.operations import queue_text, send_code
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.accounts.privacy.models import Erasure, PersonalDataRequest
from portal1034.accounts.privacy.requests import open_request
from portal1034.commodities.models import Commodity, ReferenceSeason, SeasonNotice
from portal1034.regions.models import Commune, Province
from products import operations as selling
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.certificates import AttendanceFactory, CertificateFactory, TrainingClassFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, OfferFactory, OfferMessageFactory, TraderFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.news import ArticleFactory, EditorFactory
from tests.factories.products import ProductFactory, picture, publish, sellable_product
from tests.security.matrix.rows import CannotMake, make_row

CODES = {"a": "24", "b": "66"}
# Whose a row is. "talk" is between a household and a trader: no officer and no administrator reads along.
KINDS = ("shown", "waiting", "trader", "talk", "team", "staff")
PERSONS = tuple(f"{role}-{side}" for role in ("household", "trader", "officer", "team") for side in "ab")
HANDLER = ClientHandler(enforce_csrf_checks=False)
ACTORS = ("anonymous", *PERSONS, "editor", "administrator")
REACH = {
    "household": ("shown", "talk"),
    "trader": ("trader", "talk"),
    "officer": ("shown", "waiting", "trader", "team", "staff"),
    "team": ("team", "waiting"),
}
# Tables of the country, of the machinery, and of what is told by telephone number alone: nobody's rows.
NOBODYS = re.compile(
    r"^(?:regions|commodities|reports|news|sandbox|contenttypes|auth|sessions|axes|pghistory|core|admin)\.|Event$|Cell$"
    r"|^products\.(?:Marketplace\w*|TrafficMinute|CarrierRate)$|^harvests\.WarningThreshold$|^accounts\.OneTimeCode$|^accounts\.User_"
)
MARK = re.compile(r"ziv[ab]\d{4}x[a-z]{4}")
PHONE = re.compile(r"90077[12]\d{3}")
_FREE = (models.CharField, models.TextField)
# Texts with a form of their own, or that the portal looks rows up by.
_FORMED = re.compile(r"phone|code$|token|sha256|digest|slug|hash|cipher|key|index|remote|url|fingerprint|password|email"
                     r"|kind|marketplace|version|last_step|address$|cause|worker|topic|unit_label|names|document$"
                     r"|event_id|file_name$|search|carrier|number")  # fmt: skip
# Lists in which names and numbers of people stand.
LISTS = {
    "households.ImportRun.samples": lambda mark: [[mark]],
    "households.ImportRun.titles": lambda mark: [mark],
    "households.ImportRow.cells": lambda mark: [mark],
    "households.RegistrationDraft.steps": lambda mark: {"ten": {"name": mark}},
}
# What the public may read of a household that is shown, and of whoever trades.
PUBLIC = frozenset({
    "households.Household.name", "households.Household.story", "products.Product.title", "products.Product.grade",
    "products.Product.description", "harvests.Harvest.note", "harvests.BuyRequest.note", "harvests.BuyRequest.grade",
    "harvests.Trader.name",
    "harvests.Trader.story", "households.Certificate.issuer", "households.Certificate.scope",
    "households.TrainingClass.title", "households.TrainingClass.place", "households.TrainingClass.trainer",
    "accounts.Department.name", "accounts.Department.short_name", "households.Certificate.product_name",
    "households.Certificate.market",
})  # fmt: skip


@dataclass
class Side:
    """One province's people and rows: `rows[model]` are [(kind, row)] in the order they were made."""

    letter: str
    province: Province
    commune: Commune
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[type[models.Model], list[tuple[str, models.Model]]] = field(default_factory=dict)

    def of(self, model: type[models.Model], *kinds: str) -> list[models.Model]:
        return [row for kind, row in self.rows.get(model, ()) if not kinds or kind in kinds]


@dataclass(frozen=True)
class Mark:
    side: str
    kind: str
    where: str


@dataclass
class World:
    sides: dict[str, Side]
    people: dict[str, User]
    sessions: dict[str, str] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    owners: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    before: dict[str, dict[str, str]] = field(default_factory=dict)
    lacking: list[str] = field(default_factory=list)
    # Rows of the country that are about one province: {(table, primary key): province}.
    placed: dict[tuple[str, str], int] = field(default_factory=dict)
    tables: dict[str, type[models.Model]] = field(default_factory=dict)

    def reaches(self, actor: str, side: str, kind: str) -> bool:
        if actor == "administrator":
            return kind != "talk"
        role, _dash, own = actor.partition("-")
        return side == own and kind in REACH.get(role, ())

    def may_read(self, actor: str, mark: Mark) -> bool:
        return (mark.where in PUBLIC and mark.kind != "waiting") or self.reaches(actor, mark.side, mark.kind)

    def client(self, actor: str) -> Client:
        """A browser of its own for each request: whatever a page does to the cookies, the next one begins anew."""
        client = Client(raise_request_exception=False)
        client.handler = HANDLER  # its middleware is the portal's, and is put together once
        if key := self.sessions.get(actor):
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client


def tracked_models() -> list[type[models.Model]]:
    """Return every model whose rows are somebody's."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and not NOBODYS.search(m._meta.label)]


def build() -> World:
    sides = {letter: _side(letter) for letter in CODES}
    world = World(sides, {f"{role}-{s.letter}": user for s in sides.values() for role, user in s.people.items()})
    world.people["editor"] = EditorFactory(phone="+84900772901")
    world.people["administrator"] = UserFactory(phone="+84900772902", role=Role.ADMINISTRATOR)
    ArticleFactory(author=world.people["editor"])
    for side in sides.values():
        _complete(side, world)
    numbers = itertools.count(1)
    for side in sides.values():
        for model, rows in side.rows.items():
            for kind, row in rows:
                _stamp(world, side, kind, model, row, numbers)
    for actor, user in world.people.items():
        world.sessions[actor] = _session_of(user)
    for side, kind in itertools.product(sides.values(), ("shown", "waiting")):
        mark = f"ziv{side.letter}{next(numbers):04d}xpdff"
        world.marks[mark] = Mark(side.letter, kind, "the file of a certificate")
        storages["private"].save(_paper(side.province, kind), ContentFile(f"%PDF-1.4 {mark}".encode()))
    world.tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    world.before = {table: rows_of(table) for table, model in world.tables.items() if _is_watched(model)}
    for model in (ReferenceSeason, SeasonNotice):
        for pk, province in model.objects.values_list("pk", "province_id"):
            world.placed[(model._meta.db_table, str(pk))] = province
    return world


def _is_watched(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy and (
        not NOBODYS.search(model._meta.label) or model._meta.label.startswith("commodities."))  # fmt: skip


def rows_of(table: str) -> dict[str, str]:
    """Return {primary key: hash of the whole row}."""
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    key = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {key}::text, md5(t::text) FROM "{table}" AS t')  # noqa: S608
        return dict(cursor.fetchall())


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# ---- one side ----


def _side(letter: str) -> Side:
    commune = commune_of(CODES[letter])
    side = Side(letter, commune.province, commune)
    phones = (f"+8490077{'1' if letter == 'a' else '2'}{n:03d}" for n in itertools.count(100))
    for kind, make in (("staff", _staff), ("team", _team), ("shown", _shown), ("waiting", _waiting),
                       ("trader", _trader), ("talk", _talk), ("staff", _desk)):  # fmt: skip
        seen = {model: set(model._base_manager.values_list("pk", flat=True)) for model in tracked_models()}
        make(side, phones)
        for model, old in seen.items():
            new = model._base_manager.exclude(pk__in=old).order_by("pk")
            side.rows.setdefault(model, []).extend((kind, row) for row in new)
    return side


def _staff(side: Side, phones) -> None:
    department = DepartmentFactory(codes=[CODES[side.letter]])
    side.people["officer"] = OfficerFactory(phone=next(phones), department=department)
    TrainingClassFactory(province=side.province, commune=side.commune)


def _team(side: Side, phones) -> None:
    officer = side.people["officer"]
    side.people["team"] = UserFactory(phone=next(phones))
    member = TeamMember.objects.create(
        user=side.people["team"], department=officer.department, appointed_by=officer, is_active=True
    )
    member.communes.add(side.commune)


def _shown(side: Side, phones) -> None:
    officer = side.people["officer"]
    owner = UserFactory(phone=next(phones), email=f"{side.letter}@vi-du.vn")
    side.people["household"] = owner
    household = VerifiedHouseholdFactory(owner=owner, commune=side.commune, verified_by=officer,
                                         address_line="Ngõ", address_typed="Ngõ")  # fmt: skip
    _everything_of(household, officer)
    product = sellable_product(household=household)
    publish(product)
    keep_identity(user=owner, number=f"0241850001{ord(side.letter):02d}"[:12])
    send_code(phone=str(owner.phone.as_e164), purpose="sign_in", address="127.0.0.1")


def _paper(province: Province, kind: str) -> str:
    return f"c/kin-{province.code}-{kind}.pdf"


def _everything_of(household: Household, officer: User) -> None:
    kind = "shown" if household.verification == Verification.VERIFIED else "waiting"
    CertificateFactory(
        household=household,
        kind=CertificateKind.VIETGAP,
        document=_paper(household.province, kind),
        document_kind="pdf",
    )
    HarvestFactory(household=household)
    AttendanceFactory(household=household, recorded_by=officer,
                      training_class=TrainingClassFactory(province=household.province))  # fmt: skip
    open_request(person=household.owner, kind=RequestKind.CORRECT, details="Tên sai")
    queue_text(phone=str(household.owner.phone.as_e164), body="Tin")


def _waiting(side: Side, phones) -> None:
    officer = side.people["officer"]
    household = HouseholdFactory(owner=UserFactory(phone=next(phones)), commune=side.commune, address_typed="Ngõ")
    Assistance.objects.create(household=household, by=side.people["team"], as_team=True, how="paper", note="Phiếu")
    _everything_of(household, officer)
    product = ProductFactory(household=household)
    selling.add_photo(product=product, picture=picture(ord(side.letter)))
    RegistrationDraft.objects.create(user=UserFactory(phone=next(phones)), steps={"ten": {"name": "Nháp"}})
    twins = [HouseholdFactory(owner=UserFactory(phone=next(phones)), commune=side.commune) for _n in range(2)]
    HouseholdMerge.objects.create(kept=twins[0], dropped=twins[1], merged_by=officer)
    for one in (household, twins[0]):
        keep_identity(user=one.owner, number=f"0241850009{ord(side.letter):02d}"[:12])
    NotDuplicate.objects.create(first=household, second=twins[0], said_by=officer)


def _trader(side: Side, phones) -> None:
    side.people["trader"] = UserFactory(phone=next(phones), role=Role.TRADER)
    trader = TraderFactory(user=side.people["trader"], province=side.province)
    BuyRequestFactory(trader=trader, province=side.province)


def _talk(side: Side, phones) -> None:
    harvest = side.of(Harvest, "shown")[0]
    offer = OfferFactory(harvest=harvest, trader=side.people["trader"].trader)
    OfferMessageFactory(offer=offer, sender=side.people["trader"])


def _desk(side: Side, phones) -> None:
    """Imports of every kind that an officer brought in."""
    officer, household = side.people["officer"], side.of(Household, "shown")[0]
    for status, kind in itertools.product(("checked", "done"), [each.code for each in all_kinds()]):
        run = ImportRun.objects.create(
            kind=kind, created_by=officer, department=officer.department, file_name="danh-sach.xlsx",
            consent_wording="…", status=status, known=1, made=1, titles=["Kín"], samples=[["Kín"]],
            started_at=timezone.now() if status == "done" else None,
        )  # fmt: skip
        ImportPart.objects.create(run=run, position=0, content=b"x")
        ImportRow.objects.create(run=run, number=2, outcome="known", cells=["Kín"], understood="Kín")
        ImportChange.objects.create(run=run, number=2, object_id=household.pk, label="Kín", before={}, after={})
    closed = PersonalDataRequest.objects.filter(person=household.owner).first()
    Erasure.objects.create(person=household.owner, request=closed, ordered_by=officer)


# ---- what is still lacking, and the marks ----


def _complete(side: Side, world: World) -> None:
    """Make a row of every table that has none here; what cannot be made by itself is told."""
    for _round in range(3):  # a table may need one that is made in the round before
        lacking = []
        near = {model: rows[0][1] for model, rows in side.rows.items() if rows}
        near |= {Province: side.province, Commune: side.commune, User: side.people["household"]}
        near[Commodity] = Commodity.objects.get(slug="vai-thieu")
        for model in tracked_models():
            if side.rows.get(model) or model is HouseholdOnTheMove:
                continue
            try:
                row = make_row(model, near)
            except CannotMake as error:
                lacking.append(str(error))
            else:
                talks = any(column.related_model is Offer for column in model._meta.concrete_fields)
                side.rows[model] = [("talk" if talks else "shown", row)]
    world.lacking += lacking


def _stamp(world: World, side: Side, kind: str, model: type[models.Model], row: models.Model, numbers) -> None:
    label = model._meta.label
    world.owners[(model._meta.db_table, str(row.pk))] = (side.letter, kind)
    for column in model._meta.concrete_fields:
        shape = LISTS.get(f"{label}.{column.name}")
        if shape is None and not _is_free(column):
            continue
        mark = f"ziv{side.letter}{next(numbers):04d}x{''.join(random.choices('bcdfghk', k=4))}"
        value = shape(mark) if shape else f"mok{side.letter} {mark}"
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{column.attname: value})
        except IntegrityError:
            continue  # a text of a form that the database itself holds, like a digital address
        world.marks[mark] = Mark(side.letter, kind, f"{label}.{column.name}")
        setattr(row, column.attname, value)
    if isinstance(row, User):
        world.marks[row.phone.as_e164.removeprefix("+84")] = Mark(side.letter, kind, "accounts.User.phone")


def _is_free(column: models.Field) -> bool:
    """Whether a column holds free text, wide enough for a mark."""
    if type(column) not in _FREE or column.choices or column.unique or _FORMED.search(column.name):
        return False
    return column.max_length is None or column.max_length >= 20
