"""What comes out of the printer: a short page on one sheet, without what is only for the screen."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.factories.news import ArticleFactory


@pytest.mark.parametrize("what", ["article", "guide"])
def test_a_short_page_is_printed_on_one_sheet(stack, chromium, what):
    article = ArticleFactory(title="Vải sớm lên xe", body="<p>Nhà vườn hái từ bốn giờ sáng.</p>" * 6)
    page = chromium.new_page(base_url=stack.url)
    page.goto(article.get_absolute_url() if what == "article" else "/huong-dan/chup-anh-dep/")
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    page.close()
    assert len(sheets) == 1
    printed = re.sub(r"\s", "", sheets[0].extract_text())  # a PDF spaces letters with marks as it likes
    assert "Sơđồtrang" not in printed
    assert "1034" in printed
