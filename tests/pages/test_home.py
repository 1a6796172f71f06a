import brotli
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from harvests.models import Harvest
from harvests.operations import declare_harvest
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from portal1034.core.generations import generation
from portal1034.regions.models import Province
from portal1034.reports.operations import compute_figures
from tests.factories.harvests import HarvestFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.news import ArticleFactory
from tests.factories.products import sellable_product

pytestmark = pytest.mark.django_db
HOME = reverse("pages:home")
HTML_BUDGET = 14 * 1024


def declare(count: int) -> None:
    """`count` harvests of every crop in turn, all ripe today, in provinces all over the country."""
    now = Dekad.of(timezone.localdate())
    households = [VerifiedHouseholdFactory(commune=commune_of(code)) for code in ("24", "66", "82", "02", "60")]
    crops = list(Commodity.objects.active())
    Harvest.objects.bulk_create(
        HarvestFactory.build(
            household=households[n % 5],
            province=households[n % 5].province,
            commodity=crops[n % len(crops)],
            starts_on=now.start,
            ends_on=now.end,
            volume_kg=1000 + n,
        )
        for n in range(count)
    )


def heading(client) -> str:
    """The page's first heading, with ordinary spaces."""
    return " ".join(BeautifulSoup(client.get(HOME).content, "html.parser").h1.get_text().split())


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("url", "most"), [(HOME, 12), ("/dia-phuong/bac-giang/", 12)])
def test_a_public_page_makes_no_more_queries_with_a_thousand_rows_than_with_three(client, url, most):
    compute_figures()
    ArticleFactory.create_batch(3, province=Province.objects.get(code="24"))
    sellable_product(photos=1)
    declare(3)
    generation(("news",))  # once a generation the news is asked when it turns
    few = queries(client, url)
    declare(1000)
    pagecache.forget_everything()  # nothing commits in a test, so nothing would be made stale
    many = queries(client, f"{url}?lan=2")
    assert few == many
    assert many <= most


def test_home_says_how_many_crops_are_ripe_and_where(client):
    declare(3)
    assert "3 loại nông sản" in heading(client)
    page = BeautifulSoup(client.get(HOME).content, "html.parser")
    ripe = [row for row in page.select(".season-row__figure") if "vào vụ" not in row.get_text()]
    assert len(ripe) == 3
    assert page.select_one("svg.map a[href='/dia-phuong/bac-giang/']")
    assert "Quần đảo Hoàng Sa" in page.select_one("svg.map").get_text()
    assert "Quần đảo Trường Sa" in page.select_one("svg.map").get_text()


def test_home_without_a_single_harvest_teaches_what_to_do(client):
    page = client.get(HOME).content.decode()
    assert "Nông sản Việt, theo mùa" in page


def test_home_keeps_its_budget_when_everything_is_ripe(client):
    compute_figures()
    declare(400)
    assert len(brotli.compress(client.get(HOME).content, quality=5)) <= HTML_BUDGET


def test_home_sets_no_cookie_and_may_be_kept_by_a_shared_cache(client):
    response = client.get(HOME)
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert response["ETag"]


def test_a_declaration_shows_on_home_at_once(client, django_capture_on_commit_callbacks):
    household = VerifiedHouseholdFactory()
    assert "loại nông sản" not in heading(client)
    now = Dekad.of(timezone.localdate())
    with django_capture_on_commit_callbacks(execute=True):
        declare_harvest(
            household=household,
            commodity=Commodity.objects.get(slug="vai-thieu"),
            starts_on=now.start,
            ends_on=now.end,
            volume_kg=3000,
        )
    assert "1 loại nông sản" in heading(client)


def test_an_unknown_province_is_not_found(client):
    assert client.get("/dia-phuong/khong-co/").status_code == 404


@pytest.mark.parametrize("code", ["XXXXXXXX", "x" * 500, "%00"])
def test_an_unknown_household_is_not_found(client, code):
    assert client.get(f"/ho-san-xuat/{code}/").status_code == 404
