"""The newsroom's desks: articles, legal documents, guides, the pages that stand."""

from news.admin import article, document, guide, page

__all__ = ["article", "document", "guide", "page"]
