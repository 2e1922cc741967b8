"""Table columns in the office's manner: how a value stands on the page and how it goes into an Excel list."""
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

import django_tables2 as tables
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from housing_portal.kit import clock, figures
from housing_portal.kit.tables.reading import address

RIGHT = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}
NOWRAP = {"td": {"class": "nw"}}
NIL = SafeString(f'<span class="nil">{figures.NOT_GIVEN}</span>')


OPS = {
    "verbose_name": "操作", "orderable": False, "exclude_from_export": True,
    "attrs": {name: {"class": "pin ops"} for name in ("th", "td", "tf")},
}


def chip(member: Any) -> SafeString:
    """Draw the status chip of an enum member: its label in the colour that its ``chip`` property names."""
    return _chip(member.chip, member.label)


@lru_cache(maxsize=512)
def _chip(colour: str, label: str) -> SafeString:
    return format_html('<span class="chip {}">{}</span>', colour, label)


class TextColumn(tables.Column):
    """Words on one line, cut at the column's edge with the full text on hover.

    None is —— (does not apply or nobody knows); an empty text was not filled in and stays empty.

    A column that shows more than one field names them in ``sheet_fields`` (paths as in a query) and makes the cell of
    an Excel list of their values in ``export_values``: then long lists need not build a record for every row.
    """

    kind = "text"
    width = 20
    in_words = True  # a choice goes into Excel as its label, as on the page
    sheet_fields: Sequence[str] = ()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", NIL)
        kwargs.setdefault("empty_values", (None,))
        super().__init__(**kwargs)

    def render(self, value: Any) -> Any:
        words = escape(value) if value.__class__ is str else conditional_escape(value)
        return SafeString(f'<span class="cut" title="{words}">{words}</span>')

    def export(self, value: Any) -> Any:
        """Return what the cell of an Excel list holds."""
        return None if value is None else str(value)

    def export_values(self, *values: Any) -> Any:
        """Return the cell of an Excel list, made of the values of ``sheet_fields``."""
        return self.export(*values)


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
    in_words = False

    def __init__(self, enum: Callable[[Any], Any], **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NOWRAP)
        super().__init__(**kwargs)
        self.enum = enum

    def render(self, record: Any, bound_column: Any) -> SafeString:
        path, known = bound_column.accessor, getattr(record, "__dict__", {})
        return chip(self.enum(known[path] if path in known else A(path).resolve(record, quiet=True)))

    def export(self, value: Any) -> str | None:
        return None if value in (None, "") else str(self.enum(value).label)


class MaskedColumn(TextColumn):
    """Personal data: masked on the page and in Excel. Only a table that is ``unmasked`` exports the plain text.

    ``plain`` turns the value into its plain text, ``mask`` that into what everybody may see. A sealed number masks
    itself: ``MaskedColumn(str, plain=Sealed.reveal)``.
    """

    def __init__(self, mask: Callable[[Any], str], plain: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask, self.plain = mask, plain

    def render(self, value: Any) -> Any:
        return super().render(self.mask(value))

    def export(self, value: Any) -> Any:
        return None if value is None else self.mask(value)

    def export_plain(self, value: Any) -> Any:
        """Return the cell of an Excel list that may hold personal data."""
        return None if value is None else self.plain(value)


class OpsColumn(tables.TemplateColumn):
    """操作, pinned at the right edge; never sorted, never exported."""

    def __init__(self, template_name: str, **kwargs: Any) -> None:
        super().__init__(template_name=template_name, **OPS, **kwargs)


class OpenColumn(tables.Column):
    """操作 of most lists: 查看 alone."""

    def __init__(self) -> None:
        super().__init__(empty_values=(), **OPS)

    def render(self, record: Any) -> SafeString:
        return SafeString(f'<a href="{address(record)}">查看</a>')


class RowNumberColumn(tables.Column):
    """序号, counted through all pages."""

    def __init__(self) -> None:
        attrs = {name: {"class": "ctr mut rowno"} for name in ("th", "td", "tf")}
        super().__init__(verbose_name="序号", empty_values=(), orderable=False, exclude_from_export=True, attrs=attrs)

    def render(self, bound_row: Any) -> str:
        page = getattr(bound_row.table, "page", None)
        return str(bound_row.row_counter + (page.start_index() if page else 1))


class WordsColumn(TextColumn):
    """Words that are read in full; they wrap."""

    def render(self, value: Any) -> Any:
        return value


class YearColumn(CodeColumn):
    """A year is a name: no thousands separator, and a whole number in Excel."""

    kind = "int"
    width = 8

    def export(self, value: int) -> int:
        return value
