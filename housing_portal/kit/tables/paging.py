"""Pages of a long list: keys first, then their rows, read from whichever end is nearer."""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django_tables2.data import TableQuerysetData

from housing_portal.kit.tables import totals
from housing_portal.kit.tables.reading import holds_records

NEAR = 1_000  # rows that may be read and skipped


class Rows(TableQuerysetData):
    """The rows of a queryset. A slice far in reads the primary keys alone, from an index, then the rows of these keys.

    Skipping a row costs as much as reading it: with a known ``total`` the second half is counted from the end.
    """

    total: int | None = None
    borrowed: Mapping[str, Any] = {}

    @property
    def whole(self) -> QuerySet:
        """Return the rows with what their columns borrow from other tables."""
        return self.data.annotate(**self.borrowed)

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice) or not holds_records(self.data):
            return self.data[key]
        if key.start < NEAR:
            return list(self.whole[key])
        keys = self._keys(key.start, key.stop)
        found = {row.pk: row for row in self.whole.filter(pk__in=keys).order_by()} if keys else {}
        return [found[pk] for pk in keys if pk in found]

    def _keys(self, start: int, stop: int) -> list[Any]:
        keys = self.data.values_list("pk", flat=True)
        if self.total is None or start <= self.total // 2:
            return list(keys[start:stop])
        return list(keys.reverse()[max(0, self.total - stop) : self.total - start])[::-1]


class Pages(Paginator):
    """Pages of ``total`` rows; None means more than CAP, so that the last page is not known."""

    def __init__(self, rows: Any, size: int, total: int | None) -> None:
        super().__init__(rows, size)
        self.total = total

    @cached_property
    def count(self) -> int:
        return totals.CAP + 1 if self.total is None else self.total

    @property
    def is_open(self) -> bool:
        return self.total is None

    def get_elided_page_range(self, number: Any = 1, *, on_each_side: int = 3, on_ends: int = 2) -> Iterator[int | str]:
        """Yield the page numbers of a pager; with an open end only those that are known to exist."""
        if not self.is_open:
            yield from super().get_elided_page_range(number, on_each_side=on_each_side, on_ends=on_ends)
            return
        near = range(max(1, number - on_each_side), min(number + on_each_side, self.num_pages) + 1)
        yield from range(1, min(near[0], on_ends + 1))
        if near[0] > on_ends + 1:
            yield self.ELLIPSIS
        yield from near
        yield self.ELLIPSIS


def open_page(table: Any, query: QueryDict, sizes: Sequence[int]) -> None:
    """Open ``table`` at the page and in the size asked for, or at the nearest page that there is."""
    size = next((n for n in sizes if str(n) == query.get("size")), sizes[0])
    asked = _asked(query.get("page", ""))
    exact = query.get("total") in ("exact", "only") or asked is None or asked * size > totals.CAP
    queryset: QuerySet = table.data.data
    table.data.total = totals.total_of(queryset, exact=exact)
    table.paginator = Pages(table.rows, size, table.data.total)
    last = table.paginator.num_pages
    table.page = table.paginator.page(last if asked is None else min(asked, last))


def _asked(text: str) -> int | None:
    """Return the number of the page asked for, the first for nonsense, None for ``last``."""
    if text == "last":
        return None
    try:
        return max(1, int(text))
    except ValueError:
        return 1
