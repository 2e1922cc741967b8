"""What a cell may hold and how much room it needs, the same for every workbook the portal writes."""
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from openpyxl.cell import Cell

CELL_LIMIT = 32767  # characters; Excel calls a file with longer cells damaged
SHEET_NAME_LIMIT = 31
LINE_HEIGHT = 15  # points, for 10.5 pt type
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def plain_text(value: str) -> str:
    """Return ``value`` without what XML cannot carry, cut at the length that Excel accepts."""
    return _NOT_XML.sub("", value)[:CELL_LIMIT]


def sheet_title(name: str) -> str:
    """Return ``name`` as Excel allows it on a tab: 1 to 31 characters, none of ``[]:*?/\\``."""
    return _NOT_IN_SHEET_NAMES.sub("", plain_text(name)).strip(" '")[:SHEET_NAME_LIMIT] or "表1"


def put(cell: Cell, value: str | int | Decimal | date | None) -> None:
    """Write a typed value. Text stays text even when it begins with ``=`` or looks like an error code.

    A float is refused: money, areas and rates are exact until they are printed.
    """
    if isinstance(value, float | datetime):
        raise TypeError(f"{cell.coordinate}: {type(value).__name__} is not written; use int, Decimal, date or text")
    if not isinstance(value, str):
        cell.value = value
        return
    text = plain_text(value)
    cell.value = text or None
    if text:
        cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True  # otherwise a double click in Excel turns the text into a formula


def text_width(value: object) -> int:
    """Return the width of the longest line in columns: a Han character takes two."""
    return max((sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)
                for line in str(value).splitlines()), default=0)


def line_count(value: object, width: int) -> int:
    """Return how many lines ``value`` takes when wrapped at ``width`` columns."""
    usable = max(width - 1, 2)
    return sum(max(1, -(-text_width(line) // usable)) for line in str(value).splitlines() or [""])
