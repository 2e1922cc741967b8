"""Asking for rows by very many keys."""
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.lookups import In

FEW = 5_000  # keys in one question: SQLite takes no more than some ten thousand parameters


class Among(In):
    """``IN`` with all keys in one parameter where there are arrays: thousands take longer to write than to look up.

    The keys are values of the column already.
    """

    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]


def in_parts(rows: QuerySet, column: str, keys: Sequence[Any]) -> Iterator[QuerySet]:
    """Yield the rows whose ``column`` is one of ``keys``, in several questions."""
    rest = iter(keys)
    while part := list(islice(rest, FEW)):
        yield rows.filter(Among(F(column), part))
