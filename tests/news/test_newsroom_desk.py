"""The newsroom's pages in the admin: who may open them, what they do, what they cost."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from news import operations
from news.enums import ArticleStatus, Stage
from news.models import Article, ArticlePicture, PreviewLink, Revision, Writing
from portal1034.accounts.enums import Role
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.news import ArticleFactory, EditorFactory
from tests.news.test_newsroom import ADD, form, picture
from tests.news.test_workflow import TEXT, begun, live, sent

pytestmark = pytest.mark.django_db
CHANGELIST = reverse("admin:news_article_changelist")
PAGES = ("change", "review", "versions", "look", "previews", "pictures")
TYPED = reverse("admin:news_article_typed")


@pytest.fixture
def writer():
    return EditorFactory(full_name="Lê Viết Trước")


@pytest.fixture
def reader():
    return EditorFactory(full_name="Trần Đọc Sau")


def at(article, page="change") -> str:
    return reverse(f"admin:news_article_{page}", args=[article.pk])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("make", [UserFactory, OfficerFactory, lambda: UserFactory(role=Role.TRADER)])
def test_only_editors_open_any_of_its_pages(client, make, writer):
    article = sent(writer)
    client.force_login(make())
    urls = [*(at(article, page) for page in PAGES), TYPED, reverse("admin:news_article_paste")]
    urls.append(reverse("admin:news_article_calendar"))
    for url in urls:
        assert client.get(url).status_code in {302, 403, 405}, url
        assert client.post(url, {"deed": "approve", "seen": "1", "html": "x"}).status_code in {302, 403}, url
    article.refresh_from_db()
    assert (article.status, article.stage) == (ArticleStatus.DRAFT, Stage.REVIEW)
    assert not Writing.objects.exists()


def test_saving_and_sending_is_one_button_and_the_other_editor_sees_it_in_the_queue(client, writer, reader):
    client.force_login(writer)
    client.post(ADD, form(_send="1", base="0"))
    article = Article.objects.get()
    assert article.stage == Stage.REVIEW
    own = soup(client.get(reverse("admin:index"))).get_text(" ", strip=True)
    client.force_login(reader)
    theirs = soup(client.get(reverse("admin:index"))).get_text(" ", strip=True)
    assert re.search(r"1\s+Bài chờ duyệt", theirs)
    assert not re.search(r"1\s+Bài chờ duyệt", own), "one's own article is nothing to approve"


def test_what_is_returned_waits_for_its_writer_until_it_is_sent_again(client, writer, reader):
    article = operations.return_to_writer(article=sent(writer), by=reader, body="Thêm con số.")
    operations.comment(article=article, by=reader, body="Số ở trang 3.")

    def told(editor) -> str:
        client.force_login(editor)
        return soup(client.get(reverse("admin:index"))).get_text(" ", strip=True)

    assert re.search(r"1\s+Bài trả lại cho bác", told(writer))
    assert article.title in client.get(reverse("admin:news_article_changelist"), {"khau": "tra-lai"}).content.decode()
    assert not re.search(r"1\s+Bài trả lại cho bác", told(reader))
    operations.send_to_review(article=article, by=writer)
    assert not re.search(r"1\s+Bài trả lại cho bác", told(writer))


def test_the_writer_has_no_button_to_approve_and_a_forged_request_is_refused(client, writer):
    article = sent(writer)
    client.force_login(writer)
    page = client.get(at(article, "review"))
    assert 'value="approve"' not in page.content.decode()
    answer = client.post(at(article, "review"), {"deed": "approve", "seen": "1", "body": "", "at": ""})
    assert answer.status_code == 422
    assert "một người khác phải duyệt" in answer.content.decode()
    article.refresh_from_db()
    assert article.status == ArticleStatus.DRAFT


def test_no_form_field_or_bulk_action_publishes(client, writer, reader):
    article = begun(writer)
    client.force_login(reader)
    tricks = {"status": "published", "stage": "done", "published_at_0": "2026-01-01", "published_at_1": "08:00",
              "live_version": "1", "author": reader.pk, "_publish": "1"}  # fmt: skip
    client.post(at(article), form(base="1", **tricks))
    for action in ("publish_selected", "approve", "delete_selected"):
        client.post(CHANGELIST, {"action": action, "_selected_action": [article.pk], "index": "0", "post": "yes"})
    article.refresh_from_db()
    assert (article.status, article.live_version, article.author) == (ArticleStatus.DRAFT, None, writer)
    assert Article.objects.count() == 1


def test_approving_for_an_hour_to_come(client, writer, reader):
    article = sent(writer)
    client.force_login(reader)
    hour = timezone.localtime(timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    typed = {"deed": "approve", "seen": "1", "body": "", "at": hour.strftime("%Y-%m-%dT%H:%M")}
    assert client.post(at(article, "review"), typed).status_code == 302
    article.refresh_from_db()
    assert article.is_scheduled
    assert article.published_at == hour
    calendar = client.get(reverse("admin:news_article_calendar"), {"thang": hour.strftime("%Y-%m")})
    assert calendar.content.decode().count(article.title) == 2, "in the month and in the list"


def test_an_hour_that_is_past_is_told_beside_its_field_and_the_words_stay(client, writer, reader):
    article = sent(writer)
    client.force_login(reader)
    typed = {"deed": "approve", "seen": "1", "body": "Tốt lắm", "at": "2020-01-01T08:00"}
    answer = client.post(at(article, "review"), typed)
    assert answer.status_code == 422
    assert "Giờ này đã qua" in answer.content.decode()
    assert "Tốt lắm" in answer.content.decode()


def test_two_who_save_at_once_see_both_texts_and_the_second_save_goes_on_from_there(client, writer, reader):
    article = begun(writer)
    operations.save_version(article=article, text={"body": "<p>Cam chín đỏ.</p>"}, by=reader, base=1)
    client.force_login(writer)
    answer = client.post(at(article), form(base="1", body="<p>Cam chín vàng.</p>"))
    page = answer.content.decode()
    assert "Trần Đọc Sau đã lưu bản mới" in page
    assert "<del>đỏ.</del><ins>vàng.</ins>" in page
    base = soup(answer).find("input", {"name": "base"})["value"]
    assert Revision.objects.count() == 2
    assert client.post(at(article), form(base=base, body="<p>Cam chín vàng.</p>")).status_code == 302
    assert Revision.objects.filter(article=article).count() == 3


def test_what_was_typed_survives_the_closed_tab_and_can_be_dropped(client, writer):
    article = begun(writer)
    client.force_login(writer)
    answer = client.post(TYPED, {"article": article.pk, "base": "1", "title": "Gõ dở", "body": "<p>Đang gõ</p>"})
    assert answer.json()["saved"]
    page = client.get(at(article)).content.decode()
    assert "Gõ dở" in page
    assert "chữ bác gõ dở" in page
    article.refresh_from_db()
    assert article.title == TEXT["title"], "nothing is saved by itself"
    client.post(TYPED, {"article": article.pk, "drop": "1"})
    assert "Gõ dở" not in client.get(at(article)).content.decode()


def test_a_new_article_never_saved_is_there_again_too(client, writer, reader):
    client.force_login(writer)
    client.post(TYPED, {"article": "", "base": "0", "title": "Bài mới gõ dở"})
    assert "Bài mới gõ dở" in client.get(ADD).content.decode()
    client.force_login(reader)
    assert "Bài mới gõ dở" not in client.get(ADD).content.decode()


def test_who_else_is_here_and_who_saved_meanwhile_is_told(client, writer, reader):
    article = begun(writer)
    client.force_login(writer)
    client.post(TYPED, {"article": article.pk, "base": "1"})
    operations.save_version(article=article, text={"title": "Khác"}, by=writer, base=1)
    client.force_login(reader)
    told = client.post(TYPED, {"article": article.pk, "base": "1"}).json()
    assert told == {"saved": "", "others": ["Lê Viết Trước"], "newer": "Lê Viết Trước"}
    assert "Lê Viết Trước" in client.get(at(article)).content.decode()


def test_versions_tell_their_difference_word_by_word_and_come_back_in_one_step(client, writer, reader):
    article = live(writer, reader)
    operations.save_version(article=article, text={"body": "<p>Cam chín rộ.</p>"}, by=writer, base=1)
    client.force_login(reader)
    page = client.get(at(article, "versions"), {"ban": "2"}).content.decode()
    assert "<p>Cam <del>chín.</del><ins>chín rộ.</ins></p>" in page
    client.post(at(article, "versions"), {"ban": "1", "base": "2"})
    article.refresh_from_db()
    assert (article.version, article.revisions.first().text()["body"]) == (3, "<p>Cam chín.</p>")
    client.post(at(article, "versions"), {"ban": "2", "base": "2"})
    assert article.revisions.count() == 3, "somebody saved since that list was drawn"


def test_a_preview_shows_the_newest_version_to_a_stranger_until_it_is_revoked_or_over(client, writer, reader):
    article = live(writer, reader)
    operations.save_version(article=article, text={"body": "<p>Chưa ai duyệt.</p>"}, by=writer, base=1)
    client.force_login(writer)
    client.post(at(article, "previews"))
    link = PreviewLink.objects.get()
    assert len(link.token) >= 32
    client.logout()
    frame, inside = (reverse(f"news:{name}", args=[link.token]) for name in ("preview", "preview_article"))
    for width, css in (("", "preview--phone"), ("may-tinh", "preview--desk")):
        assert css in client.get(frame, {"co": width}).content.decode()
    answer = client.get(inside)
    assert "Chưa ai duyệt." in answer.content.decode()
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert "Chưa ai duyệt." not in client.get(article.get_absolute_url()).content.decode()
    PreviewLink.objects.update(expires_at=timezone.now())
    assert client.get(inside).status_code == 404
    PreviewLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    client.force_login(writer)
    client.post(at(article, "previews"), {"link": link.pk})
    client.logout()
    assert {client.get(url).status_code for url in (frame, inside)} == {404}


def test_a_picture_inside_the_text_needs_words_and_is_drawn_with_them(client, writer):
    article = begun(writer)
    client.force_login(writer)
    answer = client.post(at(article, "pictures"), {"new_picture": picture(), "alt": ""})
    assert "Ghi một câu tả ảnh" in answer.content.decode()
    typed = {"new_picture": picture(), "alt": "Vườn cam", "caption": "Cam sớm", "credit": "Lê A"}
    client.post(at(article, "pictures"), typed)
    kept = ArticlePicture.objects.get()
    assert kept.picture.name.endswith(".jpg")
    assert "dong lua" not in kept.picture.name
    client.post(at(article), form(base="1", body=f"<p>Xem:</p><p>{kept.token}</p>"))
    figure = soup(client.get(at(article, "look"))).select_one(".prose figure")
    assert figure.img["alt"] == "Vườn cam"
    assert figure.figcaption.get_text() == "Cam sớm · Lê A"
    assert figure.img["srcset"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<p>[[san-pham: khongco]]</p>", "Không thấy sản phẩm mang mã “khongco”"),
        ("<p>[[mua-vu: khong-co]]</p>", "Không có nông sản nào ở địa chỉ “khong-co”"),
        ("<p>[[anh: 99999]]</p>", "Không có ảnh số “99999”"),
        ("<p>[[phim: 1]]</p>", "Không chèn được “phim”"),
        ("<p>xem [[tinh: bac-giang]] nhé</p>", "phải đứng một mình trên một dòng"),
    ],
)
def test_a_piece_that_cannot_be_drawn_is_told_beside_the_text_and_nothing_typed_is_lost(client, writer, body, sentence):
    client.force_login(writer)
    answer = client.post(ADD, form(body=body))
    assert sentence in soup(answer).get_text(" ", strip=True)
    assert "Cam Cao Phong vào vụ" in answer.content.decode()
    assert not Article.objects.exists()


def test_what_word_put_on_the_clipboard_comes_back_plain(client, writer):
    client.force_login(writer)
    html = '<p class=MsoNormal style="mso-x:1"><b>Cam</b><o:p></o:p></p>'
    assert client.post(reverse("admin:news_article_paste"), {"html": html}).json() == {
        "html": "<p><strong>Cam</strong></p>"
    }


def test_what_readers_have_seen_cannot_be_deleted(client, writer, reader):
    shown, draft = live(writer, reader), begun(writer, title="Nháp")
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, is_superuser=True))
    assert client.post(reverse("admin:news_article_delete", args=[shown.pk]), {"post": "yes"}).status_code == 403
    client.post(reverse("admin:news_article_delete", args=[draft.pk]), {"post": "yes"})
    assert list(Article.objects.all()) == [shown]


@pytest.mark.parametrize("rows", [1, 3])
def test_its_pages_cost_as_much_for_one_as_for_three(client, writer, reader, rows, django_assert_max_num_queries):
    for place in range(rows):
        article = sent(writer, title=f"Bài {place}")
        operations.comment(article=article, by=reader, body="Tốt.")
        operations.open_preview(article=article, by=reader)
    ArticleFactory.create_batch(rows, author=writer)
    client.force_login(reader)
    most = {CHANGELIST: 15, reverse("admin:news_article_calendar"): 12}
    for url in (*most, *(at(article, page) for page in PAGES if page != "look")):
        with django_assert_max_num_queries(most.get(url, 16)):
            assert client.get(url).status_code == 200, url
