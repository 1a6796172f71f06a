"""Long lists as parameters."""

from collections.abc import Iterable


def array_of(values: Iterable[int | str]) -> str:
    """Return numbers, or words of letters and digits alone, as the text of a PostgreSQL array.

    For hundreds of values: psycopg quotes the elements of a list one by one, which takes longer than the statement.
    """
    return "{" + ",".join(map(str, values)) + "}"
