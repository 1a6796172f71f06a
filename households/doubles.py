"""All pairs of households that are probably one, for an officer's list: page by page, whatever millions there are.

Two proofs, the surer one first: the same citizen's number, the same bare name in one commune. (One telephone number
cannot be two households': an account has one number, and one household.) Pairs are read in the order of an index, from
where the page before ended, and reading ends when the page is full. Left out: households merged into another, and
pairs that an officer has told apart. Both of a pair are in the officer's provinces: only who may open both compares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.utils.functional import Promise

from households.duplicates import SAME_NAME, SAME_PERSON
from households.enums import Verification
from households.models import Assistance, Household
from portal1034.accounts.perms import Scope
from portal1034.regions.models import Commune

PERSON, NAME = "nguoi", "ten"
_WHY = {PERSON: SAME_PERSON, NAME: SAME_NAME}

_SAME_PERSON = """
    SELECT LEAST(a.id, b.id), GREATEST(a.id, b.id)
    FROM households_sameperson AS same
    JOIN accounts_identity AS one ON one.id = same.first_id
    JOIN accounts_identity AS two ON two.id = same.second_id
    JOIN households_household AS a ON a.owner_id = one.user_id
    JOIN households_household AS b ON b.owner_id = two.user_id
    WHERE (same.first_id, same.second_id) > (%(one)s, %(two)s)
      AND (%(everywhere)s OR a.province_id = ANY(%(provinces)s) AND b.province_id = ANY(%(provinces)s))
      AND a.verification <> %(merged)s AND b.verification <> %(merged)s
      AND NOT EXISTS (
          SELECT FROM households_notduplicate AS told
          WHERE told.first_id = LEAST(a.id, b.id) AND told.second_id = GREATEST(a.id, b.id)
      )
    ORDER BY same.first_id, same.second_id
    LIMIT %(most)s
"""
_SAME_NAME = """
    SELECT a.id, b.id
    FROM households_household AS a
    JOIN households_household AS b ON b.commune_id = a.commune_id AND b.bare_name = a.bare_name AND b.id > a.id
    WHERE a.commune_id = ANY(%(communes)s) AND b.commune_id = ANY(%(communes)s) AND a.bare_name <> ''
      AND (a.commune_id, a.bare_name) >= (%(commune)s, %(name)s)
      AND (b.commune_id, b.bare_name) >= (%(commune)s, %(name)s)
      AND (a.commune_id, a.bare_name, a.id, b.id) > (%(commune)s, %(name)s, %(first)s, %(second)s)
      AND a.verification <> %(merged)s AND b.verification <> %(merged)s
      AND NOT EXISTS (SELECT FROM households_notduplicate AS told WHERE told.first_id = a.id AND told.second_id = b.id)
      AND NOT EXISTS (
          SELECT FROM accounts_identity AS one JOIN accounts_identity AS two ON two.index = one.index
          WHERE one.user_id = a.owner_id AND two.user_id = b.owner_id
      )
    ORDER BY a.commune_id, a.bare_name, a.id, b.id
    LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two households, the one registered first first, and why they are probably one."""

    first: Household
    second: Household
    proof: str

    @property
    def sides(self) -> list[tuple[Household, Assistance | None]]:
        """Each household with who typed it in for its owner."""
        return [(household, getattr(household, "assistance", None)) for household in (self.first, self.second)]

    @property
    def why(self) -> Promise:
        return _WHY[self.proof]

    @property
    def cursor(self) -> str:
        """What the address of the page after this pair says: "ten-12-40"."""
        return f"{self.proof}-{self.first.pk}-{self.second.pk}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this pair, which `proof` found."""

    proof: str = PERSON
    first: int = 0
    second: int = 0


def place_of(cursor: str) -> Place:
    """Read `Pair.cursor` back; whatever else was typed is the beginning."""
    proof, *keys = cursor.split("-")
    if (
        proof not in _WHY
        or len(keys) != 2
        or not all(key.isascii() and key.isdigit() and len(key) < 18 for key in keys)
    ):
        return Place()
    return Place(proof, *map(int, keys))


def pairs(scope: Scope, *, after: str = "", most: int) -> list[Pair]:
    """Return at most `most` pairs of the scope's provinces after the cursor, the surest first; at most 6 queries."""
    found = list(islice(_keys(scope, place_of(after), most), most))
    related = ("commune", "province", "owner", "assistance__by")
    rows = Household.objects.select_related(*related).in_bulk({key for pair in found for key in pair[:2]})
    return [Pair(rows[first], rows[second], proof) for first, second, proof in found]


def count(scope: Scope, *, most: int) -> int:
    """Count the pairs, up to `most`."""
    return sum(1 for _keys_of_pair in islice(_keys(scope, Place(), most), most))


def _keys(scope: Scope, place: Place, most: int) -> Iterator[tuple[int, int, str]]:
    if place.proof == PERSON:
        yield from ((*keys, PERSON) for keys in _same_person(scope, place, most))
        place = Place(NAME)
    yield from ((*keys, NAME) for keys in _same_name(scope, place, most))


def _same_person(scope: Scope, place: Place, most: int) -> list[tuple[int, int]]:
    """By the table of shared numbers, which is short: whoever is in it is looked at, nobody else."""
    ended = Household.objects.filter(pk__in=(place.first, place.second)).values_list("owner__identity", flat=True)
    keys = sorted(key for key in ended if key) if place.first else []
    one, two = keys if len(keys) == 2 else (0, 0)
    more = {"one": one, "two": two, "everywhere": scope.everywhere, "provinces": list(scope.province_ids)}
    return _read(_SAME_PERSON, place, most, **more)


def _same_name(scope: Scope, place: Place, most: int) -> list[tuple[int, int]]:
    """By the communes of the provinces: the index begins with them."""
    communes = list(scope.limit(Commune.objects.order_by(), "province").values_list("pk", flat=True))
    ended = Household.objects.filter(pk=place.first).values_list("commune_id", "bare_name").first() or (0, "")
    return _read(_SAME_NAME, place, most, communes=communes, commune=ended[0], name=ended[1])


def _read(sql: str, place: Place, most: int, **more) -> list[tuple[int, int]]:
    said = {"merged": Verification.MERGED, "first": place.first, "second": place.second, "most": most, **more}
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return cursor.fetchall()
