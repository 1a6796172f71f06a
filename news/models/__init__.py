from news.models.article import EDITOR_EXTENSIONS, Article
from news.models.document import Document
from news.models.guide import Guide, GuideStep
from news.models.page import Answer, StandingPage

__all__ = ["EDITOR_EXTENSIONS", "Answer", "Article", "Document", "Guide", "GuideStep", "StandingPage"]
