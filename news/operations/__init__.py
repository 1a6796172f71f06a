"""Writes of the newsroom. Each makes the public pages that show it stale when it commits."""

from news.operations.address import move_article, save_announcement
from news.operations.article import archive, free_slug, publish, save_article
from news.operations.document import UnreadablePdf, read_pdf, save_document
from news.operations.guide import save_guide
from news.operations.page import save_answer, save_page

__all__ = [
    "UnreadablePdf",
    "archive",
    "free_slug",
    "move_article",
    "publish",
    "read_pdf",
    "save_announcement",
    "save_answer",
    "save_article",
    "save_document",
    "save_guide",
    "save_page",
]
