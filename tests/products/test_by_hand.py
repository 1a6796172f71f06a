"""A marketplace worked by hand: officers list, correct and take down, and the three axes stay true."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.operations import withdraw_consent
from products import operations, sync, wording
from products.enums import Delivery, Intent, Verdict
from products.models import Listing, Product, SyncJob
from products.operations.by_hand import Listed, record_listed, version_of
from products.pages import NotAPage, page_of
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
LINK = "https://voso.vn/vai-thieu-luc-ngan-p123.html"


@pytest.fixture(autouse=True)
def by_hand(market, settings):
    """Voso is worked by hand: the sandbox would notice any request."""
    settings.MARKETPLACES["voso"] |= {"by_hand": True, "hosts": ["voso.vn"]}
    settings.MARKETPLACES["postmart"] |= {"hosts": ["postmart.vn"]}
    yield
    assert market.state("voso")["traffic"]["requests"] == 0


@pytest.fixture
def officer(client):
    client.user = OfficerFactory(full_name="Trần Thị Đài", department=DepartmentFactory(codes=["24"]))
    client.force_login(client.user)
    return client


def url(name, *arguments):
    return reverse(f"admin:products_listing_{name}", args=arguments)


def waiting(province="24") -> Listing:
    """A listing that waits for an officer to put it on Voso."""
    household = VerifiedHouseholdFactory(commune=commune_of(province))
    return pumped(publish(sellable_product(household=household), "voso")[0])


def pumped(listing: Listing) -> Listing:
    sync.drain("voso")
    listing.refresh_from_db()
    return listing


def fresh(listing: Listing) -> Product:
    return Product.objects.with_payload_parts().get(pk=listing.product_id)


def put_there(listing: Listing, by, link: str = LINK) -> Listing:
    told = Listed(listing.pk, page_of("voso", link), version_of(fresh(listing)))
    assert record_listed(told=[told], by=by).done == 1
    listing.refresh_from_db()
    return listing


def row(listing: Listing) -> wording.ListingRow:
    product = Product.objects.for_desk().get(pk=listing.product_id)
    return next(each for each in wording.rows_of(product) if each.marketplace == "Voso")


class TestThePump:
    def test_asks_an_officer_instead_of_the_marketplace(self):
        listing = waiting()
        assert (listing.delivery, listing.cause) == (Delivery.NEEDS_OFFICER, "by_hand_new")
        assert not SyncJob.objects.exists()
        assert row(listing).text == "Sở đang đăng giúp"
        assert "bằng tay" in row(listing).note

    def test_without_an_address_a_marketplace_is_worked_by_hand(self, settings):
        settings.MARKETPLACES["voso"] |= {"by_hand": False, "api_url": ""}
        assert waiting().cause == "by_hand_new"

    def test_still_checks_the_marketplaces_rules_first(self):
        product = sellable_product()
        listing = publish(product, "voso")[0]
        operations.remove_photo(photo=product.photos.first())
        assert pumped(listing).delivery == Delivery.NEEDS_HOUSEHOLD
        assert listing.cause == "too_few"

    def test_what_never_went_there_needs_no_taking_down(self):
        listing = waiting()
        operations.withdraw(product=listing.product, marketplaces=["voso"])
        assert pumped(listing).delivery == Delivery.IDLE

    def test_does_not_look_at_the_marketplace_or_listen_to_it(self, officer):
        listing = put_there(waiting(), officer.user)
        assert sync.verify("voso", [listing.pk]) == 0
        assert sync.hear("voso") == 0
        assert sync.verify_oldest("voso") == 0


class TestMarking:
    def test_pasting_the_link_puts_it_on_sale_on_all_three_axes(self, officer):
        listing = waiting()
        answer = officer.post(
            url("listed", listing.pk), {"duong_dan": f" {LINK}?utm_source=x#anh ", "ban": version_of(fresh(listing))}
        )
        assert answer.status_code == 302
        listing.refresh_from_db()
        assert (listing.intent, listing.delivery, listing.verdict) == (
            Intent.PUBLISH, Delivery.DELIVERED, Verdict.LIVE,
        )  # fmt: skip
        assert (listing.remote_url, listing.by_hand_by) == (LINK, officer.user)
        assert listing.verified_at == listing.by_hand_at
        assert row(listing).state == "live"
        assert row(listing).note.startswith("Sở kiểm tra lúc")
        assert row(listing).url == LINK

    def test_nothing_waits_while_nothing_changes(self, officer):
        listing = put_there(waiting(), officer.user)
        operations.enqueue(listings=[listing.pk], priority=1)
        assert pumped(listing).delivery == Delivery.DELIVERED

    def test_a_later_change_waits_as_an_update_while_it_stays_on_sale(self, officer):
        listing = put_there(waiting(), officer.user)
        operations.update_product(product=listing.product, price_vnd=199_000)
        assert pumped(listing).cause == "by_hand_update"
        assert row(listing).state == "live"
        assert "đang sửa tin" in row(listing).note
        officer.post(url("listed", listing.pk), {"duong_dan": LINK, "ban": version_of(fresh(listing))})
        listing.refresh_from_db()
        assert (listing.delivery, listing.cause) == (Delivery.DELIVERED, "")

    def test_what_changed_since_the_page_was_opened_is_not_taken_for_listed(self, officer):
        listing = waiting()
        seen = version_of(fresh(listing))
        operations.update_product(product=listing.product, price_vnd=199_000)
        answer = officer.post(url("listed", listing.pk), {"duong_dan": LINK, "ban": seen}, follow=True)
        assert "cần cập nhật lại trên sàn" in answer.content.decode()
        assert pumped(listing).cause == "by_hand_update"

    def test_one_page_is_one_product(self, officer):
        put_there(waiting(), officer.user)
        second = waiting()
        answer = officer.post(url("listed", second.pk), {"duong_dan": f"{LINK}?ref=abc", "ban": "x"})
        assert answer.status_code == 422
        assert "đã ghi cho một sản phẩm khác" in answer.content.decode()

    def test_a_page_taken_at_the_same_moment_refuses_that_one_alone(self, officer, monkeypatch):
        put_there(waiting(), officer.user)
        late, other = waiting(), waiting()
        # Both officers looked before either wrote.
        monkeypatch.setattr("products.operations.by_hand._pages_taken", lambda told, found: {})
        pages = {late: page_of("voso", LINK), other: page_of("voso", "https://voso.vn/khac-p9.html")}
        told = [Listed(listing.pk, page, version_of(fresh(listing))) for listing, page in pages.items()]
        result = record_listed(told=told, by=officer.user)
        assert (result.done, list(result.refused)) == (1, [late.pk])
        other.refresh_from_db()
        assert other.verdict == Verdict.LIVE

    @pytest.mark.parametrize(
        "link",
        [
            "javascript:alert(1)", "JavaScript:alert(1)//voso.vn/x", "data:text/html,x", "https://evil.example/voso.vn",
            "https://voso.vn.evil.example/x", "https://evilvoso.vn/x", "https://voso.vn@evil.example/x",
            "https://voso.vn:8443/x", "ftp://voso.vn/x", "//evil.example/x", "https://voso.vn\\@evil.example/x",
            "https://voso.vn/x\" onclick=\"alert(1)", "https://[voso.vn/x", "https://voso.vn/", "https://postmart.vn/x",
            f"https://voso.vn/{'x' * 500}", "", "https://vоso.vn/x",
        ],
    )  # fmt: skip
    def test_a_link_that_leads_elsewhere_is_refused_beside_the_field_and_kept(self, officer, link):
        listing = waiting()
        answer = officer.post(url("listed", listing.pk), {"duong_dan": link, "ban": "x"})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        listing.refresh_from_db()
        assert (listing.remote_url, listing.by_hand_at) == ("", None)
        with pytest.raises(NotAPage):
            page_of("voso", link)

    @pytest.mark.parametrize(
        ("link", "page"),
        [
            ("voso.vn/abc", "https://voso.vn/abc"),
            ("http://www.voso.vn/abc?id=3&fbclid=9", "https://www.voso.vn/abc?id=3"),
            ("https://VOSO.vn/ABC#x", "https://voso.vn/ABC"),
        ],
    )
    def test_a_link_is_taken_as_people_paste_it(self, link, page):
        assert page_of("voso", link).url == page

    def test_what_the_portal_sends_itself_cannot_be_marked(self, officer):
        listing = publish(sellable_product(), "postmart")[0]
        answer = officer.post(url("listed", listing.pk), {"duong_dan": "https://postmart.vn/x", "ban": "x"})
        assert "cổng tự gửi" in answer.content.decode()

    def test_an_agreement_with_the_marketplace_does_not_double_what_lies_there(self, officer, settings):
        listing = put_there(waiting(), officer.user)
        settings.MARKETPLACES["voso"] |= {"by_hand": False}
        operations.update_product(product=listing.product, price_vnd=199_000)
        assert pumped(listing).cause == "by_hand_update"
        operations.resend(listing=listing)
        assert pumped(listing).remote_url == LINK


class TestTakingDown:
    def test_a_withdrawal_waits_on_top_until_the_officer_says_it_is_done(self, officer):
        waiting()
        listing = put_there(waiting(), officer.user)
        operations.withdraw(product=listing.product, marketplaces=["voso"])
        assert pumped(listing).cause == "by_hand_take_down"
        assert row(listing).text == "Đang gỡ"
        page = officer.get(url("stuck")).content.decode()
        assert page.index("cần gỡ trên sàn") < page.index("cần đăng lên sàn")
        officer.post(url("taken_down", listing.pk))
        listing.refresh_from_db()
        assert (listing.delivery, listing.verdict, listing.remote_url) == (Delivery.DELIVERED, Verdict.GONE, "")
        assert row(listing).text == "Đã gỡ"

    def test_a_consent_taken_back_is_taken_down_and_then_waits_for_the_household(self, officer):
        listing = put_there(waiting(), officer.user)
        withdraw_consent(user=listing.product.household.owner, purpose=ConsentPurpose.for_marketplace("voso"))
        assert pumped(listing).cause == "by_hand_take_down"
        officer.post(url("taken_down", listing.pk))
        assert pumped(listing).verdict == Verdict.GONE
        operations.enqueue(listings=[listing.pk], priority=1)
        assert pumped(listing).cause == ""

    def test_asked_for_again_it_waits_to_be_listed_anew(self, officer):
        listing = put_there(waiting(), officer.user)
        operations.withdraw(product=listing.product, marketplaces=["voso"])
        pumped(listing)
        officer.post(url("taken_down", listing.pk))
        publish(listing.product, "voso")
        assert pumped(listing).cause == "by_hand_new"

    def test_taken_down_while_it_was_asked_for_again_it_waits_to_be_listed_anew(self, officer):
        listing = put_there(waiting(), officer.user)
        officer.post(url("taken_down", listing.pk))
        assert pumped(listing).cause == "by_hand_new"

    def test_what_was_never_there_cannot_be_taken_down(self, officer):
        listing = waiting()
        answer = officer.post(url("taken_down", listing.pk), follow=True)
        assert "chưa từng lên sàn" in answer.content.decode()
        assert pumped(listing).cause == "by_hand_new"


class TestTheWorkbookAndBack:
    def filled(self, officer, links: dict[str, str]) -> io.BytesIO:
        answer = officer.get(url("workbook", "voso"))
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        place = next(n for n, head in enumerate(heads, 1) if head.startswith("Đường dẫn"))
        for line in sheet.iter_rows(min_row=3):
            if line[0].value in links:
                sheet.cell(line[0].row, place).value = links[line[0].value]
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
        file.name = "voso.xlsx"
        return file

    def test_links_filled_in_put_many_on_sale_and_wrong_lines_are_told(self, officer):
        good, bad, changed = waiting(), waiting(), waiting()
        file = self.filled(
            officer,
            {
                good.product.external_id: LINK,
                bad.product.external_id: "https://evil.example/x",
                changed.product.external_id: "https://voso.vn/khac",
            },
        )
        operations.update_product(product=changed.product, price_vnd=199_000)
        page = officer.post(url("returned", "voso"), {"tep": file}).content.decode()
        assert "<strong>2</strong> tin" in page
        assert "1 tin hộ đã sửa" in page
        assert bad.product.external_id in page
        assert "không phải trang của Voso" in page
        good.refresh_from_db()
        assert (good.verdict, good.remote_url) == (Verdict.LIVE, LINK)
        assert pumped(changed).cause == "by_hand_update"
        bad.refresh_from_db()
        assert bad.by_hand_at is None

    @pytest.mark.parametrize(
        ("name", "body", "said"),
        [
            ("x.xlsx", b"PK\x03\x04 hong", "Tệp hỏng"),
            ("x.csv", "Tên;Giá\nVải;1".encode(), "không có cột"),
            ("x.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600, "đời cũ"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why_beside_the_field(self, officer, name, body, said):
        file = io.BytesIO(body)
        file.name = name
        answer = officer.post(url("returned", "voso"), {"tep": file})
        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_no_file_says_so(self, officer):
        answer = officer.post(url("returned", "voso"), {})
        assert (answer.status_code, "Chưa chọn tệp" in answer.content.decode()) == (422, True)


class TestDoors:
    def test_every_door_stops_at_the_province(self, officer):
        there = waiting("31")
        assert there.product.title not in officer.get(url("by_hand", "voso")).content.decode()
        assert officer.post(url("listed", there.pk), {"duong_dan": LINK}).status_code == 404
        assert officer.post(url("taken_down", there.pk)).status_code == 404
        line = f"Mã trên Cổng 1034;Đường dẫn trên sàn\n{there.product.external_id};{LINK}"
        file = io.BytesIO(line.encode())
        file.name = "x.csv"
        assert "trong tỉnh bạn phụ trách" in officer.post(url("returned", "voso"), {"tep": file}).content.decode()
        book = load_workbook(io.BytesIO(b"".join(officer.get(url("workbook", "voso")).streaming_content)))
        assert [sheet.max_row for sheet in book.worksheets[:2]] == [2, 1]
        there.refresh_from_db()
        assert there.by_hand_at is None

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_others_do_not_come_in(self, client, role):
        listing = waiting()
        client.force_login(UserFactory(role=role))
        assert client.get(url("by_hand", "voso"), follow=True).status_code == 403
        assert client.get(url("workbook", "voso"), follow=True).status_code == 403
        client.post(url("listed", listing.pk), {"duong_dan": LINK})
        client.post(url("taken_down", listing.pk))
        listing.refresh_from_db()
        assert listing.by_hand_at is None

    def test_the_page_costs_the_same_for_one_and_three(self, officer):
        def count():
            with CaptureQueriesContext(connection) as captured:
                officer.get(url("by_hand", "voso"))
            return len(captured)

        waiting()
        officer.get(url("by_hand", "voso"))
        one = count()
        waiting(), waiting()
        assert count() == one <= 15

    def test_many_links_cost_a_bounded_number_of_statements(self, officer):
        def cost(listings):
            told = [Listed(each.pk, page_of("voso", f"https://voso.vn/{each.pk}"), "x") for each in listings]
            with CaptureQueriesContext(connection) as captured:
                record_listed(told=told, by=officer.user)
            return len(captured)

        assert cost([waiting()]) == cost([waiting() for _n in range(4)])
