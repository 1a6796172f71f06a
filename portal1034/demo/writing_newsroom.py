"""What lies on the newsroom's desk: a draft sent back, one to be read, one that waits for its hour, a correction."""

from datetime import timedelta

from django.utils import timezone

from news.models import Article
from news.operations import approve, begin_article, comment, return_to_writer, save_version, send_to_review
from portal1034.accounts.models import User
from portal1034.demo.pictures import draw_scene
from portal1034.demo.writing_news import CREDIT, blank_text

LIVING = "<p>[[mua-vu: vai-thieu]]</p><p>[[tinh: bac-giang]]</p>"
TO_READ = (
    "Đọc một ô lịch mùa vụ trong mười giây",
    "Ô đậm là nhiều hàng, vạch xanh là người cần mua: nhìn một lần là biết nên hái trước hay sau.",
    "<p>Mỗi hàng là một nông sản, mỗi ô là mười ngày. Ô càng đậm, các hộ khai càng nhiều. Vạch xanh dương dưới ô là "
    "lượng thương lái cần; vạch ngắn dưới ô đậm là chỗ sắp dư.</p><h2>Thử với một loại quả</h2>" + LIVING,
)
SCHEDULED = (
    "Sáng mai: ba điều xem trước khi xe lên vườn",
    "Ngày hái, lượng còn lại và người hẹn: ba dòng trên trang của hộ, mở điện thoại là thấy.",
    "<p>Trước khi xe lăn bánh, mở trang của hộ và xem ba dòng: ngày hái đã xác nhận chưa, còn bao nhiêu, hẹn với ai. "
    "Dòng nào cũ quá một tuần thì nhắn hỏi lại một câu.</p><p>[[mua-vu: vai-thieu]]</p>",
)
RETURNED = (
    "Chuyện một vườn đổi cách đóng thùng",
    "Đổi thùng nhỏ hơn, ghi ngày hái to hơn, hàng đi xa ít dập hơn.",
    "<p>Nhà vườn đổi từ thùng hai mươi cân sang thùng năm cân. Xếp nhanh hơn, xe rung cũng ít dập hơn.</p>",
)
REASON = "Thiếu con số: trước và sau khi đổi thùng, mười cân dập mấy cân? Hỏi thêm một nhà nữa cho chắc."


def write_unfinished(editors: tuple[User, User]) -> None:
    """The first editor wrote them, the second reads; so either of both finds something to do."""
    writer, reader = editors
    send_to_review(article=_begin(TO_READ, writer, "training"), by=writer, body="Nhờ chị xem giúp đoạn vạch xanh.")
    waiting = send_to_review(article=_begin(SCHEDULED, reader, "truck"), by=reader)
    approve(article=waiting, by=writer, seen=1, at=_tomorrow_at_half_past_six())
    draft = _begin(RETURNED, writer, "market")
    send_to_review(article=draft, by=writer)
    return_to_writer(article=draft, by=reader, body=REASON)
    comment(article=draft, by=writer, body="Em gọi hai nhà rồi, mai bổ sung.")
    _correct(reader)


def _begin(told: tuple[str, str, str], writer: User, scene: str) -> Article:
    title, summary, body = told
    text = {"title": title, "summary": summary, "body": body, "picture_alt": title, "picture_credit": CREDIT}
    return begin_article(text=blank_text() | text, by=writer, picture=draw_scene(scene))


def _correct(reader: User) -> None:
    """A correction of what readers already see waits for the other editor."""
    article = Article.objects.published().newest_first().first()
    text = {"summary": article.summary.rstrip(".") + ", cập nhật hôm nay."}
    changed = save_version(article=article, text=text, by=reader, base=article.version)
    send_to_review(article=changed, by=reader, body="Bổ sung theo tin mới từ Sở.")


def _tomorrow_at_half_past_six():
    return (timezone.localtime() + timedelta(days=1)).replace(hour=6, minute=30, second=0, microsecond=0)
