"""Households that may be one and the same: equal citizen's number, equal or nearly equal name in the same commune.

The same telephone number cannot occur twice: an account has one, and an account has one household.
Names are compared in Python, with at most MOST_COMPARED of the same commune, the nearest in the alphabet: bounded work
a page, however many households a commune has.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from households.enums import Verification
from households.models import Household, NotDuplicate
from portal1034.core.text import fold

MOST_COMPARED = 500
COMPARED_IN_LISTS = 20
MOST_SHOWN = 6
_TITLES = re.compile(r"^(?:(?:ho san xuat|ho kinh doanh|ho|gia dinh|nha|co so|ong|ba|anh|chi|co|chu|bac)\s+)+")

SAME_PERSON = _("cùng số căn cước")
SAME_NAME = _("cùng tên, cùng xã")
NEAR_NAME = _("tên gần giống, cùng xã")

_AROUND = """
    SELECT one.id, near.id, near.bare_name
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS one (id, commune_id, name)
    CROSS JOIN LATERAL (
        (SELECT id, bare_name FROM households_household AS other
         WHERE other.commune_id = one.commune_id AND other.bare_name >= one.name AND other.id <> one.id
           AND other.verification <> %s
         ORDER BY other.bare_name, other.id LIMIT %s)
        UNION ALL
        (SELECT id, bare_name FROM households_household AS other
         WHERE other.commune_id = one.commune_id AND other.bare_name < one.name AND other.verification <> %s
         ORDER BY other.bare_name DESC, other.id DESC LIMIT %s)
    ) AS near
"""


@dataclass(frozen=True, slots=True)
class Suspect:
    household: Household
    why: Promise


def bare_name(name: str) -> str:
    """Return a name without tone marks and titles: "Hộ bà Nguyễn Thị Lành" → "nguyen thi lanh"."""
    folded = " ".join(re.findall(r"[a-z0-9]+", fold(name)))
    return _TITLES.sub("", folded) or folded


def is_near(one: str, other: str) -> bool:
    """Whether two bare names differ by a slip of the pen: one letter in up to 8, two in longer ones."""
    allowed = 1 if min(len(one), len(other)) <= 8 else 2
    return one != other and within(one, other, allowed)


def within(one: str, other: str, most: int) -> bool:
    """Whether the edit distance (insert, delete, replace) of two texts is at most `most`."""
    if abs(len(one) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, rival in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != rival)))
        if min(row) > most:
            return False
    return row[-1] <= most


def suspects(household: Household) -> list[Suspect]:
    """Return the households that may be this one, the surest first, without those an officer has told apart."""
    found = {row.pk: Suspect(row, SAME_PERSON) for row in _of_the_same_person(household)}
    mine = bare_name(household.name)
    for pk, theirs in _around([household], each=MOST_COMPARED // 2)[household.pk]:
        why = SAME_NAME if theirs == mine else NEAR_NAME if is_near(mine, theirs) else None
        if why and pk not in found:
            found[pk] = Suspect(Household(pk=pk), why)
    for pk in _told_apart(household):
        found.pop(pk, None)
    return _with_rows(found)


def _of_the_same_person(household: Household) -> Iterable[Household]:
    identity = getattr(household.owner, "identity", None)
    if identity is None:
        return ()
    return Household.objects.standing().filter(owner__in=identity.twins().values("user"))


def _around(households: list[Household], *, each: int) -> dict[int, list[tuple[int, str]]]:
    """Return (pk, bare name) of those whose names stand around each one's in the alphabet of its commune; one query.

    `each` before it and as many from it on, read from the index `household_commune_name` alone.
    """
    names = [bare_name(row.name) for row in households]
    asked = [[row.pk for row in households], [row.commune_id for row in households], names]
    found: dict[int, list[tuple[int, str]]] = {row.pk: [] for row in households}
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [*asked, Verification.MERGED, each, Verification.MERGED, each])
        for pk, other, name in cursor.fetchall():
            found[pk].append((other, name))
    return found


def _told_apart(household: Household) -> set[int]:
    pairs = NotDuplicate.objects.filter(Q(first=household) | Q(second=household)).values_list("first_id", "second_id")
    return {pk for pair in pairs for pk in pair} - {household.pk}


def _with_rows(found: dict[int, Suspect]) -> list[Suspect]:
    order = {SAME_PERSON: 0, SAME_NAME: 1, NEAR_NAME: 2}
    best = sorted(found.items(), key=lambda item: (order[item[1].why], -item[0]))[:MOST_SHOWN]
    rows = Household.objects.select_related("commune", "province", "owner").in_bulk([pk for pk, _suspect in best])
    return [Suspect(rows[pk], suspect.why) for pk, suspect in best if pk in rows]


def flag(households: list[Household]) -> None:
    """Set `looks_like_another` on each row of a list: whether its commune has another household of its name, or nearly.

    One query for all of them; the citizen's number is looked at on a household's own page only.
    """
    around = _around(households, each=COMPARED_IN_LISTS)
    for row in households:
        mine = bare_name(row.name)
        row.looks_like_another = any(name == mine or is_near(mine, name) for _pk, name in around[row.pk])
