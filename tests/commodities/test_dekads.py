import datetime as dt
import itertools

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal1034.commodities.dekads import (
    Dekad,
    dekad_short,
    dekads_between,
    format_dekad,
    parse_dekad,
    season_indices,
    share_by_dekad,
)

days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
indices = st.integers(1, 36)
volumes = st.integers(0, 10**12)


@st.composite
def windows(draw, longest=800):
    start = draw(days)
    return start, start + dt.timedelta(days=draw(st.integers(0, longest)))


class TestDekad:
    @given(days)
    @example(dt.date(2024, 2, 29))
    @example(dt.date(2025, 2, 28))
    @example(dt.date(2025, 12, 31))
    def test_every_day_lies_in_its_own_dekad_and_in_neither_neighbour(self, day):
        dekad = Dekad.of(day)
        assert day in dekad
        assert day not in dekad.next()
        assert day not in dekad.next(-1)

    @given(days)
    def test_dekads_leave_no_day_between_them(self, day):
        dekad = Dekad.of(day)
        assert dekad.next().start - dekad.end == dt.timedelta(days=1)
        assert dekad.days == (dekad.end - dekad.start).days + 1

    @given(days)
    def test_an_ordinal_leads_back_to_its_dekad(self, day):
        dekad = Dekad.of(day)
        assert Dekad.from_ordinal(dekad.ordinal) == dekad

    @given(days, days)
    def test_the_order_of_dekads_is_the_order_of_days(self, one, other):
        assert (Dekad.of(one) < Dekad.of(other)) == (Dekad.of(one).start < Dekad.of(other).start)

    @given(days, st.integers(-2000, 2000))
    def test_steps_forward_are_counted_by_subtraction(self, day, steps):
        dekad = Dekad.of(day)
        assert dekad.next(steps) - dekad == steps
        assert dekad.next(steps) - steps == dekad

    @pytest.mark.parametrize(
        ("day", "index", "start", "end"),
        [
            (dt.date(2025, 6, 10), 16, dt.date(2025, 6, 1), dt.date(2025, 6, 10)),
            (dt.date(2025, 6, 11), 17, dt.date(2025, 6, 11), dt.date(2025, 6, 20)),
            (dt.date(2025, 6, 21), 18, dt.date(2025, 6, 21), dt.date(2025, 6, 30)),
            (dt.date(2024, 2, 29), 6, dt.date(2024, 2, 21), dt.date(2024, 2, 29)),
            (dt.date(2025, 2, 28), 6, dt.date(2025, 2, 21), dt.date(2025, 2, 28)),
            (dt.date(2025, 12, 31), 36, dt.date(2025, 12, 21), dt.date(2025, 12, 31)),
        ],
    )
    def test_a_dekad_has_the_bounds_of_its_month(self, day, index, start, end):
        dekad = Dekad.of(day)
        assert (dekad.index, dekad.start, dekad.end) == (index, start, end)

    def test_after_the_end_of_december_comes_the_beginning_of_january(self):
        assert Dekad(2025, 36).next() == Dekad(2026, 1)
        assert Dekad(2026, 1) - Dekad(2025, 36) == 1

    def test_a_datetime_counts_as_its_day(self):
        assert Dekad.of(dt.datetime(2025, 6, 15, 23, 59, tzinfo=dt.UTC)) == Dekad(2025, 17)

    @pytest.mark.parametrize("index", [0, 37, -1])
    def test_a_year_has_no_other_dekads(self, index):
        with pytest.raises(ValueError, match="1 to 36"):
            Dekad(2025, index)

    @pytest.mark.parametrize("year", [0, 10000])
    def test_a_dekad_outside_the_calendar_is_refused(self, year):
        with pytest.raises(ValueError, match="1 to 9999"):
            Dekad(year, 1)

    def test_only_dekads_and_numbers_can_be_subtracted(self):
        with pytest.raises(TypeError):
            Dekad(2025, 1) - "1"

    def test_it_is_named_as_people_name_it(self):
        with translation.override("vi"):
            assert [Dekad(2025, index).label for index in (16, 17, 18)] == [
                "đầu tháng 6",
                "giữa tháng 6",
                "cuối tháng 6",
            ]
            assert [dekad_short(index) for index in (1, 35, 36)] == ["đầu T1", "giữa T12", "cuối T12"]
            assert Dekad(2025, 17).short == "giữa T6"

    def test_it_reads_as_year_month_third_in_logs(self):
        assert str(Dekad(2025, 17)) == "2025-06-2"


class TestParsing:
    @given(indices)
    def test_what_is_written_is_read_again(self, index):
        assert parse_dekad(format_dekad(index)) == index

    @pytest.mark.parametrize("text", ["6-1", "06-4", "06-0", "13-1", "00-1", "06-1 ", "", "giữa tháng 6"])
    def test_anything_else_is_refused(self, text):
        with pytest.raises(ValueError, match="06-1"):
            parse_dekad(text)


class TestSeasonIndices:
    def test_a_season_within_a_year_runs_straight(self):
        assert season_indices(15, 18) == (15, 16, 17, 18)

    def test_a_season_that_ends_before_it_starts_runs_over_new_year(self):
        assert season_indices(35, 2) == (35, 36, 1, 2)

    def test_a_season_of_the_whole_year_has_every_dekad_once(self):
        assert season_indices(1, 36) == tuple(range(1, 37))
        assert sorted(season_indices(20, 19)) == list(range(1, 37))

    @given(indices, indices)
    def test_it_begins_and_ends_where_it_says_and_repeats_nothing(self, start, end):
        found = season_indices(start, end)
        assert (found[0], found[-1]) == (start, end)
        assert len(set(found)) == len(found) <= 36


class TestWindows:
    @given(windows())
    def test_the_dekads_of_a_window_hold_its_ends_and_follow_one_another(self, window):
        start, end = window
        found = list(dekads_between(start, end))
        assert start in found[0]
        assert end in found[-1]
        assert [later - earlier for earlier, later in itertools.pairwise(found)] == [1] * (len(found) - 1)

    def test_a_window_that_ends_before_it_starts_has_no_dekads(self):
        assert list(dekads_between(dt.date(2025, 6, 5), dt.date(2025, 6, 4))) == []


class TestShares:
    @given(volumes, windows())
    def test_no_kilogram_is_lost_or_made(self, volume, window):
        assert sum(share_by_dekad(volume, *window).values()) == volume

    @given(volumes, windows())
    def test_each_share_is_within_a_kilogram_of_its_days(self, volume, window):
        start, end = window
        days_in_all = (end - start).days + 1
        for ordinal, kg in share_by_dekad(volume, start, end).items():
            dekad = Dekad.from_ordinal(ordinal)
            within = (min(dekad.end, end) - max(dekad.start, start)).days + 1
            assert abs(kg * days_in_all - volume * within) < days_in_all

    def test_a_window_over_new_year_falls_into_both_years(self):
        assert share_by_dekad(300, dt.date(2025, 12, 26), dt.date(2026, 1, 4)) == {
            Dekad(2025, 36).ordinal: 180,
            Dekad(2026, 1).ordinal: 120,
        }

    def test_a_leap_day_carries_its_own_day(self):
        assert share_by_dekad(900, dt.date(2024, 2, 21), dt.date(2024, 2, 29)) == {Dekad(2024, 6).ordinal: 900}
        assert share_by_dekad(100, dt.date(2024, 2, 29), dt.date(2024, 3, 1)) == {
            Dekad(2024, 6).ordinal: 50,
            Dekad(2024, 7).ordinal: 50,
        }

    def test_more_dekads_than_kilograms_leaves_zeros_in_their_places(self):
        shares = share_by_dekad(2, dt.date(2025, 1, 1), dt.date(2025, 2, 28))
        assert sorted(shares.values()) == [0, 0, 0, 0, 1, 1]

    def test_a_negative_volume_is_refused(self):
        with pytest.raises(ValueError, match="negative"):
            share_by_dekad(-1, dt.date(2025, 1, 1), dt.date(2025, 1, 2))

    def test_a_window_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(ValueError, match="before"):
            share_by_dekad(1, dt.date(2025, 1, 2), dt.date(2025, 1, 1))


@pytest.mark.django_db
class TestSql:
    """The database's dekads are Python's. One query an example: a batch of values, not a value."""

    batch = settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )

    @batch
    @given(st.lists(days, min_size=1, max_size=50))
    @example([dt.date(2024, 2, 29), dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2025, 1, 31)])
    def test_a_day_has_the_same_ordinal(self, batch):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT portal_dekad(day) FROM unnest(%s::date[]) WITH ORDINALITY t(day, n) ORDER BY n", [batch]
            )
            assert [ordinal for (ordinal,) in cursor.fetchall()] == [Dekad.of(day).ordinal for day in batch]

    @batch
    @given(st.lists(st.builds(Dekad, st.integers(1990, 2100), indices), min_size=1, max_size=50))
    def test_a_dekad_starts_on_the_same_day(self, batch):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT portal_dekad_start(o) FROM unnest(%s::int[]) WITH ORDINALITY t(o, n) ORDER BY n",
                [[dekad.ordinal for dekad in batch]],
            )
            assert [start for (start,) in cursor.fetchall()] == [dekad.start for dekad in batch]

    @batch
    @given(st.lists(st.tuples(volumes, windows()), min_size=1, max_size=20))
    @example([(7, (dt.date(2024, 2, 28), dt.date(2025, 3, 1))), (0, (dt.date(2025, 12, 31), dt.date(2026, 1, 1)))])
    def test_a_volume_is_shared_alike(self, batch):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n, ordinal, kg FROM unnest(%s::bigint[], %s::date[], %s::date[]) "
                "WITH ORDINALITY t(volume, starts, ends, n), portal_dekad_shares(volume, starts, ends)",
                [[volume for volume, _ in batch], [start for _, (start, _) in batch], [end for _, (_, end) in batch]],
            )
            found = {}
            for number, ordinal, kg in cursor.fetchall():
                found.setdefault(number - 1, {})[ordinal] = kg
        assert [found[number] for number in range(len(batch))] == [
            share_by_dekad(volume, *window) for volume, window in batch
        ]

    @pytest.mark.parametrize("end", [dt.date(2025, 6, 4), dt.date(2025, 5, 1)])
    def test_a_window_that_ends_before_it_starts_has_no_shares(self, end):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM portal_dekad_shares(100, %s, %s)", [dt.date(2025, 6, 5), end])
            assert cursor.fetchall() == []

    def test_the_shares_are_inlined_where_a_trigger_joins_them(self):
        """A function scan would run the body once a row; inlining lets the planner see through it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "EXPLAIN SELECT * FROM (VALUES (100, date '2025-01-01', date '2025-02-01')) t(v, s, e), "
                "portal_dekad_shares(t.v, t.s, t.e)"
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "generate_series" in plan
        assert "portal_dekad_shares" not in plan
