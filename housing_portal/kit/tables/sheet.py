"""A table as an Excel list: the same columns, typed values, all rows of the query."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit.excel.stream import Column as SheetColumn
from housing_portal.kit.tables.base import Table
from housing_portal.kit.tables.columns import MaskedColumn
from housing_portal.kit.tables.reading import field_at, holds_records, labels, reader

CHUNK = 2000


@dataclass(frozen=True)
class Source:
    """Where the cells of a column come from: ``fields`` of the query, made into a cell by ``convert``."""

    fields: tuple[str, ...]
    convert: Callable[..., Any]


def sheet_columns(table: Table) -> list[SheetColumn]:
    """Return the heads of the Excel list that shows the same columns as ``table``."""
    return [SheetColumn(str(c.header), c.column.kind, c.column.width) for c in _exported(table)]


def sheet_rows(table: Table) -> Iterator[list[Any]]:
    """Yield the typed rows of the Excel list: all rows of the query, not only the page.

    A table's own ``value_<column>(record)`` wins over the field, as with django-tables2's exports. When every column is
    a field, or names its ``sheet_fields``, no record is built for a row.
    """
    queryset, columns = table.data.whole, _exported(table)
    sources = [_source(column, table) for column in columns]
    if all(sources):
        return _from_values(queryset, sources)
    return _from_records(queryset, [_cell(column, table) for column in columns])


def _from_values(queryset: QuerySet, sources: list[Source]) -> Iterator[list[Any]]:
    names = [name for source in sources for name in source.fields]
    plain = all(len(source.fields) == 1 for source in sources)
    converters, places, start = [source.convert for source in sources], [], 0
    for source in sources:
        places.append(slice(start, start + len(source.fields)))
        start += len(source.fields)
    for values in queryset.values_list(*names).iterator(chunk_size=CHUNK):
        if plain:
            yield [convert(value) for convert, value in zip(converters, values, strict=True)]
        else:
            yield [convert(*values[place]) for convert, place in zip(converters, places, strict=True)]


def _from_records(queryset: QuerySet, cells: list[Callable[[Any], Any]]) -> Iterator[list[Any]]:
    for record in queryset.iterator(chunk_size=CHUNK):
        yield [cell(record) for cell in cells]


def _cell(column: Any, table: Table) -> Callable[[Any], Any]:
    own = getattr(table, f"value_{column.name}", None)
    if own is not None:
        return own
    read, export = reader(column.accessor, table.data.data, in_words=column.column.in_words), _export(column, table)
    return lambda record: export(read(record))


def _source(column: Any, table: Table) -> Source | None:
    """Return the column's place in the query, or None when its cell needs the record."""
    if hasattr(table, f"value_{column.name}") or not holds_records(table.data.data):
        return None
    if column.column.sheet_fields:
        return Source(tuple(column.column.sheet_fields), column.column.export_values)
    words = labels(table.data.model, column.accessor) if column.column.in_words else {}
    if words is None or not _is_field(table.data.whole, column.accessor):
        return None
    export = _export(column, table)
    return Source((column.accessor,), partial(_in_words, export, words) if words else export)


def _in_words(export: Callable[[Any], Any], words: dict[Any, str], value: Any) -> Any:
    return export(words.get(value, value))


def _export(column: Any, table: Table) -> Callable[[Any], Any]:
    if table.unmasked and isinstance(column.column, MaskedColumn):
        return column.column.export_plain
    return column.column.export


def _is_field(queryset: QuerySet, path: str) -> bool:
    """Tell whether ``path`` leads to a value in the query: over single records only, to a column of a table."""
    if path in queryset.query.annotations:
        return True
    _owner, field = field_at(queryset.model, path) or (None, None)
    return bool(getattr(field, "concrete", False)) and not field.is_relation


def _exported(table: Table) -> list[Any]:
    return [c for c in table.columns if not c.column.exclude_from_export]
