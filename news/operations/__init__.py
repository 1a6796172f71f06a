"""Writes of the newsroom. Each makes the public pages that show it stale when it commits."""

from news.operations.address import move_article, save_announcement
from news.operations.article import add_picture, begin_article, free_slug, restore, save_version
from news.operations.document import UnreadablePdf, read_pdf, save_document
from news.operations.guide import save_guide
from news.operations.page import save_answer, save_page
from news.operations.review import (
    approve,
    archive,
    comment,
    open_preview,
    return_to_writer,
    revoke_preview,
    send_to_review,
    withdraw,
)
from news.operations.writing import drop_typed, forget_abandoned, keep_typed, others_at, unsaved

__all__ = [
    "UnreadablePdf",
    "add_picture",
    "approve",
    "archive",
    "begin_article",
    "comment",
    "drop_typed",
    "forget_abandoned",
    "free_slug",
    "keep_typed",
    "move_article",
    "open_preview",
    "others_at",
    "read_pdf",
    "restore",
    "return_to_writer",
    "revoke_preview",
    "save_announcement",
    "save_answer",
    "save_document",
    "save_guide",
    "save_page",
    "save_version",
    "send_to_review",
    "unsaved",
    "withdraw",
]
