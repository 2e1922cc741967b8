"""Table columns in the office's manner, and the stable order and export that every list shares."""
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db import models
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from housing_portal.kit import clock, figures
from housing_portal.kit.excel.stream import Column as SheetColumn

RIGHT = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}
NOWRAP = {"td": {"class": "nw"}}
NIL = SafeString(f'<span class="nil">{figures.NOT_GIVEN}</span>')


def chip(member: Any) -> SafeString:
    """Draw the status chip of an enum member: its label in the colour that its ``chip`` property names."""
    return format_html('<span class="chip {}">{}</span>', member.chip, member.label)


class TextColumn(tables.Column):
    """Words on one line, cut at the column's edge with the full text on hover.

    None is —— (does not apply or nobody knows); an empty text was not filled in and stays empty.
    """

    kind = "text"
    width = 20

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", NIL)
        kwargs.setdefault("empty_values", (None,))
        super().__init__(**kwargs)

    def render(self, value: Any) -> Any:
        return format_html('<span class="cut" title="{0}">{0}</span>', value)

    def read(self, column: Any, record: Any) -> Any:
        """Return the value behind the cell, with choices in words as on the page."""
        owner, name = A(column.accessor).penultimate(record, quiet=True)
        in_words = getattr(owner, f"get_{name}_display", None)
        return in_words() if in_words else _raw(column, record)

    def export(self, value: Any) -> Any:
        """Return what the cell of an Excel list holds."""
        return None if value is None else str(value)


class CodeColumn(TextColumn):
    """Numbers that are names (文号, 代码): never cut, never wrapped."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NOWRAP)
        super().__init__(**kwargs)

    def render(self, value: Any) -> Any:
        return value


class LinkColumn(TextColumn):
    """The name of a record, opening the record (``get_absolute_url`` unless ``linkify`` says otherwise)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("linkify", True)
        super().__init__(**kwargs)


class NumberColumn(TextColumn):
    """A count or a rate: thousands separators, right; ``places`` decimals; the unit stands in the head."""

    kind = "int"
    width = 12
    places = 0

    def __init__(self, places: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", RIGHT)
        super().__init__(**kwargs)
        if places is not None:
            self.places = places
            self.kind = "money" if places else "int"

    def render(self, value: Decimal | int) -> str:
        return figures.grouped(value, self.places)

    def export(self, value: Any) -> Any:
        return value


class MoneyColumn(NumberColumn):
    """An amount in 元 with two decimals; ``unit="万元"`` shows it in 万元."""

    kind = "money"
    width = 18
    places = 2

    def __init__(self, unit: str = "元", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit

    def render(self, value: Decimal) -> str:
        return figures.grouped(figures.in_unit(value, self.unit), self.places)

    def export(self, value: Decimal | None) -> Decimal | None:
        return None if value is None else figures.in_unit(value, self.unit)


class RatioColumn(NumberColumn):
    """A ``figures.Ratio`` in per cent: — when there is nothing to divide by."""

    kind = "percent"

    def render(self, value: figures.Ratio) -> str:
        return str(value)

    def export(self, value: Any) -> str:
        return str(value)


class DateColumn(TextColumn):
    """A day as 2026-06-30, or a moment in local time as 2026-06-30 09:20."""

    kind = "date"
    width = 12

    def __init__(self, moment: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NOWRAP)
        super().__init__(**kwargs)
        self.moment = moment
        self.kind = "datetime" if moment else "date"

    def render(self, value: Any) -> str:
        if self.moment:
            return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        return value.isoformat()

    def export(self, value: Any) -> Any:
        return value


class ChipColumn(TextColumn):
    """A state as a coloured chip; ``enum`` members carry ``label`` and ``chip`` (colour)."""

    width = 14

    def __init__(self, enum: Callable[[Any], Any], **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NOWRAP)
        super().__init__(**kwargs)
        self.enum = enum

    def render(self, record: Any, bound_column: Any) -> SafeString:
        return chip(self.enum(_raw(bound_column, record)))

    def read(self, column: Any, record: Any) -> Any:
        return _raw(column, record)

    def export(self, value: Any) -> str | None:
        return None if value in (None, "") else str(self.enum(value).label)


class OpsColumn(tables.TemplateColumn):
    """操作, pinned at the right edge; never sorted, never exported."""

    def __init__(self, template_name: str = "kit/ops.html", **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", "操作")
        kwargs.setdefault("attrs", {name: {"class": "pin ops"} for name in ("th", "td", "tf")})
        super().__init__(template_name=template_name, orderable=False, exclude_from_export=True, **kwargs)


class RowNumberColumn(tables.Column):
    """序号, counted through all pages."""

    def __init__(self) -> None:
        attrs = {name: {"class": "ctr mut rowno"} for name in ("th", "td", "tf")}
        super().__init__(verbose_name="序号", empty_values=(), orderable=False, exclude_from_export=True, attrs=attrs)

    def render(self, bound_row: Any) -> int:
        page = getattr(bound_row.table, "page", None)
        return bound_row.row_counter + (page.start_index() if page else 1)


class Table(tables.Table):
    """Base of all tables: 序号 first, 操作 last, ``totals`` (column name → sum over the query) as the foot."""

    row_number = RowNumberColumn()

    class Meta:
        template_name = "kit/table.html"
        attrs = {"class": "tbl tight"}
        empty_text = "没有记录"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Meta.fields would put what it does not name, 序号 among it, at the end
        own = [name for name in self._meta.fields or () if name != "ops"]
        last = [name for name in self.base_columns if name == "ops"]
        super().__init__(*args, **{"sequence": ["row_number", *own, "...", *last], **kwargs})
        self.totals: dict[str, Any] = {}
        if isinstance(self.data.data, QuerySet):
            self.data.data = stable_order(self.data.data)

    @property
    def choices(self) -> list[Any]:
        """Return the columns that a reader may hide: all but 序号, 操作 and the first, which names the record."""
        return [column for column in self.columns.all() if not column.column.exclude_from_export][1:]

    def show_only(self, names: Collection[str]) -> None:
        """Hide the columns that are not among ``names``; no names, or only unknown ones, hide nothing."""
        choices = [column.name for column in self.choices]
        if not set(names) & set(choices):
            return
        for name in choices:
            if name not in names:
                self.columns.hide(name)

    def drawn_rows(self) -> Iterator[tuple[Any, Iterator[tuple[str, Any]]]]:
        """Yield (row, its (td attributes, cell) pairs); the attributes are worked out once, not for every cell."""
        attributes = [column.attrs["td"].as_html() for column in self.columns]
        for row in self.paginated_rows:
            yield row, zip(attributes, (cell for _column, cell in row.items()), strict=True)

    def foot(self) -> list[tuple[str, list[tuple[Any, str]]]]:
        """Return the sum rows as (words, cells): one for the page when there are more pages, one for the query."""
        if not self.totals:
            return []
        rows = []
        if self.paginator.num_pages > 1:
            rows.append(("本页合计", self._foot_cells(self._page_totals())))
        rows.append(("查询合计" if rows else "合计", self._foot_cells(self.totals)))
        return rows

    def _page_totals(self) -> dict[str, Any]:
        values = {name: [_raw(self.columns[name], row.record) for row in self.paginated_rows] for name in self.totals}
        return {name: sum(v for v in found if v is not None) for name, found in values.items()}

    def _foot_cells(self, totals: dict[str, Any]) -> list[tuple[Any, str]]:
        """Return (text, css class) for every column after 序号 and the one that holds the words."""
        cells = []
        for column in list(self.columns)[2:]:
            value = totals.get(column.name)
            cells.append(("" if value is None else column.column.render(value), column.attrs["td"].get("class") or ""))
        return cells


def stable_order(queryset: QuerySet) -> QuerySet:
    """Keep the queryset's order and end it with the primary key, so that pages never repeat or skip a row.

    Empty values stand last on both databases, whichever way the column is sorted.
    """
    keys = queryset.query.order_by or queryset.model._meta.ordering
    return queryset.order_by(*(_nulls_last(queryset.model, key) for key in keys), "pk")


def _nulls_last(model: type[models.Model], key: Any) -> Any:
    if not isinstance(key, str):
        return key
    bare = key.lstrip("-")
    nullable = {f.name for f in model._meta.concrete_fields if f.null and not f.is_relation}
    if bare not in nullable:
        return key
    return F(bare).desc(nulls_last=True) if key.startswith("-") else F(bare).asc(nulls_last=True)


def _raw(column: Any, record: Any) -> Any:
    return A(column.accessor).resolve(record, quiet=True)


def sheet_columns(table: Table) -> list[SheetColumn]:
    """Return the heads of the Excel list that shows the same columns as ``table``."""
    return [SheetColumn(str(c.header), c.column.kind, c.column.width) for c in _exported(table)]


def sheet_rows(table: Table) -> Iterator[list[Any]]:
    """Yield the typed rows of the Excel list: all rows of the query, not only the page.

    A table's own ``value_<column>(record)`` wins over the field, as with django-tables2's exports.
    """
    plans = [(c, getattr(table, f"value_{c.name}", None)) for c in _exported(table)]
    for record in table.data.data.iterator(chunk_size=2000):
        yield [own(record) if own else c.column.export(c.column.read(c, record)) for c, own in plans]


def _exported(table: Table) -> list[Any]:
    return [c for c in table.columns if not c.column.exclude_from_export]
