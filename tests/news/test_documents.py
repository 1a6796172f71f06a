"""Legal documents: facts, the words of their PDF, and what a broken PDF is answered with."""

import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from news.enums import DocumentKind, TieKind, Validity
from news.loading import load_words
from news.models import Answer, Document, DocumentTie, Guide, StandingPage
from news.operations import UnreadablePdf, read_pdf, save_document
from portal1034.accounts.enums import Role
from portal1034.core import pagecache
from tests.factories.accounts import OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("news:documents")


def pdf(words="nong san sach", password="", pages=1) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def make(**changes) -> Document:
    facts = {"number": "99/QĐ-THU", "kind": DocumentKind.DECISION, "title": "Thử nghiệm", "issuer": "Bộ Thử"}
    file = changes.pop("pdf", None)
    return save_document(document=Document(**{**facts, **changes}), pdf=read_pdf(file) if file else None)


def test_the_plan_and_its_law_are_there_with_facts_only():
    plan = Document.objects.get(number="1034/QĐ-BTTTT")
    assert (plan.full_name, plan.issued_on) == ("Quyết định 1034/QĐ-BTTTT", dt.date(2021, 7, 21))
    assert Document.objects.get(number="91/2025/QH15").effective_on == dt.date(2026, 1, 1)


def test_loading_again_changes_nothing_an_editor_has_changed():
    StandingPage.objects.filter(code="about").update(title="Biên tập viên đã sửa")
    Guide.objects.filter(slug="chup-anh-dep").update(title="Ảnh đẹp")
    Document.objects.filter(number="1034/QĐ-BTTTT").update(why="Lời của biên tập viên")
    assert load_words() == 0
    assert StandingPage.objects.get(code="about").title == "Biên tập viên đã sửa"
    assert Guide.objects.get(slug="chup-anh-dep").title == "Ảnh đẹp"
    assert Document.objects.get(number="1034/QĐ-BTTTT").why == "Lời của biên tập viên"


def test_loading_again_brings_back_nothing_an_editor_has_deleted_or_called_otherwise():
    Document.objects.filter(number="645/QĐ-TTg").delete()
    Guide.objects.filter(slug="chup-anh-dep").delete()
    Answer.objects.all().first().delete()
    Document.objects.filter(number="654/QĐ-TTg").update(number="654/QĐ-TTg (bản sửa)")
    Guide.objects.filter(slug="xac-nhan-don").update(slug="xac-nhan-don-hang")
    Answer.objects.filter(pk=Answer.objects.last().pk).update(question="Câu hỏi đã viết lại?")
    tie = DocumentTie.objects.first()
    tie.delete()
    assert load_words() == 0
    assert not DocumentTie.objects.filter(document=tie.document, other=tie.other).exists()
    assert not Document.objects.filter(number__in=("645/QĐ-TTg", "654/QĐ-TTg")).exists()
    assert not Guide.objects.filter(slug__in=("chup-anh-dep", "xac-nhan-don")).exists()


def test_a_page_that_every_footer_leads_to_comes_back():
    StandingPage.objects.filter(code="privacy").delete()
    assert load_words() == 1


def ways(page: str) -> dict[str, list[str]]:
    rows = BeautifulSoup(page, "html.parser").select("section[aria-labelledby=related] dl > div")
    return {row.dt.get_text(): [link.get_text() for link in row.select("a")] for row in rows}


def test_a_document_says_what_follows_it_and_what_it_follows(client):
    plan = client.get("/van-ban/1034-qd-btttt/").content.decode()
    assert ways(plan) == {
        "Được triển khai bởi": [
            "Kế hoạch 211/KH-UBND",
            "Quyết định 1369/QĐ-BTTTT",
            "Công văn 2980/BTTTT-QLDN",
            "Công văn 2685/BTTTT-QLDN",
        ],
        "Được tiếp nối bởi": ["Quyết định 350/QĐ-BTTTT"],
    }
    assert ways(client.get("/van-ban/350-qd-btttt/").content.decode()) == {"Tiếp nối": ["Quyết định 1034/QĐ-BTTTT"]}
    assert "Nghị định 248/2026/NĐ-CP" in client.get("/van-ban/52-2013-nd-cp/").content.decode()
    Document.objects.exclude(number="1034/QĐ-BTTTT").update(is_shown=False)
    pagecache.forget_everything()
    cache.clear()
    assert ways(client.get("/van-ban/1034-qd-btttt/").content.decode()) == {}


def test_a_document_makes_few_queries_however_many_follow_it(client, django_assert_max_num_queries):
    plan = Document.objects.get(number="1034/QĐ-BTTTT")
    for n in range(5):
        DocumentTie.objects.create(document=make(number=f"{n}/QĐ-NHIEU"), other=plan, kind=TieKind.CARRIES_OUT)
    with django_assert_max_num_queries(3):
        client.get(plan.get_absolute_url())


def test_two_provinces_may_have_a_plan_of_the_same_number_each_at_its_own_address(client):
    theirs = make(number="211/KH-UBND", kind=DocumentKind.PLAN, issuer="Ủy ban nhân dân tỉnh Thử")
    assert theirs.slug == "211-kh-ubnd-uy-ban-nhan-dan-tinh-thu"
    assert "tỉnh Thử" in client.get(theirs.get_absolute_url()).content.decode()
    assert "Hậu Giang" in client.get("/van-ban/211-kh-ubnd/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(number="211/KH-UBND", issuer="Ủy ban nhân dân tỉnh Thử")


def test_the_words_of_a_pdf_are_found(client):
    document = make(pdf=pdf("danh muc vung trong xuat khau"))
    assert document.page_count == 1
    page = client.get(LIST, {"q": "vung trong xuat khau"}).content.decode()
    assert "99/QĐ-THU" in page
    assert "1034/QĐ-BTTTT" not in page
    assert "Chưa thấy văn bản" in client.get(LIST, {"q": "khong co that"}).content.decode()


@pytest.mark.parametrize("asked", ["1034", "qd bttt", "ho san xuat nong nghiep", "hộ sản xuất"])
def test_the_plan_is_found_by_number_and_by_words_with_marks_or_without(asked):
    assert Document.objects.shown().matching(asked)[0].number == "1034/QĐ-BTTTT"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>day la trang web</html>", "không phải PDF"),
        (pdf(password="bi-mat"), "mật khẩu"),
        (pdf()[: len(pdf()) // 2], "bị hỏng"),
        (b"%PDF-1.7\n%rac", "bị hỏng"),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), "20 MB"),
    ],
    ids=["not a PDF", "locked", "cut short", "rubbish", "too large"],
)
def test_a_pdf_that_not_everyone_can_open_is_told_in_a_sentence(content, sentence):
    with pytest.raises(UnreadablePdf, match=sentence):
        read_pdf(content)


def test_the_pdf_opens_in_the_browser_and_cannot_act_on_the_site(client):
    document = make(pdf=pdf())
    response = client.get(reverse("news:document_file", args=[document.slug]))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_is_hidden_is_nowhere(client):
    document = make(pdf=pdf(), is_shown=False)
    assert "99/QĐ-THU" not in client.get(LIST).content.decode()
    assert client.get(document.get_absolute_url()).status_code == 404
    assert client.get(reverse("news:document_file", args=[document.slug])).status_code == 404


def test_a_replaced_document_leads_to_the_one_that_replaces_it(client):
    new = make(number="100/QĐ-THU")
    old = make(validity=Validity.EXPIRED, replaced_by=new)
    assert new.get_absolute_url() in client.get(old.get_absolute_url()).content.decode()
    assert old.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()


def test_in_force_before_it_was_issued_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        make(issued_on="2025-02-01", effective_on="2025-01-01")


@pytest.mark.parametrize("asked", ["?loai=khong-co", "?loai=decree'--"])
def test_a_made_up_kind_is_no_page(client, asked):
    assert client.get(LIST + asked).status_code == 404


@pytest.fixture
def editor(client):
    user = UserFactory(role=Role.EDITOR)
    client.force_login(user)
    return client


FORM = {"number": "7/TT-THU", "kind": "circular", "title": "Thử", "issuer": "Bộ Thử", "validity": "in_force"}
FORM |= {"ties-TOTAL_FORMS": "0", "ties-INITIAL_FORMS": "0"}


def test_an_editor_adds_a_document_and_a_broken_file_keeps_what_was_typed(editor):
    url = reverse("admin:news_document_add")
    wrong = editor.post(url, {**FORM, "new_file": SimpleUploadedFile("a.pdf", b"khong phai pdf")})
    assert "không phải PDF" in wrong.content.decode()
    assert "7/TT-THU" in wrong.content.decode()
    editor.post(url, {**FORM, "is_shown": "on", "new_file": SimpleUploadedFile("a.pdf", pdf("hai chu"))})
    saved = Document.objects.get(number="7/TT-THU")
    assert saved.text.strip() == "hai chu"
    assert editor.get(saved.get_absolute_url()).status_code == 200


def test_an_editor_ties_a_document_and_is_told_when_it_is_to_itself(editor):
    plan, new = Document.objects.get(number="1034/QĐ-BTTTT"), make()
    url = reverse("admin:news_document_change", args=[new.pk])
    typed = {**FORM, "is_shown": "on", "ties-TOTAL_FORMS": "1", "ties-0-document": new.pk, "ties-0-kind": "goes_on"}
    wrong = editor.post(url, {**typed, "ties-0-other": new.pk}).content.decode()
    assert "không thể liên quan đến chính nó" in wrong
    assert editor.post(url, {**typed, "ties-0-other": plan.pk}).status_code == 302
    assert new.ties.get().other == plan
    again = editor.post(url, {**typed, "ties-0-other": plan.pk})
    assert "đã được nối rồi" in again.content.decode()


def test_an_officer_has_no_business_here(client):
    client.force_login(OfficerFactory())
    for name in ("document", "guide", "answer", "standingpage"):
        assert client.get(reverse(f"admin:news_{name}_changelist")).status_code == 403


def test_the_list_makes_as_many_queries_for_many_as_for_few(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(LIST)
    for n in range(20):
        make(number=f"{n}/QĐ-NHIEU")
    pagecache.forget_everything()
    with django_assert_max_num_queries(2):
        client.get(LIST)
