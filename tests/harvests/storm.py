"""A storm over the calendar: random changes of every kind, each a statement that commits, from several connections."""

import datetime as dt
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import OperationalError, connection
from django.db.models import F
from psycopg.errors import DeadlockDetected

from harvests.enums import HarvestStatus, RequestStatus
from harvests.models import BuyRequest, Harvest
from households.models import Household
from tests.factories.households import commune_of

PLACES = ("24", "66", "30", "79")
# Two months around a New Year, so that windows cross it.
FIRST_DAY, DAYS = dt.date(2027, 12, 1), 90


def raise_storm(*, households, traders, commodities, changes: int, connections: int, seed: int) -> Counter:
    """Make that many changes, shared among the connections; return how many there were of each kind."""
    shares = [changes // connections + (number < changes % connections) for number in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        works = [
            pool.submit(_blow, random.Random(f"{seed}-{number}"), share, households, traders, commodities)
            for number, share in enumerate(shares)
        ]
        return sum((work.result() for work in works), Counter())


def _blow(chance: random.Random, changes: int, households, traders, commodities) -> Counter:
    done: Counter = Counter()
    try:
        while sum(done.values()) < changes:
            change = chance.choices(list(CHANGES), weights=list(CHANGES.values()))[0]
            try:
                change(chance, chance.choice(households), chance.choice(traders), chance.choice(commodities))
            except OperationalError as error:
                # Two statements over the same harvests in crossing orders: one is undone whole, and another is made.
                if not isinstance(error.__cause__, DeadlockDetected):
                    raise
                continue
            done[change.__name__] += 1
    finally:
        connection.close()
    return done


def _window(chance: random.Random) -> dict:
    starts_on = FIRST_DAY + dt.timedelta(chance.randrange(DAYS))
    days = chance.choice((1, chance.randint(1, 40), chance.randint(1, 366)))
    return {"starts_on": starts_on, "ends_on": starts_on + dt.timedelta(days - 1)}


def _kg(chance: random.Random) -> int:
    return chance.choice((1, chance.randint(1, 99), chance.randint(100, 90_000)))


def _some(chance: random.Random, model):
    """A few of the rows there are, by where they fall in a random residue of the key."""
    share = chance.choice((7, 13, 29))
    return model.objects.annotate(part=F("pk") % share).filter(part=chance.randrange(share))


def declare(chance, household, trader, commodity):
    Harvest.objects.create(
        household=household, province=household.province, commodity=commodity, volume_kg=_kg(chance), **_window(chance)
    )


def import_many(chance, household, trader, commodity):
    Harvest.objects.bulk_create(
        Harvest(
            household=household,
            province=household.province,
            commodity=commodity,
            volume_kg=_kg(chance),
            **_window(chance),
        )
        for _number in range(chance.randint(2, 6))
    )


def change_volumes(chance, household, trader, commodity):
    _some(chance, Harvest).filter(household=household).update(volume_kg=_kg(chance), commodity=commodity)


def change_days(chance, household, trader, commodity):
    nothing = {"left_kg": None, "gathered_kg": None, "progress_on": None}
    _some(chance, Harvest).filter(household=household).update(**_window(chance), **nothing)


def change_by_sql(chance, household, trader, commodity):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE harvests_harvest SET volume_kg = volume_kg + %s, starts_on = starts_on - 1 "
            "WHERE household_id = %s AND id %% 5 = %s AND ends_on - starts_on < 300",
            [chance.randint(1, 999), household.pk, chance.randrange(5)],
        )


def tell_progress(chance, household, trader, commodity):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE harvests_harvest SET gathered_kg = 1, left_kg = %s, "
            "progress_on = starts_on + least(%s, ends_on - starts_on) WHERE household_id = %s AND id %% 5 = %s",
            [_kg(chance), chance.randint(0, 60), household.pk, chance.randrange(5)],
        )


def end_or_begin(chance, household, trader, commodity):
    _some(chance, Harvest).filter(household=household).update(status=chance.choice(HarvestStatus.values))


def delete(chance, household, trader, commodity):
    _some(chance, Harvest).filter(household=household)._raw_delete("default")


def move(chance, household, trader, commodity):
    """The household moves to another province and takes its harvests along."""
    commune = commune_of(chance.choice(PLACES))
    Household.objects.filter(pk=household.pk).update(commune=commune, province=commune.province)


def merge(chance, household, trader, commodity):
    """What a merge writes: another household's harvests become this one's."""
    _some(chance, Harvest).filter(commodity=commodity).update(household=household)


def want(chance, household, trader, commodity):
    BuyRequest.objects.create(
        trader=trader,
        commodity=commodity,
        province=chance.choice((None, household.province)),
        volume_kg=_kg(chance),
        **_window(chance),
    )


def change_wants(chance, household, trader, commodity):
    province = chance.choice((None, household.province))
    status = chance.choice(RequestStatus.values)
    _some(chance, BuyRequest).filter(trader=trader).update(status=status, volume_kg=_kg(chance), province=province)


def stop_wanting(chance, household, trader, commodity):
    _some(chance, BuyRequest).filter(trader=trader)._raw_delete("default")


CHANGES = {
    declare: 20, import_many: 6, change_volumes: 8, change_days: 8, change_by_sql: 8, tell_progress: 8,
    end_or_begin: 8, delete: 6, move: 4, merge: 3, want: 8, change_wants: 5, stop_wanting: 3,
}  # fmt: skip
