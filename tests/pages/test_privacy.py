"""The person's own desk of data: everything about them, nothing about others, and each right in one step."""

import json

import pytest
from bs4 import BeautifulSoup

from harvests import operations as exchange
from households.operations import look_up_phone
from portal1034.accounts.enums import ConsentPurpose, RequestKind
from portal1034.accounts.models import Identity, PersonalDataRequest
from portal1034.accounts.operations import give_consent, has_consent, queue_text, withdraw_consent
from portal1034.accounts.privacy.copy import readable
from portal1034.accounts.privacy.identities import keep_identity, reveal
from products.enums import Delivery, Intent, Verdict
from products.models import Listing
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db

DATA, COPY, JSON = "/ho-cua-toi/du-lieu/", "/ho-cua-toi/du-lieu/ban-sao/", "/ho-cua-toi/du-lieu/ban-sao.json"
IDENTITY, WITHDRAW, ASK = f"{DATA}can-cuoc/", f"{DATA}rut/", f"{DATA}yeu-cau/"
NUMBER = "024185000123"


@pytest.fixture
def household(client):
    made = VerifiedHouseholdFactory(
        owner__phone="+84900777123", owner__full_name="Lường Thị Ngần", name="Hộ Lường Thị Ngần", story="Vườn đồi."
    )
    give_consent(user=made.owner, purpose=ConsentPurpose.REGISTER)
    client.force_login(made.owner)
    return made


@pytest.fixture
def full(household):
    """A household that has used everything, among others who did the same."""
    owner = household.owner
    give_consent(user=owner, purpose=ConsentPurpose.CONTACT)
    reveal(identity=keep_identity(user=owner, number=NUMBER), viewer=OfficerFactory(), reason="Đối chiếu hồ sơ")
    publish(sellable_product(household=household, title="Vải thiều Lục Ngạn của nhà Ngần"))
    harvest = HarvestFactory(household=household, note="Gọi trước một ngày")
    trader = TraderFactory(name="Vựa Hoàng Long", user__phone="+84900333444", user__full_name="Hoàng Văn Long")
    offer = exchange.ask_household(trader=trader, harvest=harvest, body="Giá bán thế nào ạ?")
    exchange.reply(offer=offer, sender=owner, body="Mười lăm nghìn một cân.")
    look_up_phone(household=household, viewer=trader.user)
    queue_text(phone=owner.phone, body="Cổng 1034: có người hỏi mua.")
    queue_text(phone=owner.phone, body="Mã của bác là 123456", is_secret=True)
    stranger = VerifiedHouseholdFactory(owner__phone="+84900888999", name="Hộ Nông Văn Dền", story="Ao cá.")
    keep_identity(user=stranger.owner, number="024185000999")
    sellable_product(household=stranger, title="Na dai Chi Lăng của nhà Dền")
    return household


OWN = (
    "Lường Thị Ngần",
    "Vườn đồi.",
    NUMBER,
    "Đối chiếu hồ sơ",
    "Vải thiều Lục Ngạn của nhà Ngần",
    "Gọi trước một ngày",
    "Mười lăm nghìn một cân.",
    "có người hỏi mua",
)
OTHERS = (
    "900888999",
    "Nông Văn Dền",
    "Ao cá.",
    "024185000999",
    "nhà Dền",
    "900333444",
    "Hoàng Văn Long",
    "Giá bán thế nào",
    "123456",
)


class TestCopy:
    def test_the_file_holds_everything_of_mine_and_nothing_of_others(self, client, full):
        answer = client.get(JSON)
        assert 'filename="cong-1034-' in answer["Content-Disposition"]
        text = answer.content.decode()
        for mine in OWN:
            assert mine in text
        for theirs in OTHERS:
            assert theirs not in text
        sections = json.loads(text)["sections"]
        assert sections["account"]["rows"][0]["phone"] == "+84900777123"
        assert {"household", "consents", "products", "photos", "listings", "harvests", "offers", "messages", "texts",
                "identity", "looks_at_me", "history"} <= set(sections)  # fmt: skip
        assert len(sections["photos"]["rows"]) == 3

    def test_the_page_says_the_same_and_leads_to_where_it_is_mended(self, client, full):
        page = client.get(COPY)
        text = BeautifulSoup(page.text, "html.parser").get_text(" ")
        for mine in OWN:
            assert mine in text
        for theirs in OTHERS:
            assert theirs not in text
        links = [a["href"] for a in BeautifulSoup(page.text, "html.parser").select("main a")]
        assert {"/ho-cua-toi/ho-so/", "/ho-cua-toi/nong-san/", "/ho-cua-toi/mua-vu/", IDENTITY} <= set(links)

    def test_a_trader_has_a_copy_too(self, client):
        wanted = BuyRequestFactory(trader__name="Vựa Hoàng Long", note="Cần hàng to")
        client.force_login(wanted.trader.user)
        text = client.get(JSON).content.decode()
        assert "Vựa Hoàng Long" in text
        assert "Cần hàng to" in text

    def test_values_are_written_as_people_read_them(self):
        assert [readable(v) for v in (None, True, False, {"a": "ă"}, 5, [])] == [
            "",
            "có",
            "không",
            '{"a": "ă"}',
            "5",
            "",
        ]

    @pytest.mark.parametrize("path", [DATA, COPY, JSON, IDENTITY, f"{ASK}xoa/"])
    def test_nobody_comes_in_unsigned(self, client, path):
        assert "/dang-nhap/" in client.get(path).url

    @pytest.mark.parametrize("path", [DATA, COPY, JSON, IDENTITY])
    def test_nothing_of_it_is_kept_by_a_cache(self, client, household, path):
        assert "no-store" in client.get(path)["Cache-Control"]


class TestShell:
    def test_each_role_has_its_own_frame(self, client, household):
        assert "Hộ Lường Thị Ngần" in client.get(DATA).text
        for user in (TraderFactory(name="Vựa Hoàng Long").user, UserFactory(), OfficerFactory()):
            client.force_login(user)
            assert client.get(DATA).status_code == 200
            assert client.get(COPY).status_code == 200

    def test_both_desks_lead_here(self, client, household):
        assert DATA in client.get("/ho-cua-toi/ho-so/").text
        client.force_login(TraderFactory().user)
        assert DATA in client.get("/thuong-lai/").text

    def test_staff_are_offered_no_requests(self, client):
        client.force_login(OfficerFactory())
        assert ASK not in client.get(DATA).text
        assert client.post(f"{ASK}xoa/", {"understood": "on"}).status_code == 422


class TestConsents:
    def test_withdrawing_is_one_step_and_its_state_is_told_truly(self, client, full):
        Listing.objects.update(delivery=Delivery.DELIVERED, verdict=Verdict.LIVE)
        assert "1 tin đang bán trên Voso" in client.get(DATA).text
        assert client.post(WITHDRAW, {"purpose": ConsentPurpose.VOSO.value}).url == DATA
        assert not has_consent(full.owner, ConsentPurpose.VOSO)
        assert Listing.objects.get(marketplace="voso").intent == Intent.WITHDRAW
        text = client.get(DATA).text
        assert "Đang gỡ 1 tin khỏi Voso" in text
        Listing.objects.filter(marketplace="voso").update(delivery=Delivery.DELIVERED, verdict=Verdict.GONE)
        assert "khỏi Voso" not in client.get(DATA).text

    def test_the_page_of_consents_tells_wording_way_and_past(self, client, household):
        officer = OfficerFactory(full_name="Trần Văn Cán")
        give_consent(user=household.owner, purpose=ConsentPurpose.CONTACT, recorded_by=officer, how="phone")
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
        give_consent(user=household.owner, purpose=ConsentPurpose.CONTACT, recorded_by=officer, how="paper")
        text = client.get("/ho-cua-toi/dong-y/").text
        assert "Trần Văn Cán ghi" in text
        assert "Ký trên giấy" in text
        assert "lời bản 2026-11" in text
        assert "Lần trước: đồng ý" in text

    def test_an_unknown_purpose_is_refused_and_another_persons_untouched(self, client, household):
        other = VerifiedHouseholdFactory()
        give_consent(user=other.owner, purpose=ConsentPurpose.VOSO)
        assert client.post(WITHDRAW, {"purpose": "moi-thu"}).status_code == 400
        client.post(WITHDRAW, {"purpose": ConsentPurpose.VOSO.value})
        assert has_consent(other.owner, ConsentPurpose.VOSO)


class TestIdentity:
    def test_it_is_kept_with_a_tick_shown_masked_and_taken_back(self, client, household):
        assert client.post(IDENTITY, {"identity_number": NUMBER}).status_code == 422
        assert client.post(IDENTITY, {"identity_number": NUMBER, "consent_identity": "on"}).url == IDENTITY
        for path in (IDENTITY, DATA):
            text = client.get(path).text
            assert "•••••••• 0123" in text
            assert NUMBER not in text
        client.post(IDENTITY, {"action": "forget"})
        assert not Identity.objects.exists()
        assert not has_consent(household.owner, ConsentPurpose.IDENTITY)

    def test_a_mistake_has_its_sentence_beside_the_field(self, client, household):
        answer = client.post(IDENTITY, {"identity_number": "999185000123", "consent_identity": "on"})
        assert answer.status_code == 422
        assert "không phải mã tỉnh" in answer.text

    def test_no_browser_keeps_a_draft_of_it(self, client, household):
        page = BeautifulSoup(client.get(IDENTITY).text, "html.parser")
        assert not page.select("form[data-draft]")
        assert page.select_one("input[name=identity_number]")["autocomplete"] == "off"
        assert not page.select_one("input[name=consent_identity]").has_attr("checked")

    def test_a_lost_session_keeps_no_number(self, client):
        client.post(IDENTITY, {"identity_number": NUMBER}, headers={"Referer": f"http://testserver{IDENTITY}"})
        assert NUMBER not in str(dict(client.session))


class TestRequests:
    def test_an_erasure_is_asked_for_with_open_eyes(self, client, household):
        page = client.get(f"{ASK}xoa/")
        assert "không lấy lại được" in page.text
        assert client.post(f"{ASK}xoa/", {}).status_code == 422
        assert client.post(f"{ASK}xoa/", {"understood": "on"}).url == DATA
        request = PersonalDataRequest.objects.get()
        assert (request.kind, request.person) == (RequestKind.ERASE, household.owner)
        assert f"hết ngày {request.answer_due_on:%-d/%-m/%Y}" in client.get(DATA).text

    def test_a_double_click_asks_once(self, client, household):
        for _click in range(2):
            client.post(f"{ASK}ngung-dung/", {"form_key": "6f0f4a36-6a2e-4e77-a6a6-6a8f2bb9e1aa"})
        assert PersonalDataRequest.objects.count() == 1

    def test_a_correction_says_what(self, client, household):
        assert client.post(f"{ASK}sua/", {}).status_code == 422
        assert client.post(f"{ASK}sua/", {"details": "Tên đúng là Lường Thị Ngân"}).status_code == 302

    def test_what_is_no_request_is_not_there(self, client, household):
        assert client.get(f"{ASK}mua-nha/").status_code == 404

    def test_anothers_requests_are_not_mine_to_see(self, client, household):
        client.post(f"{ASK}sua/", {"details": "Việc riêng của nhà Ngần"})
        client.force_login(VerifiedHouseholdFactory().owner)
        assert "Việc riêng" not in client.get(DATA).text
        assert "Việc riêng" not in client.get(JSON).content.decode()
