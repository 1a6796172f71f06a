from news.models.address import OldAddress
from news.models.announcement import Announcement
from news.models.article import Article, ArticleAddress
from news.models.document import Document, DocumentTie
from news.models.guide import Guide, GuideStep
from news.models.newsroom import ArticleNote, ArticlePicture, PreviewLink, Revision, Writing
from news.models.page import Answer, StandingPage
from news.models.text import EDITOR_EXTENSIONS

__all__ = [
    "EDITOR_EXTENSIONS",
    "Announcement",
    "Answer",
    "Article",
    "ArticleAddress",
    "ArticleNote",
    "ArticlePicture",
    "Document",
    "DocumentTie",
    "Guide",
    "GuideStep",
    "OldAddress",
    "PreviewLink",
    "Revision",
    "StandingPage",
    "Writing",
]
