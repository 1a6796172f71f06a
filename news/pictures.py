"""Pictures inside the text: `[[anh: 12]]` on a line of its own."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import ArticlePicture
from portal1034.core.embeds import Embed


def _find(key: str) -> ArticlePicture | None:
    return (
        ArticlePicture.objects.filter(pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 16
        else None
    )


def _problem(key: str) -> str:
    return "" if _find(key) else _("Không có ảnh số “%s”. Chọn ảnh ở mục Ảnh trong bài.") % key


def _draw(key: str) -> str:
    picture = _find(key)
    return render_to_string("news/_figure.html", {"picture": picture}) if picture else ""


PICTURE = Embed("anh", gettext_lazy("Một ảnh trong bài"), gettext_lazy("Số của ảnh"), _problem, _draw)
