"""An editor's article: written with a picture, read by another, on time without a worker, corrected, restored."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from news.models import Article, Writing
from portal1034.core import pagecache
from tests.factories.harvests import HarvestFactory
from tests.factories.news import EditorFactory
from tests.journeys.steps import DESK, complaints, photo, sign_in, violations, wait_for

WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p class=MsoNormal><b style="mso-bidi-font-weight:'
    'normal">Chép từ Word</b><o:p></o:p></p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span '
    'style="mso-list:Ignore">·<span>&nbsp;</span></span>Hái lúc mát</p></body></html>'
)
PASTE = """(box, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", "x");
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def javascript() -> bool:
    return True


@pytest.fixture
def no_worker(stack):
    """Nothing runs in the background: what comes before readers does so by the clock alone."""
    stack.kill("worker")
    yield
    stack.start_worker()


def window(open_page, editor) -> Page:
    page = open_page(DESK)
    sign_in(page, editor)
    return page


def write(page: Page, text: str) -> None:
    box = page.locator(".tiptap")
    box.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def read(page: Page, article: Article, what: str) -> None:
    page.goto(f"/quan-tri/news/article/{article.pk}/duyet/")
    page.get_by_role("button", name=what).click()


def tomorrow() -> dt.datetime:
    return (timezone.localtime() + dt.timedelta(days=1)).replace(second=0, microsecond=0)


def read_until_its_hour(visitor: Page, article: Article) -> None:
    """Bring the hour close, read the list before it without the article, and wait for it.

    A machine too slow to read the list before the hour gets an hour farther off.
    """
    for seconds in (4, 8, 16, 32, 64):
        at = timezone.now() + dt.timedelta(seconds=seconds)
        Article.objects.filter(pk=article.pk).update(published_at=at)
        pagecache.bump("news")
        visitor.goto("/tin-tuc/")  # the list is kept now, without the article
        shown = visitor.get_by_text(article.title).count()
        if timezone.now() < at:
            assert shown == 0
            wait_for("tới giờ", lambda at=at: timezone.now() >= at)
            return
    raise AssertionError("the list is never read before the hour")


def test_written_reviewed_scheduled_on_time_corrected_restored(open_page, stack, no_worker):
    crop = HarvestFactory().commodity
    writer, reader = EditorFactory(full_name="Lê Viết Trước"), EditorFactory(full_name="Trần Đọc Sau")
    desk = window(open_page, writer)
    desk.goto("/quan-tri/news/article/add/")
    desk.get_by_label("Tiêu đề").fill("Vải sớm lên xe lúc rạng đông")
    desk.get_by_label("Tóm tắt").fill("Nhà vườn hái từ bốn giờ sáng.")
    write(desk, "Sương chưa tan, vườn đã sáng đèn.")
    desk.locator("#id_new_picture").set_input_files(photo(1))
    desk.get_by_label("Mô tả ảnh cho người không nhìn thấy").fill("Xe tải chở đầy sọt vải")
    wait_for("chữ đang gõ được giữ", lambda: Writing.objects.filter(editor=writer, text__isnull=False).exists())
    desk.get_by_role("button", name="Lưu", exact=True).click()
    article = Article.objects.get()

    desk.goto(f"/quan-tri/news/article/{article.pk}/anh/")
    desk.locator("input[type=file]").set_input_files(photo(2))
    desk.get_by_label("Tả ảnh cho người không nhìn thấy").fill("Hai người xếp vải vào thùng")
    desk.get_by_label("Chú thích dưới ảnh").fill("Xếp thùng lúc năm giờ")
    desk.get_by_role("button", name="Thêm ảnh").click()
    desk.goto(f"/quan-tri/news/article/{article.pk}/change/")
    desk.locator(".tiptap p").last.click()
    desk.keyboard.press("End")
    desk.keyboard.press("Enter")
    desk.locator(".tiptap").evaluate(PASTE, WORD)
    expect(desk.locator(".tiptap ul li")).to_contain_text("Hái lúc mát")
    expect(desk.locator(".tiptap strong")).to_contain_text("Chép từ Word")
    desk.get_by_text("Chèn ảnh, sản phẩm, lịch mùa vụ").click()
    desk.get_by_role("button", name="Chèn ảnh này").click()
    desk.on("dialog", lambda dialog: dialog.accept(crop.slug))
    desk.locator('[data-insert-kind="mua-vu"]').click()
    assert violations(desk) == []
    desk.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(desk.get_by_text("Đã lưu và gửi duyệt")).to_be_visible()
    assert desk.get_by_role("button", name="Duyệt", exact=True).count() == 0

    other = window(open_page, reader)
    other.goto("/quan-tri/")
    other.get_by_role("link", name="Bài chờ duyệt").click()
    expect(other.get_by_role("link", name=article.title)).to_be_visible()
    at = tomorrow()
    other.goto(f"/quan-tri/news/article/{article.pk}/duyet/")
    other.get_by_label("Lên lúc").fill(at.strftime("%Y-%m-%dT%H:%M"))
    other.get_by_role("button", name="Duyệt", exact=True).click()
    expect(other.get_by_text("Đã duyệt. Bài lên lúc")).to_be_visible()

    visitor = open_page()
    assert Article.objects.get().published_at == at
    read_until_its_hour(visitor, article)
    visitor.goto("/tin-tuc/")
    visitor.get_by_role("link", name=article.title).click()
    expect(visitor.get_by_role("img", name="Hai người xếp vải vào thùng")).to_be_visible()
    expect(visitor.get_by_text("Xếp thùng lúc năm giờ")).to_be_visible()
    expect(visitor.get_by_role("link", name=f"Lịch mùa vụ {crop.name}")).to_be_visible()
    here = visitor.url

    desk.goto(f"/quan-tri/news/article/{article.pk}/change/")
    desk.get_by_label("Tóm tắt").fill("Nhà vườn hái từ ba giờ sáng.")
    desk.get_by_role("button", name="Lưu và gửi duyệt").click()
    visitor.goto(here)
    expect(visitor.get_by_text("Nhà vườn hái từ bốn giờ sáng.")).to_be_visible()
    read(other, article, "Duyệt bản sửa")
    visitor.goto(here)
    expect(visitor.get_by_text("Nhà vườn hái từ ba giờ sáng.")).to_be_visible()
    expect(visitor.get_by_text("đã sửa lúc")).to_be_visible()

    desk.goto(f"/quan-tri/news/article/{article.pk}/ban-luu/")
    desk.get_by_role("button", name="Lấy lại bản 2").click()
    read(desk, article, "Gửi duyệt")
    read(other, article, "Duyệt bản sửa")
    visitor.goto(here)
    expect(visitor.get_by_text("Nhà vườn hái từ bốn giờ sáng.")).to_be_visible()
    assert article.revisions.count() == 4

    desk.goto(f"/quan-tri/news/article/{article.pk}/xem-truoc/")
    desk.get_by_role("button", name="Tạo liên kết xem trước").click()
    stranger = open_page()
    stranger.goto(desk.locator(".links a").first.get_attribute("href"))
    expect(stranger.frame_locator("iframe").get_by_role("heading", name=article.title)).to_be_visible()
    assert violations(stranger) == []
    stranger.goto(stranger.locator("iframe").get_attribute("src"))  # axe looks at one document at a time
    expect(stranger.get_by_role("heading", name=article.title)).to_be_visible()
    assert violations(stranger) == []
    pages = ("change", "duyet", "ban-luu", "ban-luu/?ban=3", "anh", "xem-truoc")
    paths = [f"/quan-tri/news/article/{article.pk}/{page}{'' if '?' in page else '/'}" for page in pages]
    paths += ["/quan-tri/news/article/lich/", "/quan-tri/news/article/", "/quan-tri/"]
    assert [found for path in paths for found in complaints(desk, path)] == []
