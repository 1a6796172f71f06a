import pytest
from django.core.cache import cache
from django.db import transaction

from portal1034.core import kept as module
from portal1034.core.generations import bump
from portal1034.core.kept import kept


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


def test_while_redis_is_away_nothing_is_taken_from_memory(monkeypatch):
    make = Making()
    kept(("season",), ("a",), make)
    monkeypatch.setattr(cache, "get_many", lambda keys: {})
    monkeypatch.setattr(cache, "add", lambda *a, **n: False)
    monkeypatch.setattr(cache, "get", lambda key: None)
    assert [kept(("season",), ("a",), make) for _ in range(2)] == ["mảnh 2", "mảnh 3"]


def test_what_belongs_to_no_family_stays_without_asking_redis(monkeypatch):
    monkeypatch.setattr(cache, "get_many", lambda keys: pytest.fail("asked Redis"))
    make = Making()
    assert [kept((), ("vỏ",), make) for _ in range(2)] == ["mảnh 1"] * 2


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "PIECES", 3)
    for n in range(10):
        kept((), ("b", n), Making())
    assert len(module._pieces) == 3
