"""The head of a table with its links for sorting, and the boxes that choose its columns."""
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

PLACE = ("page", "total", "sort")  # a new order begins at the first page


def head(table: Any, query: QueryDict) -> SafeString:
    """Return the ``<th>`` elements; columns that may be sorted carry a link that keeps the rest of ``query``."""
    rest = query.copy()
    for name in PLACE:
        rest.pop(name, None)
    kept = f"{rest.urlencode()}&" if rest else ""
    paged = hasattr(table, "paginator")
    return SafeString("".join([_cell(column, kept, paged) for column in table.columns]))


def _cell(column: Any, kept: str, paged: bool) -> str:
    words = escape(str(column.header))
    if column.orderable and paged:
        alias = column.order_by_alias
        way = (" down" if alias.is_descending else " up") if column.is_ordered else ""
        address = escape(f"?{kept}sort={alias.next}")
        words = f'<a class="sort{way}" href="{address}" title="按“{words}”排序">{words}</a>'
    return f'<th {column.attrs["th"].as_html()} scope="col">{words}</th>'


def chooser(table: Any) -> SafeString:
    """Return a box for every column that a reader may hide, ticked when it is shown."""
    boxes = [(column.name, " checked" * column.visible, escape(str(column.header))) for column in table.choices]
    return SafeString("".join([
        f'<label><input class="form-check-input" type="checkbox" name="columns" value="{name}"{ticked}>{words}</label>'
        for name, ticked, words in boxes
    ]))
