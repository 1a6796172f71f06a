"""The newsroom's desks: articles, legal documents, guides, the pages that stand."""

from news.admin import address, article, document, guide, page

__all__ = ["address", "article", "document", "guide", "page"]
