"""All of the demonstration as data, before anything is written: the same for the same day, wherever it is made."""

import datetime as dt
import random

from portal1034.demo.crops import CROPS
from portal1034.demo.harvests import plan_harvests
from portal1034.demo.households import plan_households
from portal1034.demo.news import ARTICLES, plan_notices
from portal1034.demo.pieces import Plan, Season
from portal1034.demo.places import REGIONS, SMALL
from portal1034.demo.products import plan_products
from portal1034.demo.talks import plan_talks
from portal1034.demo.traders import plan_requests, plan_traders

SEED = 1034


def make_plan(today: dt.date, seasons: list[Season], *, small: bool = False) -> Plan:
    """Return the demonstration around `today`; `small` is a sample of it: three provinces, six households."""
    rng = random.Random(SEED)
    regions = SMALL if small else REGIONS
    codes = [region.code for region in regions]
    known = [season for season in seasons if season.slug in CROPS]
    households = plan_households(rng, regions, 2 if small else None)
    products = plan_products(rng, households, known, today)
    harvests = plan_harvests(rng, households, known, today)
    traders = plan_traders(2 if small else None)
    requests = plan_requests(rng, households, harvests, traders, today)
    return Plan(
        households=households,
        products=products,
        harvests=harvests,
        traders=traders,
        requests=requests,
        talks=plan_talks(rng, households, harvests, requests, traders, today, limit=3 if small else 15),
        articles=list(ARTICLES[:1] if small else ARTICLES),
        notices=plan_notices(known, today),
        provinces=codes,
    )
