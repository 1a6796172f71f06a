"""What the season's pages cost outside of a transaction, where the database is first asked whether anything is new."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal1034.core import kept
from tests.factories.harvests import HarvestFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/mua-vu/", "/mua-vu/?tinh=bac-giang", "/mua-vu/?ky=06-1", "/mua-vu/?dia-gioi=34"]


@pytest.mark.parametrize("page", PAGES)
def test_a_process_that_knows_nothing_yet_draws_the_calendar_in_four_queries(client, page):
    HarvestFactory(household=VerifiedHouseholdFactory())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(page).status_code == 200
    assert 2 <= len(asked) <= 4


@pytest.mark.parametrize("page", [*PAGES, "/mua-vu/vai-thieu/", "/mua-vu/vai-thieu/?tinh=bac-giang"])
def test_where_nothing_was_written_another_question_costs_one_query_at_most(client, monkeypatch, page):
    monkeypatch.setattr(kept, "MINUTE", 10**9)
    joint = "&" if "?" in page else "?"
    asked_of: list[str] = []

    def unchanged() -> str:
        asked_of.append("snapshot")
        return "10:10:"

    monkeypatch.setattr(kept, "_snapshot", unchanged)
    first = client.get(f"{page}{joint}_=1").content
    asked_of.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{page}{joint}_=2").content == first
    assert (len(asked), len(asked_of)) in {(0, 0), (0, 1)}
