"""Full text in Vietnamese, on PostgreSQL's own: words as typed beside words without marks.

A document holds both, so "dứa" puts Dứa before Dừa while "dua" finds either. Every word asked for must be there; of the
last one, which may still be being typed, its beginning is enough.
"""

import re
from contextlib import contextmanager
from typing import Self

from django.contrib.postgres.search import CombinedSearchVector, SearchQuery, SearchVector
from django.db import OperationalError, connection, models, transaction
from django.db.models import F, Func
from psycopg.errors import QueryCanceled

from portal1034.core.text import fold, nfc

MAX_WORDS = 12
_WORD = re.compile(r"\w+")


class TooSlow(Exception):
    """The database could not answer within the time it was given."""


def search_words(text: str) -> list[str]:
    """Return the lower-case words of what was typed, composed, at most twelve."""
    return _WORD.findall(nfc(text[:200]).lower())[:MAX_WORDS]


def prefix_query(words: list[str], *, weight: str = "") -> SearchQuery:
    """Every word, the last by its beginning; with a weight ("A") only where the document carries that weight."""
    at = f":{weight}" if weight else ""
    whole = [f"'{word}'{at}" for word in words[:-1]]
    return SearchQuery(" & ".join([*whole, f"'{words[-1]}':*{weight}"]), search_type="raw", config="simple")


def folded(name: str) -> Func:
    return Func(F(name), function="portal_fold", output_field=models.TextField())


def search_document(**weights: str) -> CombinedSearchVector:
    """Return the expression of a generated document: `search_document(title="A", body="D")`."""
    vectors = [
        vector
        for name, weight in weights.items()
        for vector in (
            SearchVector(name, weight=weight, config="simple"),
            SearchVector(folded(name), weight=weight, config="simple"),
        )
    ]
    document = vectors[0]
    for vector in vectors[1:]:
        document = document + vector
    return document


class SearchedQuerySet(models.QuerySet):
    """For models with a generated `document`."""

    def matching(self, text: str) -> Self:
        """Rows in which every word of `text` is found, with or without tone marks, the last one by its beginning.

        Hits with the very marks typed come first (annotation `exact_marks`), then the newest. Text without a letter or
        digit finds nothing.
        """
        words = search_words(text)
        if not words:
            return self.none()
        found = self.filter(document=prefix_query([fold(word) for word in words]))
        exact = models.Case(
            models.When(document=prefix_query(words), then=1), default=0, output_field=models.IntegerField()
        )
        return found.annotate(exact_marks=exact).order_by("-exact_marks", "-pk")


@contextmanager
def within(milliseconds: int):
    """Give up a read after so many milliseconds, raising TooSlow; the transaction around it goes on."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = %s", [milliseconds])
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise
