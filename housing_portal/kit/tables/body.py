"""The rows of a page as HTML: one plan per column and request does what the library works out for every cell.

Cell for cell the text is what django-tables2 makes: ``render_<column>``, ``linkify``, defaults and empty values work.
"""
from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django_tables2.utils import signature

from housing_portal.kit.tables.reading import address, field_at, holds_records, reader

ARGUMENTS = ("value", "record", "column", "bound_column", "bound_row", "table")
Cell = Callable[[Any], str]


def body(table: Any) -> SafeString:
    """Return the ``<tr>`` elements of the rows on the table's page."""
    start, cells = _start(table), [_cell(column, table) for column in table.columns]
    parts: list[str] = []
    for row in table.paginated_rows:
        parts.append(start(row))
        parts.extend([cell(row) for cell in cells])
        parts.append("</tr>\n")
    return mark_safe("".join(parts))  # noqa: S308 - every cell has been escaped


def _start(table: Any) -> Callable[[Any], str]:
    given = table.row_attrs
    if not given:
        return lambda row: f'<tr class="{row.get_even_odd_css_class()}">'
    mark = given.get("class")
    if len(given) > 1 or not callable(mark) or signature(mark) != (("record",), None):
        return lambda row: f"<tr {row.attrs.as_html()}>"
    return lambda row: f'<tr class="{_joined(mark(row.record), row.get_even_odd_css_class())}">'


def _joined(own: str, stripe: str) -> str:
    return conditional_escape(f"{own} {stripe}") if own else stripe


def _cell(column: Any, table: Any) -> Cell:
    names, takes_all = signature(column.render)
    wanted = [name for name in ARGUMENTS if takes_all or name in names]
    draw = _drawer(column, table, wanted)
    start, empty = f"<td {column.attrs['td'].as_html()}>", column.column.empty_values
    if not empty and "value" not in wanted and not column.link:
        return lambda row: f"{start}{_written(draw(None, row))}</td>"  # nobody asks for a value: none is looked for
    read = reader(column.accessor, table.data.data)
    nothing = f"{start}{_written(column.default)}</td>"

    def cell(row: Any) -> str:
        value = read(row.record)
        return nothing if value in empty else f"{start}{_written(draw(value, row))}</td>"
    return cell


def _drawer(column: Any, table: Any, wanted: list[str]) -> Callable[[Any, Any], Any]:
    render, link = column.render, column.link
    same = {"column": column.column, "bound_column": column, "table": table}
    fixed = {name: same[name] for name in wanted if name in same}
    own = [name for name in wanted if name not in same]
    if own == ["value"] and not fixed:
        if not link:
            return lambda value, row: render(value=value)
        if _opens_record(column, table):
            return lambda value, row: SafeString(f'<a href="{address(row.record)}">{_written(render(value=value))}</a>')
    if own == ["record"] and not link:
        return lambda value, row: render(record=row.record, **fixed)
    if own == ["bound_row"] and not link:
        return lambda value, row: render(bound_row=row, **fixed)

    def draw(value: Any, row: Any) -> Any:
        given = {"value": value, "record": row.record, "bound_row": row, **same}
        content = render(**{name: given[name] for name in wanted})
        return link(content, **given) if link else content
    return draw


def _opens_record(column: Any, table: Any) -> bool:
    """Tell whether ``linkify=True`` leads to the record itself, not to another one that the column shows."""
    link, data = column.link, table.data.data
    if link.url or link.accessor or link.reverse_args or link.attrs or not holds_records(data):
        return False
    found = field_at(data.model, column.name)
    return found is not None and not found[1].is_relation


def _written(content: Any) -> str:
    """Return what a template's ``{{ content }}`` would print."""
    if content.__class__ is str:  # most cells: asking for more than that costs more than drawing them
        return escape(content)
    return conditional_escape(content if isinstance(content, str) else str(localize(template_localtime(content))))
