"""The one statement that makes the price board: from every price there is to what may be told of them.

Whose prices, of which week (Monday to Sunday, in Việt Nam):

- harvest: asked by a verified household for a window that touches the week;
- request: offered by a trader for a window that touches the week, the middle of a range;
- deal: agreed in the week between a household and a trader, or what was really paid where a side has said it;
- product: on sale now, by its weight; only in the running week, since what it cost last week is not kept.

Absurd ones (beyond twenty times, or below a twentieth of, the commodity's own median of that week) are left out. Each
household (trader, of requests) then counts once, by its mean. A province is told from three of them on, and one more
is held back where the country less the provinces told would otherwise leave one or two.
"""

from harvests.enums import HarvestStatus, RequestStatus
from households.enums import Verification

LEAST_PARTIES = 3
# The 10th and the 90th percentile of three prices, with their median, give all three.
LEAST_FOR_RANGE = 5
ABSURD = 20

_LOCAL_DAY = "(%s AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def _rounded(figure: str) -> str:
    """Round to a twentieth of the figure's own power of ten: 17.350 to 17.500, 9.870 to 9.850."""
    step = f"greatest(power(10::numeric, floor(log({figure}::numeric)) - 1) / 2, 1)"
    return f"(round({figure}::numeric / {step}) * {step})::bigint"


def _figures() -> str:
    return """
        count(*) AS parties, percentile_cont(0.5) WITHIN GROUP (ORDER BY price) AS median,
        percentile_cont(0.1) WITHIN GROUP (ORDER BY price) AS low,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY price) AS high
    """


# Parameters: weeks (Mondays), this_week, now.
SNAPSHOT = f"""
WITH weeks AS MATERIALIZED (
    SELECT unnest(%(weeks)s::date[]) AS week
), seen AS (
    SELECT 'harvest' AS source, w.week, h.commodity_id, h.province_id, h.household_id AS party,
           h.price_vnd::numeric AS price
    FROM weeks w
    JOIN harvests_harvest h ON h.starts_on <= w.week + 6 AND h.ends_on >= w.week
    JOIN households_household k ON k.id = h.household_id AND k.verification = '{Verification.VERIFIED}'
    WHERE h.price_vnd IS NOT NULL AND h.status <> '{HarvestStatus.CANCELLED}'
  UNION ALL
    SELECT 'request', w.week, r.commodity_id, r.province_id, r.trader_id,
           (r.price_vnd + coalesce(r.price_to_vnd, r.price_vnd)) / 2.0
    FROM weeks w
    JOIN harvests_buyrequest r ON r.starts_on <= w.week + 6 AND r.ends_on >= w.week
    WHERE r.price_vnd IS NOT NULL AND r.status IN ('{RequestStatus.OPEN}', '{RequestStatus.EXPIRED}')
  UNION ALL
    SELECT 'deal', w.week, coalesce(h.commodity_id, r.commodity_id), k.province_id, o.household_id,
           coalesce(paid.price, t.price_vnd)
    FROM harvests_offer o
    JOIN harvests_offerterms t ON t.id = o.deal_id AND o.outcome_state <> 'off'
    JOIN weeks w ON {_LOCAL_DAY % "t.agreed_at"} BETWEEN w.week AND w.week + 6
    JOIN households_household k ON k.id = o.household_id AND k.verification = '{Verification.VERIFIED}'
    LEFT JOIN harvests_harvest h ON h.id = o.harvest_id
    LEFT JOIN harvests_buyrequest r ON r.id = o.buy_request_id
    LEFT JOIN LATERAL (
        SELECT avg(price_vnd) AS price FROM harvests_outcome x WHERE x.offer_id = o.id AND x.price_vnd > 0
    ) paid ON true
  UNION ALL
    SELECT 'product', w.week, p.commodity_id, p.province_id, p.household_id, p.price_vnd * 1000.0 / p.weight_g
    FROM weeks w
    JOIN products_product p ON w.week = %(this_week)s
    JOIN households_household k ON k.id = p.household_id AND k.verification = '{Verification.VERIFIED}'
    WHERE p.shown_at IS NOT NULL AND NOT p.is_archived AND p.stock > 0
), usual AS (
    SELECT week, commodity_id, (percentile_cont(0.5) WITHIN GROUP (ORDER BY price))::numeric AS price
    FROM seen GROUP BY week, commodity_id
), clean AS (
    SELECT s.* FROM seen s JOIN usual u USING (week, commodity_id)
    WHERE s.price BETWEEN u.price / {ABSURD} AND u.price * {ABSURD}
), here AS (
    SELECT source, week, commodity_id, province_id, party, avg(price) AS price
    FROM clean GROUP BY source, week, commodity_id, province_id, party
), anywhere AS (
    SELECT source, week, commodity_id, party, avg(price) AS price
    FROM clean GROUP BY source, week, commodity_id, party
), country AS (
    SELECT source, week, commodity_id, {_figures()} FROM anywhere
    GROUP BY source, week, commodity_id HAVING count(*) >= {LEAST_PARTIES}
), provinces AS (
    SELECT source, week, commodity_id, province_id, {_figures()},
           row_number() OVER (PARTITION BY source, week, commodity_id ORDER BY count(*), province_id) AS place
    FROM here WHERE province_id IS NOT NULL
    GROUP BY source, week, commodity_id, province_id HAVING count(*) >= {LEAST_PARTIES}
), left_over AS (
    SELECT h.source, h.week, h.commodity_id, count(DISTINCT h.party) AS parties
    FROM here h
    LEFT JOIN provinces p ON p.source = h.source AND p.week = h.week AND p.commodity_id = h.commodity_id
        AND p.province_id = h.province_id
    WHERE p.province_id IS NULL
    GROUP BY h.source, h.week, h.commodity_id
), told AS (
    SELECT source, week, commodity_id, NULL::bigint AS province_id, parties, median, low, high FROM country
  UNION ALL
    SELECT p.source, p.week, p.commodity_id, p.province_id, p.parties, p.median, p.low, p.high
    FROM provinces p
    LEFT JOIN left_over l ON l.source = p.source AND l.week = p.week AND l.commodity_id = p.commodity_id
    WHERE p.place > 1 OR coalesce(l.parties, 0) NOT BETWEEN 1 AND {LEAST_PARTIES - 1}
)
INSERT INTO harvests_pricecell
    (source, week, commodity_id, province_id, parties, median_vnd, low_vnd, high_vnd, computed_at)
SELECT source, week, commodity_id, province_id, parties, {_rounded("median")},
       CASE WHEN parties >= {LEAST_FOR_RANGE} THEN {_rounded("low")} END,
       CASE WHEN parties >= {LEAST_FOR_RANGE} THEN {_rounded("high")} END, %(now)s
FROM told
"""  # noqa: S608 (constants of ours, no input)
