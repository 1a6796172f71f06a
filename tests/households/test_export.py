"""Lists of the admin as files: in scope, filtered as shown, safe, written down."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from households.models import Household, TeamMember
from portal1034.accounts.enums import Role
from portal1034.accounts.models import User
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.certificates import CertificateFactory, TrainingClassFactory
from tests.factories.harvests import HarvestFactory, commodity_of
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/"


@pytest.fixture
def officer(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


def export(client, kind, rows, url=LIST, **more):
    return client.post(url, {"action": f"export_{kind}", "_selected_action": [row.pk for row in rows], **more})


def table(response) -> list[tuple]:
    assert response.status_code == 200
    return list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)


def test_an_officer_takes_home_the_chosen_households(client, officer):
    household = HouseholdFactory(owner__phone="+84988000123", name="Hộ bà Lành", area_m2=720)
    household.commodities.set([commodity_of("vai-thieu"), commodity_of("nhan")])
    HouseholdFactory()
    head, row = table(export(client, "xlsx", [household]))
    told = dict(zip(head, row, strict=True))
    assert told["Số điện thoại"] == "0988000123"
    assert told["Tên hộ hoặc cơ sở"] == "Hộ bà Lành"
    assert told["Nông sản"] == "Nhãn, Vải thiều"
    assert told["Diện tích (m²)"] == 720


def test_rows_of_another_province_never_leave_even_when_named(client, officer):
    here, there = HouseholdFactory(), HouseholdFactory(commune=commune_of("66"))
    named = table(export(client, "xlsx", [here, there]))
    everything = table(export(client, "xlsx", [here], select_across="1"))
    assert len(named) == len(everything) == 2
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["66"])))
    assert [row[0] for row in table(export(client, "xlsx", [there, here]))[1:]] == [there.code]


def test_all_rows_of_the_filter_are_written_not_those_of_the_page(client, officer):
    rows = HouseholdFactory.create_batch(60)
    VerifiedHouseholdFactory()
    url = f"{LIST}?verification__exact=waiting"
    assert len(table(export(client, "xlsx", rows[:1], url=url, select_across="1"))) == 61


def test_names_that_would_run_as_formulas_are_text(client, officer):
    household = HouseholdFactory(name="=HYPERLINK(1)", address_line="@SUM(A1)")
    response = export(client, "csv", [household])
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1]
    assert row[1] == "'=HYPERLINK(1)"
    assert row[4] == "'@SUM(A1)"


def _hostile(name: str):
    """A row of each list of this app, in Bắc Giang, whose words would run as a formula."""
    sign = "=HYPERLINK(1)"
    if name == "certificate":
        return CertificateFactory(number=sign, household=HouseholdFactory())
    if name == "trainingclass":
        return TrainingClassFactory(title=sign)
    officer = User.objects.get(role=Role.OFFICER)
    member = TeamMember(user=UserFactory(full_name=sign), department=officer.department, appointed_by=officer)
    member.save()
    return member


@pytest.mark.parametrize("name", ["certificate", "trainingclass", "teammember"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_every_list_of_households_matters_leaves_in_scope_and_runs_nothing(client, officer, name, kind):
    row, url = _hostile(name), f"/quan-tri/households/{name}/"
    content = b"".join(export(client, kind, [row], url=url).streaming_content)
    if kind == "csv":
        assert "'=HYPERLINK(1)" in content.decode("utf-8-sig")
    else:
        cells = [cell for line in load_workbook(io.BytesIO(content)).active.rows for cell in line]
        assert [cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)] == ["s"]
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["66"])))
    elsewhere = export(client, "csv", [row], url=url, select_across="1")
    said = b"".join(elsewhere.streaming_content).decode() if elsewhere.streaming else elsewhere.headers["Location"]
    assert "HYPERLINK" not in said


def test_who_took_a_list_is_written_down(client, officer):
    household = HouseholdFactory()
    export(client, "xlsx", [household])
    assert LogEntry.objects.get(user=officer).object_repr == "Xuất danh sách"


@pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
def test_nobody_else_takes_a_list(client, role):
    household = HouseholdFactory()
    client.force_login(UserFactory(role=role))
    assert export(client, "xlsx", [household]).status_code in {302, 403}
    assert not LogEntry.objects.exists()


def test_products_and_harvests_leave_too(client, officer):
    product, harvest = ProductFactory(), HarvestFactory()
    assert table(export(client, "xlsx", [product], url="/quan-tri/products/product/"))[1][1] == product.title
    assert table(export(client, "xlsx", [harvest], url="/quan-tri/harvests/harvest/"))[1][6] == harvest.volume_kg


def test_a_row_more_costs_no_query_more(client, officer):
    counts = []
    for rows in (2, 30):
        HouseholdFactory.create_batch(rows)
        with CaptureQueriesContext(connection) as captured:
            table(export(client, "xlsx", list(Household.objects.all()[:1]), select_across="1"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
