import pytest
from django.core.cache import cache
from django.db import transaction

from portal1034.core import generations
from portal1034.core.generations import bump, generation

FAMILIES = ("season", "words")


@pytest.fixture
def pause(settings):
    """The pause of production, long enough not to end within a test."""
    settings.PAGE_GENERATION_SECONDS = 60
    generations.forget()


class RedisAsked:
    def __init__(self, monkeypatch):
        self.times, ask = 0, cache.get_many

        def counted(*arguments, **named):
            self.times += 1
            return ask(*arguments, **named)

        monkeypatch.setattr(cache, "get_many", counted)


@pytest.mark.usefixtures("pause")
def test_redis_is_asked_once_a_pause_for_all_families(monkeypatch):
    redis = RedisAsked(monkeypatch)
    first = generation(FAMILIES)
    assert generation(FAMILIES) == first
    assert generation(("words",)) == first.split("-")[1]
    assert redis.times == 1


@pytest.mark.usefixtures("pause", "transactional_db")
def test_ones_own_write_is_known_at_once_and_only_when_it_commits():
    before = generation(FAMILIES)
    with transaction.atomic():
        bump("words")
        assert generation(FAMILIES) == before
    after = generation(FAMILIES)
    assert after.split("-")[0] == before.split("-")[0]
    assert after.split("-")[1] != before.split("-")[1]


def another_process_bumps(family):
    cache.set(generations._family_key(family), "cua-tien-trinh-khac", timeout=None)


@pytest.mark.usefixtures("pause")
def test_anothers_write_is_known_after_the_pause(settings):
    before = generation(("words",))
    another_process_bumps("words")
    assert generation(("words",)) == before
    settings.PAGE_GENERATION_SECONDS = 0
    generations.forget()
    assert generation(("words",)) == "cua-tien-trinh-khac"


@pytest.mark.usefixtures("pause")
def test_a_piece_never_goes_by_an_older_word_than_its_page():
    """Or a page of the new generation would keep a piece of the old one for ever."""
    piece_before = generation(("season",))
    another_process_bumps("season")
    page = generation(FAMILIES)
    assert page.split("-")[0] == generation(("season",)) == piece_before
