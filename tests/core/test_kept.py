import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from portal1034.commodities.models import Commodity
from portal1034.core import kept as module
from portal1034.core.generations import bump
from portal1034.core.kept import kept, unwritten


class Making:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return f"mảnh {self.times}"


def test_a_piece_is_made_once_for_each_key():
    make = Making()
    assert [kept(("season",), ("a", n), make) for n in (1, 1, 2)] == ["mảnh 1", "mảnh 1", "mảnh 2"]


@pytest.mark.django_db(transaction=True)
def test_a_write_of_its_family_makes_it_anew_and_another_does_not():
    make = Making()
    kept(("season",), ("a",), make)
    with transaction.atomic():
        bump("news")
    assert kept(("season",), ("a",), make) == "mảnh 1"
    with transaction.atomic():
        bump("season")
    assert kept(("season",), ("a",), make) == "mảnh 2"


def test_a_new_day_makes_it_anew(monkeypatch):
    make = Making()
    kept(("season",), ("a",), make)
    monkeypatch.setattr(module.timezone, "localdate", lambda: "ngày mai")
    assert kept(("season",), ("a",), make) == "mảnh 2"


@pytest.fixture
def no_redis(monkeypatch):
    monkeypatch.setattr(cache, "get_many", lambda keys: {})
    monkeypatch.setattr(cache, "add", lambda *a, **n: False)
    monkeypatch.setattr(cache, "get", lambda key: None)


@pytest.fixture
def quiet(monkeypatch):
    """A minute without an end in a database nobody else writes to: tests beside this one write all the time."""
    told = {"now": timezone.now(), "snapshot": "10:10:"}
    monkeypatch.setattr(module.timezone, "now", lambda: told["now"])
    monkeypatch.setattr(module, "_snapshot", lambda: told["snapshot"])
    return told


def test_while_redis_is_away_the_database_says_whether_a_piece_still_stands(no_redis, quiet):
    make = Making()
    assert [kept(("season",), ("a",), make) for _ in range(2)] == ["mảnh 1", "mảnh 1"]
    quiet["snapshot"] = "11:11:"
    assert [kept(("season",), ("a",), make) for _ in range(2)] == ["mảnh 2", "mảnh 2"]


def test_while_nobody_can_say_what_is_stale_nothing_is_taken_from_memory(no_redis, quiet):
    make = Making()
    kept(("season",), ("a",), make)
    quiet["snapshot"] = None
    assert [kept(("season",), ("a",), make) for _ in range(2)] == ["mảnh 2", "mảnh 3"]


def test_what_is_kept_until_anything_is_written_is_made_once_for_each_key(quiet):
    make = Making()
    assert [unwritten(("a", n), make) for n in (1, 1, 2)] == ["mảnh 1", "mảnh 1", "mảnh 2"]


def test_what_appears_at_its_hour_is_made_anew_at_the_next_minute(quiet):
    make = Making()
    unwritten(("a",), make)
    quiet["now"] += timedelta(minutes=1)
    assert unwritten(("a",), make) == "mảnh 2"


def test_what_is_kept_until_anything_is_written_is_bounded(monkeypatch, quiet):
    monkeypatch.setattr(module, "UNWRITTEN_PIECES", 3)
    for n in range(10):
        unwritten(("b", n), Making())
    assert len(module._unwritten) == 3


def write() -> None:
    Commodity.objects.filter(slug="vai-thieu").update(name_en="Lychee")


@pytest.mark.django_db(transaction=True)
def test_a_write_counts_from_its_commit_on_whoever_wrote():
    make = Making()

    def elsewhere() -> None:
        with transaction.atomic():
            write()
            begun.set()
            go_on.wait(20)
        connection.close()

    begun, go_on = threading.Event(), threading.Event()
    other = threading.Thread(target=elsewhere)
    other.start()
    begun.wait(20)
    while_open = unwritten(("a",), make)
    go_on.set()
    other.join()
    assert unwritten(("a",), make) != while_open


@pytest.mark.django_db(transaction=True)
def test_asking_the_database_reads_no_table(django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        assert module._snapshot()
    assert "FROM" not in asked.captured_queries[0]["sql"].upper()


@pytest.mark.django_db
def test_in_a_transaction_no_snapshot_holds_what_it_wrote_itself():
    assert module._snapshot() is None
    make = Making()
    assert [unwritten(("a",), make) for _ in range(2)] == ["mảnh 1", "mảnh 2"]


def test_what_belongs_to_no_family_stays_without_asking_redis(monkeypatch):
    monkeypatch.setattr(cache, "get_many", lambda keys: pytest.fail("asked Redis"))
    make = Making()
    assert [kept((), ("vỏ",), make) for _ in range(2)] == ["mảnh 1"] * 2


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "PIECES", 3)
    for n in range(10):
        kept((), ("b", n), Making())
    assert len(module._pieces) == 3
