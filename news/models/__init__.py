from news.models.article import Article
from news.models.document import Document
from news.models.guide import Guide, GuideStep
from news.models.newsroom import ArticleNote, ArticlePicture, PreviewLink, Revision, Writing
from news.models.page import Answer, StandingPage
from news.models.text import EDITOR_EXTENSIONS

__all__ = [
    "EDITOR_EXTENSIONS",
    "Answer",
    "Article",
    "ArticleNote",
    "ArticlePicture",
    "Document",
    "Guide",
    "GuideStep",
    "PreviewLink",
    "Revision",
    "StandingPage",
    "Writing",
]
