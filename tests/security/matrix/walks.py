"""Walks past the doors: which requests one person makes, and what each of them came to."""

from collections.abc import Iterable, Iterator

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import RequestFactory
from django.urls import reverse

from households.models import Household
from portal1034.accounts.perms import can_enter_admin
from products.models import Product
from tests.security.matrix.doors import Door
from tests.security.matrix.knocking import Knock, answers_to, knock
from tests.security.matrix.world import Side, World

# Pages of a developer's machine, which a portal at work does not have.
OURS = frozenset({"accounts:messages", "pages:style"})


def foreign_of(actor: str, world: World) -> list[Side]:
    """Return the sides that are not this person's; for staff of the whole country one stands for both."""
    own = actor.partition("-")[2] or ("a" if actor in {"administrator", "editor"} else "")
    return [side for letter, side in world.sides.items() if letter != own]


def own_of(actor: str, world: World) -> Side:
    return world.sides[actor.partition("-")[2] or "a"]


def everything(side: Side) -> dict:
    """What a hostile form or address may add: rows of `side` under every name that the portal reads."""
    household, product = side.of(Household, "waiting")[0], side.of(Product, "waiting")[0]
    return {
        "ma": household.code, "household": household.pk, "ho": household.pk, "pk": household.pk, "id": household.pk,
        "code": household.code, "product": product.pk, "tinh": side.province.slug, "province": side.province.pk,
        "q": f"mok{side.letter}", "phone": household.owner.phone.as_national, "department": 1,
        "user": household.owner_id,
        "sau": "0", "so": "1", "tiep": "/quan-tri/", "body": "Chào bác", "text": "0900000000",
    }  # fmt: skip


def walk(world: World, actor: str, doors: Iterable[Door]) -> Iterator[Knock]:
    """Knock at every door with what is the person's own and with what is not."""
    for door in doors:
        if door.route.startswith("quan-tri/") and not is_staff(world, actor):
            yield from _turned_away(world, actor, door)
            continue
        own = list(_own(world, actor, door))
        yield from own
        if door.arguments:
            yield from _foreign(world, actor, door, own[0].forms)


def is_staff(world: World, actor: str) -> bool:
    return actor in world.people and can_enter_admin(world.people[actor])


def _turned_away(world: World, actor: str, door: Door) -> Iterator[Knock]:
    """Whoever may not enter the admin is refused at each of its doors: one look and one try are enough."""
    side = foreign_of(actor, world)[0]
    path, _kinds = door.paths(side)[0]
    yield knock(world, actor, "GET", path)
    yield knock(world, actor, "POST", path, everything(side))


def _own(world: World, actor: str, door: Door) -> Iterator[Knock]:
    """Own pages first, their forms sent back with rows of another side wherever a row is chosen."""
    foreign, mine = foreign_of(actor, world)[0], own_of(actor, world)
    paths = [path for path, kinds in door.paths(mine) if all(world.reaches(actor, mine.letter, k) for k in kinds if k)]
    for path in (paths or [path for path, _kinds in door.paths(mine)])[:1]:
        seen = knock(world, actor, "GET", path)
        yield seen
        if not door.arguments:
            yield knock(world, actor, "GET", path, everything(foreign))
        yield knock(world, actor, "POST", path, everything(foreign) | answers_to(seen.forms, foreign))


def _foreign(world: World, actor: str, door: Door, forms: tuple) -> Iterator[Knock]:
    """What is not theirs, asked for and written to with an answer that their own page would take."""
    mine = own_of(actor, world)
    for side in foreign_of(actor, world):
        for path, kinds in door.paths(side):
            closed = door.is_closed and any(kinds) and not any(world.reaches(actor, side.letter, k) for k in kinds if k)
            yield knock(world, actor, "GET", path, closed=closed)
            yield knock(world, actor, "POST", path, everything(side) | answers_to(forms, mine), closed=closed)


def admin_lists(world: World, actor: str) -> Iterator[Knock]:
    """Search, filter, autocomplete and act in bulk, in every list of the admin, with what is not theirs."""
    request = RequestFactory().get("/")
    request.user = world.people["administrator"]
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_view_permission(_as(world, actor)):
            continue
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for side in foreign_of(actor, world):
            household = side.of(Household)[0].pk
            for query in ({"q": f"mok{side.letter}"}, {"tinh": side.province.slug},
                          {"province__id__exact": side.province.pk}, {"household__id__exact": household}):  # fmt: skip
                yield knock(world, actor, "GET", path, query)
            rows = [str(row.pk) for row in side.of(model)]
            for action in model_admin.get_actions(request):
                sent = {"action": action, ACTION_CHECKBOX_NAME: rows, "post": "yes", "index": "0", "select_across": "0"}
                yield knock(world, actor, "POST", path, sent)
                yield knock(world, actor, "POST", path, sent | {"select_across": "1"})


def autocompletes(world: World, actor: str) -> Iterator[Knock]:
    """Ask every field that completes for rows of another side."""
    path = reverse("admin:autocomplete")
    for model in admin.site._registry:
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            if not getattr(field, "remote_field", None) or field.auto_created or related not in admin.site._registry:
                continue
            if not admin.site._registry[related].search_fields:
                continue
            for side in foreign_of(actor, world):
                for term in ("", f"mok{side.letter}", "0900"):
                    asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name,
                             "field_name": field.name, "term": term}  # fmt: skip
                    yield knock(world, actor, "GET", path, asked)


def _as(world: World, actor: str):
    request = RequestFactory().get("/")
    from django.contrib.auth.models import AnonymousUser

    request.user = world.people.get(actor, AnonymousUser())
    return request
