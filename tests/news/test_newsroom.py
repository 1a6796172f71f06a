import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from news.enums import ArticleStatus, Topic
from news.models import Article, Revision
from news.operations import free_slug
from portal1034.accounts.enums import Role
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.news import ArticleFactory, EditorFactory

pytestmark = pytest.mark.django_db
ADD = reverse("admin:news_article_add")


def picture() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 900), (40, 120, 60)).save(buffer, "JPEG")
    return SimpleUploadedFile("dong lua.jpg", buffer.getvalue())


def form(**changes) -> dict:
    typed = {
        "title": "Cam Cao Phong vào vụ",
        "topic": Topic.SEASON,
        "summary": "Vụ cam bắt đầu.",
        "body": "<p>Cam chín.</p>",
    }
    return {**typed, "province": "", "picture_alt": "", "picture_credit": "", **changes}


def test_an_editor_writes_with_a_picture_and_it_is_a_draft(client):
    editor = EditorFactory()
    client.force_login(editor)
    response = client.post(ADD, form(new_picture=picture(), picture_alt="Vườn cam chín vàng", _continue="1"))
    article = Article.objects.get()
    assert response.status_code == 302, response.content.decode()[:2000]
    assert (article.author, article.slug, article.status) == (editor, "cam-cao-phong-vao-vu", ArticleStatus.DRAFT)
    assert set(article.picture_renditions) == {"320", "640", "1280"}
    version = Revision.objects.get()
    assert (version.article, version.number, version.author) == (article, 1, editor)
    assert version.text() == article.text()
    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_picture_without_words_is_sent_back_with_the_sentence(client):
    client.force_login(EditorFactory())
    response = client.post(ADD, form(new_picture=picture()))
    assert "Ghi một câu tả ảnh" in response.content.decode()
    assert "Cam Cao Phong vào vụ" in response.content.decode()
    assert not Article.objects.exists()


def test_a_text_file_called_jpg_is_sent_back_with_the_sentence(client):
    client.force_login(EditorFactory())
    fake = SimpleUploadedFile("anh.jpg", b"khong phai anh")
    response = client.post(ADD, form(new_picture=fake, picture_alt="x"))
    assert "không phải ảnh" in response.content.decode()


def test_a_script_is_gone_when_the_article_is_saved(client):
    client.force_login(EditorFactory())
    client.post(ADD, form(body="<p>Tốt</p><script>x()</script>"))
    assert "script" not in Article.objects.get().body


@pytest.mark.parametrize("make", [UserFactory, OfficerFactory, lambda: UserFactory(role=Role.TRADER)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_editors_and_administrators_enter_the_newsroom(client, make, method):
    client.force_login(make())
    article = ArticleFactory()
    for url in (ADD, reverse("admin:news_article_changelist"), reverse("admin:news_article_change", args=[article.pk])):
        assert getattr(client, method)(url, form()).status_code in {302, 403}
    assert Article.objects.count() == 1


def test_two_articles_of_one_title_get_two_addresses():
    ArticleFactory(slug="vai-thieu")
    assert free_slug("Vải thiều") == "vai-thieu-2"
    assert free_slug("…") == "bai"
