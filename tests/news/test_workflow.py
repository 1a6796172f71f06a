"""From the first word to the reader: two people, every version kept, nobody's text lost."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from news import operations
from news.enums import ArticleStatus, NoteKind, Stage
from news.errors import Conflict, Refused
from news.models import Article, Revision, Writing
from news.tasks import tick
from tests.factories.accounts import OfficerFactory
from tests.factories.news import ArticleFactory, EditorFactory

pytestmark = pytest.mark.django_db
TEXT = {"title": "Cam Cao Phong vào vụ", "summary": "Vụ cam bắt đầu.", "body": "<p>Cam chín.</p>"}


@pytest.fixture
def writer():
    return EditorFactory()


@pytest.fixture
def reader():
    return EditorFactory()


def begun(writer, **text) -> Article:
    return operations.begin_article(text=Article().text() | TEXT | text, by=writer)


def sent(writer, **text) -> Article:
    return operations.send_to_review(article=begun(writer, **text), by=writer)


def live(writer, reader, at=None) -> Article:
    return operations.approve(article=sent(writer), by=reader, seen=1, at=at)


class TestTwoPeople:
    def test_whoever_wrote_the_newest_version_cannot_approve_it_though_they_be_administrator(self, writer):
        article = sent(writer)
        writer.role, writer.is_superuser = "administrator", True
        writer.save()
        with pytest.raises(Refused, match="một người khác phải duyệt"):
            operations.approve(article=article, by=writer, seen=1)
        assert not Article.objects.published().exists()

    def test_a_second_person_approves_and_readers_see_it(self, writer, reader):
        article = live(writer, reader)
        assert list(Article.objects.published()) == [article]
        version = Revision.objects.get()
        assert (version.author, version.approved_by) == (writer, reader)

    def test_a_reader_who_mends_a_comma_becomes_the_writer_and_the_first_may_approve(self, writer, reader):
        article = sent(writer)
        operations.save_version(article=article, text={"summary": "Vụ cam, bắt đầu."}, by=reader, base=1)
        with pytest.raises(Refused):
            operations.approve(article=article, by=reader, seen=2)
        assert operations.approve(article=article, by=writer, seen=2).summary == "Vụ cam, bắt đầu."

    def test_what_was_not_sent_or_was_changed_since_it_was_read_is_not_approved(self, writer, reader):
        with pytest.raises(Refused, match="chưa được gửi duyệt"):
            operations.approve(article=begun(writer), by=reader, seen=1)
        article = sent(writer)
        operations.save_version(article=article, text={"title": "Khác hẳn"}, by=writer, base=1)
        with pytest.raises(Conflict, match="vừa có bản mới"):
            operations.approve(article=article, by=reader, seen=1)

    def test_only_editors_take_a_step(self, writer):
        article, officer = sent(writer), OfficerFactory()
        for act in (operations.approve, operations.archive):
            with pytest.raises(Refused):
                act(article=article, by=officer, **({"seen": 1} if act is operations.approve else {}))
        article.refresh_from_db()
        assert article.status == ArticleStatus.DRAFT

    def test_the_database_itself_refuses_an_approval_of_ones_own_and_a_changed_version(self, writer):
        article = begun(writer)
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.filter(article=article).update(approved_by=writer)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Revision.objects.filter(article=article).update(body="<p>khác</p>")


class TestWhatReadersSee:
    def test_a_correction_waits_while_the_approved_words_stay_up(self, writer, reader):
        article = live(writer, reader)
        hour = article.published_at
        article = operations.save_version(article=article, text={"body": "<p>Cam chín rộ.</p>"}, by=writer, base=1)
        article.refresh_from_db()
        assert (article.body, article.stage, article.has_unseen_version) == ("<p>Cam chín.</p>", Stage.WRITING, True)
        operations.send_to_review(article=article, by=writer)
        article = operations.approve(article=article, by=reader, seen=2)
        assert (article.body, article.published_at, article.live_version) == ("<p>Cam chín rộ.</p>", hour, 2)
        assert article.corrected_at is not None

    def test_an_earlier_version_comes_back_as_a_new_one_and_nothing_is_lost(self, writer, reader):
        article = live(writer, reader)
        operations.save_version(article=article, text={"body": "<p>Sai.</p>"}, by=writer, base=1)
        article = operations.restore(article=article, number=1, by=writer, base=2)
        kept = list(Revision.objects.order_by("number").values_list("number", "body", "restored_from"))
        assert kept == [(1, "<p>Cam chín.</p>", None), (2, "<p>Sai.</p>", None), (3, "<p>Cam chín.</p>", 1)]
        operations.send_to_review(article=article, by=writer)
        with pytest.raises(Refused):
            operations.approve(article=article, by=writer, seen=3)

    def test_a_scheduled_article_is_read_from_its_minute_on_and_can_be_taken_back(self, writer, reader):
        article = live(writer, reader, at=timezone.now() + timedelta(hours=1))
        assert article.is_scheduled
        assert not Article.objects.published().exists()
        article = operations.withdraw(article=article, by=writer)
        assert (article.status, article.published_at, article.live_version) == (ArticleStatus.DRAFT, None, None)
        with pytest.raises(Refused):
            operations.withdraw(article=article, by=writer)

    def test_a_scheduled_article_changed_meanwhile_keeps_its_approved_words_and_hour(self, writer, reader):
        hour = timezone.now() + timedelta(hours=1)
        article = live(writer, reader, at=hour)
        operations.save_version(article=article, text={"title": "Đổi"}, by=writer, base=1)
        article.refresh_from_db()
        assert article.title == TEXT["title"]
        operations.send_to_review(article=article, by=writer)
        article = operations.approve(article=article, by=reader, seen=2)
        assert (article.title, article.published_at, article.corrected_at) == ("Đổi", hour, None)

    def test_one_person_may_put_away_and_two_bring_it_back(self, writer, reader):
        article = operations.archive(article=live(writer, reader), by=writer)
        assert not Article.objects.published().exists()
        article = operations.send_to_review(article=article, by=writer)
        with pytest.raises(Refused):
            operations.approve(article=article, by=writer, seen=1)
        assert operations.approve(article=article, by=reader, seen=1).status == ArticleStatus.PUBLISHED

    def test_an_article_older_than_versions_keeps_its_first_text_when_it_is_changed(self, reader):
        article = ArticleFactory(body="<p>Cũ.</p>")
        operations.save_version(article=article, text={"body": "<p>Mới.</p>"}, by=reader, base=0)
        article.refresh_from_db()
        assert (article.body, article.version, article.live_version) == ("<p>Cũ.</p>", 2, 1)
        bodies = Revision.objects.order_by("number").values_list("body", flat=True)
        assert list(bodies) == ["<p>Cũ.</p>", "<p>Mới.</p>"]

    def test_nothing_new_is_nothing_to_review(self, writer, reader):
        with pytest.raises(Refused, match="không có gì mới"):
            operations.send_to_review(article=live(writer, reader), by=writer)


class TestTogether:
    def test_the_second_to_save_is_told_and_both_texts_are_there(self, writer, reader):
        article = begun(writer)
        operations.save_version(article=article, text={"title": "Của người thứ hai"}, by=reader, base=1)
        with pytest.raises(Conflict):
            operations.save_version(article=article, text={"title": "Của người thứ nhất"}, by=writer, base=1)
        article.refresh_from_db()
        assert article.title == "Của người thứ hai"

    def test_saving_what_is_there_makes_no_version(self, writer):
        article = begun(writer)
        assert operations.save_version(article=article, text=TEXT, by=writer, base=1).version == 1

    def test_what_is_typed_is_a_row_of_ones_own_and_goes_when_it_is_saved(self, writer, reader):
        article = begun(writer)
        operations.keep_typed(article=article, editor=writer, base=1, text={"title": "dở"})
        operations.keep_typed(article=article, editor=reader, base=1, text={"title": "của tôi"})
        assert operations.unsaved(article, writer).text == {"title": "dở"}
        assert operations.others_at(article, writer) == [str(reader)]
        operations.save_version(article=article, text={"title": "xong"}, by=writer, base=1)
        assert operations.unsaved(article, writer) is None
        assert operations.unsaved(article, reader).text == {"title": "của tôi"}

    def test_who_left_long_ago_is_forgotten_and_what_they_typed_a_month_later(self, writer):
        kept = {}
        for days, text in [(0, None), (2, None), (2, {"title": "dở"}), (31, {"title": "dở từ lâu"})]:
            article = begun(writer, title=f"Bài {days} {text}")
            row = operations.keep_typed(article=article, editor=writer, base=1, text=text)
            Writing.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(days=days))
            kept[row.pk] = (days, bool(text))
        tick()
        left = [kept[pk] for pk in Writing.objects.order_by("pk").values_list("pk", flat=True)]
        assert left == [(0, False), (2, True)]

    def test_a_reason_is_written_when_a_text_goes_back(self, writer, reader):
        article = sent(writer)
        with pytest.raises(Refused, match="cần sửa gì"):
            operations.return_to_writer(article=article, by=reader, body="  ")
        article = operations.return_to_writer(article=article, by=reader, body="Thêm con số.")
        assert article.stage == Stage.WRITING
        assert list(article.notes.values_list("kind", "body")) == [
            (NoteKind.SENT, ""),
            (NoteKind.RETURNED, "Thêm con số."),
        ]

    def test_an_address_nobody_has_seen_follows_the_title(self, writer, reader):
        article = begun(writer)
        article = operations.save_version(article=article, text={"title": "Bưởi Diễn"}, by=writer, base=1)
        assert article.slug == "buoi-dien"
        operations.send_to_review(article=article, by=writer)
        operations.approve(article=article, by=reader, seen=2)
        article = operations.save_version(article=article, text={"title": "Bưởi Diễn chín"}, by=writer, base=2)
        assert article.slug == "buoi-dien"


@pytest.mark.django_db(transaction=True)
def test_saving_while_another_approves_never_shows_words_that_nobody_read():
    """Either the approval came first, or it met a newer version and was refused."""
    writer, reader = EditorFactory(), EditorFactory()
    for _round in range(4):
        article, gate, refused = sent(writer), threading.Barrier(2), []

        def save(article=article, gate=gate):
            gate.wait()
            operations.save_version(article=article, text={"body": "<p>Chưa ai đọc.</p>"}, by=writer, base=1)
            connection.close()

        def approve(article=article, gate=gate, refused=refused):
            gate.wait()
            try:
                operations.approve(article=article, by=reader, seen=1)
            except Refused as error:
                refused.append(error)
            connection.close()

        threads = [threading.Thread(target=act) for act in (save, approve)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        article.refresh_from_db()
        assert article.version == 2
        shown = article.status == ArticleStatus.PUBLISHED
        assert shown != bool(refused)
        assert not shown or article.body == "<p>Cam chín.</p>"
