"""Columns of the lists. Amounts stand in 万元 here and to the 分 on the record's own page."""
from typing import Any

from housing_portal.kit.tables import (
    CodeColumn,
    OpenColumn,
    Table,
    TextColumn,
)


class UnitColumn(TextColumn):
    """The responsible unit, sorted as in the official form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"verbose_name": "责任单位", "order_by": ("unit__order", "unit_id"), **kwargs})


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


class RecordTable(Table):
    """A list of records of units; ``Meta.fields`` names what stands first."""

    unit = UnitColumn()
    ops = OpenColumn()
