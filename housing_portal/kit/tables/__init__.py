"""Tables of a million rows: columns, the compiled body, pages read from the nearer end, totals, Excel lists."""
from housing_portal.kit.tables.base import Table
from housing_portal.kit.tables.columns import (
    NIL,
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    MaskedColumn,
    MoneyColumn,
    NumberColumn,
    OpenColumn,
    OpsColumn,
    RatioColumn,
    RowNumberColumn,
    TextColumn,
    WordsColumn,
    YearColumn,
    chip,
)
from housing_portal.kit.tables.head import head
from housing_portal.kit.tables.order import stable_order
from housing_portal.kit.tables.sheet import sheet_columns, sheet_rows

__all__ = [
    "NIL",
    "ChipColumn",
    "CodeColumn",
    "DateColumn",
    "LinkColumn",
    "MaskedColumn",
    "MoneyColumn",
    "NumberColumn",
    "OpenColumn",
    "OpsColumn",
    "RatioColumn",
    "RowNumberColumn",
    "Table",
    "TextColumn",
    "WordsColumn",
    "YearColumn",
    "chip",
    "head",
    "sheet_columns",
    "sheet_rows",
    "stable_order",
]
