"""No officer, household or trader reaches another's rows by address, form field, autocomplete, list or export."""

import pytest
from django.db import transaction

from households.enums import OnKnown
from households.importing.kinds import all_kinds, kind_of
from households.models import Household, TrainingClass
from tests.households.import_steps import imported
from tests.households.workbooks import OLD_ADDRESS, book
from tests.security.matrix import knocking
from tests.security.matrix.doors import doors
from tests.security.matrix.walks import OURS, admin_lists, autocompletes, walk
from tests.security.matrix.world import ACTORS, CODES

pytestmark = pytest.mark.django_db
SHARES = 3


@pytest.fixture(autouse=True)
def _doors_as_they_are(monkeypatch, world):
    knocking.no_limits(monkeypatch)
    with knocking.quiet():
        yield


def breaches(knocks) -> list[str]:
    return [str(each) for each in knocks if each.breaches]


def told(found: list[str]) -> str:
    return f"{len(found)} requests reached what is not theirs:\n" + "\n".join(found[:40])


def test_both_provinces_have_a_row_of_every_table(world):
    """Else a new table would pass by being empty. What cannot be made by itself is made in world.py."""
    assert world.lacking == [], "\n".join(world.lacking)
    assert {mark.side for mark in world.marks.values()} == set(CODES)


def test_every_address_can_be_filled_in(world):
    for door in doors():
        for letter in CODES:
            assert door.paths(world.sides[letter]), door


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("actor", ACTORS)
def test_no_address_gives_away_or_changes_what_is_not_theirs(world, actor, share):
    some = [door for door in doors() if door.name not in OURS][share::SHARES]
    found = breaches(walk(world, actor, some))
    assert not found, told(found)


@pytest.mark.parametrize("actor", [a for a in ACTORS if a.startswith(("officer", "editor"))])
def test_no_list_search_action_or_export_of_the_admin_does(world, actor):
    found = breaches(admin_lists(world, actor))
    assert not found, told(found)


@pytest.mark.parametrize("actor", ACTORS)
def test_no_autocomplete_does(world, actor):
    found = breaches(autocompletes(world, actor))
    assert not found, told(found)


@pytest.mark.parametrize("kind", [each.code for each in all_kinds()])
def test_no_list_from_excel_does(world, kind):
    """Rows that name the other province's households by number and by code are refused without a word about them."""
    officer, far = world.people["officer-a"], world.sides["b"]
    columns = kind_of(kind).columns
    told_of = {"name": "Hộ Lạ", "owner": "Người Lạ", "address": OLD_ADDRESS, "commodity": "vải thiều", "title": "Vải",
               "pack": "kg", "price": "20k", "class": f"L{far.of(TrainingClass)[0].pk}", "present": "có"}  # fmt: skip
    lines = []
    for household in far.of(Household):
        lines.append([{**told_of, "phone": household.owner.phone.as_national}.get(c.key, "") for c in columns])
        lines.append([{**told_of, "code": household.code}.get(c.key, "") for c in columns])
    with transaction.atomic():
        run = imported(kind, officer, book(lines, head=[str(c.label) for c in columns]), on_known=OnKnown.UPDATE)
        said = str(list(run.rows.values())) + str(list(run.changes.values()))
        seen = [m for text, m in world.marks.items() if text in said and text not in str(lines) and m.side == "b"]
        changed = list(knocking._changed(world, "officer-a", world.before))
        transaction.set_rollback(True)
    assert (run.made, run.updated) == (0, 0)
    assert run.failed == run.total == len(lines)
    assert seen == []
    assert changed == []
