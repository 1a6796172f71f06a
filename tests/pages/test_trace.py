"""What a label's code opens, the labels themselves, and what a household's page says of its papers."""

import datetime as dt
import io
from urllib.parse import urlsplit

import pytest
import segno
import zxingcpp
from bs4 import BeautifulSoup
from django.utils import timezone
from PIL import Image, ImageFilter

from harvests.enums import HarvestStatus
from households import operations
from households.enums import CertificateKind, CertificateState, Verification
from portal1034.accounts.enums import Role
from portal1034.core.qr import QUIET_ZONE, draw_qr, draw_qr_symbol, make_qr
from portal1034.pages.desk import next_step
from tests.factories.accounts import UserFactory
from tests.factories.certificates import CertificateFactory, VerifiedCertificateFactory
from tests.factories.harvests import HarvestFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db

LABELS, SHEET = "/ho-cua-toi/nhan/", "/ho-cua-toi/nhan/in/"


@pytest.fixture
def household():
    return VerifiedHouseholdFactory(name="Hộ Nguyễn Thị Lành")


def text_of(page) -> str:
    return " ".join(BeautifulSoup(page.text, "html.parser").get_text(" ").split())


def days(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


class TestQr:
    def test_the_drawing_is_the_very_matrix_of_the_address(self):
        url = "https://cong.example.vn/truy-xuat/H2345678/"
        drawn = BeautifulSoup(str(draw_qr(url, "Mã")), "html.parser").svg
        ours = make_qr(url)
        assert matrix_of(drawn) == [[bool(module) for module in row] for row in ours.matrix]
        assert ours.matrix == segno.make(url, error="m", micro=False, boost_error=False).matrix
        assert ours.error == "M"

    def test_a_label_for_whoever_does_not_see_is_escaped(self):
        assert "<script>" not in str(draw_qr("x", '"><script>alert(1)</script>'))

    def test_a_symbol_holds_the_same_squares(self):
        url = "https://cong.example.vn/truy-xuat/abcdefg/"
        paths = [
            BeautifulSoup(str(d), "html.parser").find_all("path")
            for d in (draw_qr(url, "Mã"), draw_qr_symbol(url, "qr"))
        ]
        assert paths[0] == paths[1]


def printed(matrix, side_mm: float, dots_per_inch: int = 300) -> Image.Image:
    """Return the squares as a printer lays them down: so wide, four modules of white around, edges run by ink."""
    module = side_mm / 25.4 * dots_per_inch / (len(matrix) + 2 * QUIET_ZONE)
    picture = Image.new("L", (len(matrix) + 2 * QUIET_ZONE,) * 2, 255)
    for y, row in enumerate(matrix):
        for x, is_dark in enumerate(row):
            picture.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0 if is_dark else 255)
    side = round(picture.width * module)
    return picture.resize((side, side), Image.Resampling.NEAREST).filter(ImageFilter.GaussianBlur(module / 5))


class TestTheLabelIsReadByAPhone:
    """What a scanner makes of the very squares on the sheet, decoded by zxing, which has no part in drawing them."""

    @pytest.mark.parametrize("turned", [0, 90, 17])
    def test_the_sheets_code_leads_to_the_page_that_answers(self, client, household, settings, turned):
        settings.PUBLIC_URL = "https://cong.example.vn"
        product = ProductFactory(household=household)
        client.force_login(household.owner)
        sheet = BeautifulSoup(client.get(SHEET, {"ma": product.code, "so": "24"}).text, "html.parser")
        picture = printed(matrix_of(sheet.find("symbol")), side_mm=24)
        found = zxingcpp.read_barcodes(picture.rotate(turned, expand=True, fillcolor=255))
        assert [(code.format, code.text) for code in found] == [
            (zxingcpp.BarcodeFormat.QRCode, f"https://cong.example.vn/truy-xuat/{product.code}/")
        ]
        client.logout()
        assert product.title in client.get(urlsplit(found[0].text).path).text

    def test_the_library_that_draws_it_as_png_is_read_the_same(self):
        url = "https://cong.example.vn/truy-xuat/H2345678/"
        file = io.BytesIO()
        make_qr(url).save(file, kind="png", scale=4, border=QUIET_ZONE)
        assert zxingcpp.read_barcodes(Image.open(file))[0].text == url

    def test_a_corner_lost_to_dirt_or_a_tear_costs_nothing(self):
        url = "https://cong.example.vn/truy-xuat/H2345678/"
        matrix = [[bool(module) for module in row] for row in make_qr(url).matrix]
        for row in matrix[-6:]:
            row[-6:] = [False] * 6
        assert zxingcpp.read_barcodes(printed(matrix, side_mm=24))[0].text == url


def matrix_of(svg) -> list[list[bool]]:
    """Read the dark modules back from the path: "M x y h n" and "m dx dy h n", y in the middle of a row."""
    import re

    side = int(svg["viewbox"].split()[-1]) - 2 * QUIET_ZONE
    grid = [[False] * side for _ in range(side)]
    x = y = 0.0
    for kind, numbers in re.findall(r"([Mmh])([-0-9. ]+)", svg.find_all("path")[-1]["d"]):
        values = [float(n) for n in re.findall(r"-?[0-9.]+", numbers)]
        if kind == "h":
            for step in range(int(values[0])):
                grid[int(y - 0.5) - QUIET_ZONE][int(x) + step - QUIET_ZONE] = True
            x += values[0]
        elif kind == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return grid


class TestTrace:
    def test_a_households_code_says_who_where_what_and_by_which_paper(self, client, household):
        VerifiedCertificateFactory(household=household, kind=CertificateKind.OCOP, stars=4, number="12/QĐ-OCOP")
        CertificateFactory(household=household, number="TU-KHAI-9")
        harvest = HarvestFactory(
            household=household, starts_on=days(-60), ends_on=days(-30), status=HarvestStatus.SOLD_OUT
        )
        said = text_of(client.get(f"/truy-xuat/{household.code.lower()}/"))
        for words in (
            household.name,
            household.code,
            household.commune.full_name,
            "Trước 1/7/2025: tỉnh Bắc Giang",
            "OCOP 4 sao Sở đã xác minh 12/QĐ-OCOP",
            "VietGAP Hộ tự khai TU-KHAI-9",
            harvest.commodity.name,
            f"{harvest.starts_on:%-d/%-m/%Y}",
        ):
            assert words in said

    def test_a_products_code_adds_the_product_and_keeps_to_its_crop(self, client, household):
        product = ProductFactory(household=household)
        HarvestFactory(household=household, commodity=product.commodity, starts_on=days(-10), ends_on=days(20))
        said = text_of(client.get(f"/truy-xuat/{product.code.upper()}/"))
        for words in (product.title, product.unit_label, product.code, household.code, "Hạn sử dụng"):
            assert words in said

    def test_what_is_not_known_is_not_filled_in(self, client, household):
        said = text_of(client.get(f"/truy-xuat/{household.code}/"))
        assert "Hộ chưa khai chứng nhận nào" in said
        assert "Hộ chưa khai đợt thu hoạch nào" in said

    def test_returned_and_expired_papers_are_not_shown(self, client, household):
        CertificateFactory(household=household, number="BI-TRA", state=CertificateState.RETURNED, return_reason="x")
        VerifiedCertificateFactory(household=household, number="HET-HAN", expires_on=days(-1))
        for address in (f"/truy-xuat/{household.code}/", household.get_absolute_url()):
            page = client.get(address).text
            assert "BI-TRA" not in page
            assert "HET-HAN" not in page

    def test_cancelled_and_old_harvests_are_left_out(self, client, household):
        HarvestFactory(household=household, starts_on=days(-500), ends_on=days(-400))
        HarvestFactory(household=household, status=HarvestStatus.CANCELLED)
        assert list(client.get(f"/truy-xuat/{household.code}/").context["harvests"]) == []

    def test_the_label_of_a_product_no_longer_sold_still_answers(self, client, household):
        product = ProductFactory(household=household)
        product.is_archived = True
        product.save()
        assert "không còn bán" in client.get(f"/truy-xuat/{product.code}/").text

    def test_nothing_answers_for_a_household_not_verified_or_codes_of_nobody(self, client):
        waiting = HouseholdFactory()
        product = ProductFactory(household=waiting)
        for code in (waiting.code, product.code, "H2222222", "x", "%00", "a" * 300):
            assert client.get(f"/truy-xuat/{code}/").status_code == 404

    def test_no_hamlet_phone_or_document_is_given_away(self, client, household):
        VerifiedCertificateFactory(household=household, document="c/ab/bi-mat.pdf")
        for address in (f"/truy-xuat/{household.code}/", household.get_absolute_url()):
            page = client.get(address).text
            assert household.address_line not in page
            assert household.owner.phone.as_national not in page
            assert "bi-mat" not in page

    def test_a_new_state_shows_at_once_on_the_cached_page(self, client, household, django_capture_on_commit_callbacks):
        from households.operations import verify_certificate

        certificate = CertificateFactory(household=household)
        address = f"/truy-xuat/{household.code}/"
        assert "Hộ tự khai" in text_of(client.get(address))
        with django_capture_on_commit_callbacks(execute=True):
            verify_certificate(certificate=certificate, by=household.verified_by)
        assert "VietGAP Sở đã xác minh" in text_of(client.get(address))

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(self, client, household, count, django_assert_max_num_queries):
        VerifiedCertificateFactory.create_batch(count, household=household)
        HarvestFactory.create_batch(count, household=household)
        with django_assert_max_num_queries(7):
            client.get(f"/truy-xuat/{household.code}/")


class TestMerging:
    def test_the_code_of_a_merged_household_leads_to_the_one_that_was_kept(self, client, household):
        gone = VerifiedHouseholdFactory()
        operations.merge(keep=household, drop=gone, by=household.verified_by)
        assert client.get(f"/truy-xuat/{gone.code.lower()}/").url == f"/truy-xuat/{household.code}/"


class TestTheDesksNextStep:
    """What is wrong with a paper comes before selling; a far end after everything else."""

    def next_step(self, household):
        return next_step(household, [])

    def test_a_returned_paper_asks_to_be_mended(self, household):
        CertificateFactory(household=household, state=CertificateState.RETURNED, return_reason="Ảnh mờ")
        assert "Ảnh mờ" in self.next_step(household).what

    def test_one_that_ends_in_14_days_comes_before_selling_and_in_60_after(self, household):
        certificate = CertificateFactory(household=household, expires_on=days(14))
        assert "hết hạn ngày" in self.next_step(household).what
        certificate.expires_on = days(60)
        certificate.save()
        assert "hết hạn ngày" not in self.next_step(household).what
        HarvestFactory(household=household)
        listed = ProductFactory(household=household)
        listed.listings.create(marketplace="voso")
        assert "hết hạn ngày" in next_step(household, [listed]).what

    def test_a_younger_paper_of_its_kind_ends_the_asking(self, household):
        CertificateFactory(household=household, expires_on=days(5))
        CertificateFactory(household=household, expires_on=days(500))
        assert "hết hạn ngày" not in self.next_step(household).what


class TestHouseholdPage:
    def test_it_shows_papers_place_and_the_way_to_the_trace(self, client, household):
        VerifiedCertificateFactory(household=household, number="VG-1")
        page = client.get(household.get_absolute_url())
        said = text_of(page)
        assert "VietGAP Sở đã xác minh VG-1" in said
        assert household.commune.full_name in said
        assert "map-current" in page.text
        assert "Hoàng Sa" in page.text
        assert f"/truy-xuat/{household.code}/" in page.text


class TestLabels:
    @pytest.fixture
    def mine(self, client, household):
        client.force_login(household.owner)
        return ProductFactory(household=household)

    def test_a_sheet_holds_as_many_labels_as_asked_of_the_very_address(self, client, mine, household, settings):
        page = client.get(SHEET, {"ma": mine.code, "so": "30"})
        soup = BeautifulSoup(page.text, "html.parser")
        assert len(soup.select(".label")) == 30
        assert str(draw_qr_symbol(f"{settings.PUBLIC_URL}/truy-xuat/{mine.code}/", "qr")) in page.text
        assert mine.title[:50] in soup.select_one(".label").text

    def test_the_household_itself_has_labels_too(self, client, mine, household, settings):
        page = client.get(SHEET, {"ma": household.code, "so": "1"})
        assert str(draw_qr_symbol(f"{settings.PUBLIC_URL}/truy-xuat/{household.code}/", "qr")) in page.text

    @pytest.mark.parametrize("so", ["", "0", "241", "nhiều", "-1"])
    def test_a_number_out_of_reach_is_said_beside_the_field(self, client, mine, so):
        page = client.get(SHEET, {"ma": mine.code, "so": so})
        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["so"]

    def test_only_ones_own_are_offered_and_printed(self, client, mine):
        other = ProductFactory()
        assert other.title not in client.get(LABELS).text
        assert client.get(SHEET, {"ma": other.code, "so": "3"}).status_code == 422

    def test_who_is_not_verified_yet_is_told_that_the_code_waits(self, client, mine, household):
        household.verification = Verification.WAITING
        household.verified_at = household.verified_by = None
        household.save()
        assert "chỉ mở ra trang khi hồ sơ đã xác minh" in client.get(LABELS).text

    def test_others_have_no_labels(self, client):
        client.force_login(UserFactory(role=Role.TRADER))
        assert client.get(LABELS).status_code == 403
