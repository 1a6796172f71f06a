"""Every address of the portal, with its arguments filled in by rows of one side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from harvests.models import BuyRequest, Harvest, Offer
from households.models import Attendance, Certificate, Household, HouseholdMerge, TrainingClass
from news.models import Article
from portal1034.accounts.models import User
from products.models import Order, Photo, Product
from tests.security.matrix.world import Side, World

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
_NAMED = re.compile(r"\(\?P<(\w+)>")


class NoFiller(LookupError):
    """A new address has an argument that nobody has said how to fill; the message says where to say it."""


# Whose rows the addresses below a beginning are about, whatever their views are called.
PLACES = {"de-nghi/": Offer, "thu-mua/": BuyRequest, "ho-cua-toi/don-hang/": Order}
# (view's name or a beginning of it, argument) → a model, whose primary key is meant, or a function of a row's side.
ROWS = {
    ("households:team_", "pk"): Household,
    ("households:team_paper", "certificate"): Certificate,
    ("households:certificate", "pk"): Certificate,
    ("products:", "pk"): Product,
    ("products:", "photo_pk"): Photo,
    ("harvests:ask", "harvest_pk"): Harvest,
    ("harvests:buy_request", "pk"): BuyRequest,
    ("harvests:answer", "pk"): BuyRequest,
    ("harvests:close_buy_request", "pk"): BuyRequest,
    ("harvests:offer", "pk"): Offer,
    ("harvests:mark_read", "pk"): Offer,
    ("harvests:decide", "pk"): Offer,
    ("harvests:", "pk"): Harvest,
    ("admin:households_household_unmerge", "pk"): HouseholdMerge,
    ("admin:products_listing_text", "pk"): Household,
    ("admin:products_listing_called", "pk"): Household,
    ("admin:households_household_compare", "other"): Household,
    ("admin:households_trainingclass", "attendance_pk"): Attendance,
    ("admin:auth_user_password_change", "id"): User,
    ("admin:accounts_user_second_step", "pk"): User,
}
# (view's name or a beginning of it, argument) → the values that a row's side gives.
WORDS = {
    ("pages:household", "code"): lambda side: [h.code for h in side.of(Household)],
    ("pages:contact", "code"): lambda side: [h.code for h in side.of(Household, "shown", "waiting")[:2]],
    ("pages:trace", "code"): lambda side: [x.code for m in (Household, Product) for x in side.of(m)],
    ("pages:data_request", "slug"): lambda side: ["sua", "xoa"],
    ("pages:province", "slug"): lambda side: [side.province.slug],
    ("households:register", "slug"): lambda side: ["ten", "dia-chi", "nong-san"],
    ("households:sign_in_class", "token"): lambda side: [c.token for c in side.of(TrainingClass)[:1]],
    ("products:detail", "slug"): lambda side: [p.slug for p in side.of(Product)],
    ("", "marketplace"): lambda side: ["postmart"],
    ("pages:share_picture", "slug"): lambda side: [p.slug for p in side.of(Product)] or ["vai-thieu"],
    ("pages:sitemap", "name"): lambda side: ["san-pham", "ho-san-xuat"],
    ("pages:sitemap", "number"): lambda side: ["0"],
    ("news:", "province"): lambda side: [side.province.slug],
    ("news:", "topic"): lambda side: ["mua-vu"],
    ("pages:share_picture", "mark"): lambda side: ["0123456789abcdef"],
    ("harvests:", "slug"): lambda side: ["vai-thieu"],
    ("news:", "slug"): lambda side: [a.slug for a in Article.objects.all()[:1]],
    ("admin:households_importrun_template", "kind"): lambda side: ["households", "products", "attendance"],
    ("admin:products_listing", "cause"): lambda side: ["unverified"],
    ("admin:app_list", "app_label"): lambda side: ["households"],
    ("admin:view_on_site", "content_type_id"): lambda side: [str(ContentType.objects.get_for_model(Household).pk)],
    ("admin:view_on_site", "object_id"): lambda side: [str(h.pk) for h in side.of(Household, "waiting")[:1]],
    # Whatever else is opened by a word that nobody can guess: here it is guessed.
    ("", "token"): lambda side: ["khong-ai-doan-duoc"],
    ("", "url"): lambda side: ["khong-co/"],
    ("", "path"): lambda side: ["x/khong-co.webp"],
}


@dataclass(frozen=True)
class Door:
    """One pattern: `name` with its namespace ("" for nameless ones), `route` with arguments as {name}."""

    name: str
    route: str
    arguments: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Whether its pages are of somebody: what is not theirs is then not found, rather than shown in part."""
        return self.route.startswith(("quan-tri/", "ho-cua-toi/", "thuong-lai/", "to-so/", "de-nghi/"))

    def paths(self, side: Side) -> list[tuple[str, tuple[str, ...]]]:
        """Return addresses filled with rows of `side`, each with the kinds of the rows in it; one a kind at most."""
        filled: list[tuple[dict, tuple[str, ...]]] = [({}, ())]
        for argument in self.arguments:
            values = _values(self, argument, side)
            filled = [({**chosen, argument: v}, (*kinds, k)) for chosen, kinds in filled for k, v in values
                      if len(values) == 1 or not kinds or not k or k in kinds] or filled  # fmt: skip
        return [("/" + self.route.format(**chosen), kinds) for chosen, kinds in filled]


def doors() -> list[Door]:
    return [door for pattern in get_resolver().url_patterns for door in _walk(pattern, "", "")]


def _walk(pattern, prefix: str, namespace: str) -> Iterator[Door]:
    route = prefix + _template(pattern.pattern)
    if isinstance(pattern, URLPattern):
        name = f"{namespace}:{pattern.name}" if pattern.name else ""
        for variant in _choices(route):
            yield Door(name, variant, tuple(dict.fromkeys(re.findall(r"\{(\w+)\}", variant))))
        return
    inner = ":".join(filter(None, (namespace, pattern.namespace)))
    for each in pattern.url_patterns:
        yield from _walk(each, route, inner)


def _template(pattern) -> str:
    """Return a pattern with its arguments as {name}; a choice of words ("a|b") as {name=a|b}."""
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return _ARGUMENT.sub(r"{\1}", text)
    while match := _NAMED.search(text):
        depth, end = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        inside = text[match.end() : end - 1]
        words = re.fullmatch(r"[\w-]+(?:\|[\w-]+)+", inside)
        text = text[: match.start()] + "{" + match[1] + (f"={inside}" if words else "") + "}" + text[end:]
    return text.strip("^$").replace("\\", "")


def _choices(route: str) -> list[str]:
    """Return a route for each word that an argument may be."""
    match = re.search(r"\{\w+=([\w|-]+)\}", route)
    if not match:
        return [route]
    return [each for word in match[1].split("|") for each in _choices(route.replace(match[0], word, 1))]


def _values(door: Door, argument: str, side: Side) -> list[tuple[str, str]]:
    """Return [(kind, value)], one for each kind of row there is."""
    for (beginning, name), words in WORDS.items():
        if name == argument and door.name.startswith(beginning):
            return [("", word) for word in words(side)]
    model = _model_of(door, argument)
    rows = {kind: str(row.pk) for kind, row in reversed(side.rows.get(model, []))}
    return list(rows.items()) or [("", "1")]


def _model_of(door: Door, argument: str) -> type[Model]:
    for beginning, model in PLACES.items():
        if argument == "pk" and door.route.startswith(beginning):
            return model
    for (beginning, name), model in ROWS.items():
        if name == argument and door.name.startswith(beginning):
            return model
    if (match := re.match(r"quan-tri/(\w+)/(\w+)/", door.route)) and argument in {"object_id", "pk"}:
        return apps.get_model(match[1], match[2])
    namespace, _colon, view = door.name.partition(":")
    words = f"{view}_{argument}".replace("_", "")
    guesses = [m for m in apps.get_models() if m._meta.model_name in words and m._meta.app_label in {namespace, ""}]
    if guesses:
        return max(guesses, key=lambda model: len(model._meta.model_name))
    raise NoFiller(
        f"/{door.route} ({door.name or 'no name'}): say in tests/security/matrix/doors.py what “{argument}” is: "
        f'ROWS[("{door.name}", "{argument}")] = the model whose primary key it takes, '
        f'or WORDS[("{door.name}", "{argument}")] = lambda side: [the values]'
    )


def filled(door: Door, world: World, letter: str) -> list[tuple[str, tuple[str, ...]]]:
    return door.paths(world.sides[letter])
