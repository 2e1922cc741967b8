"""Prints the visible sheets of the .xls on standard input as JSON. Runs as a program of its own, see ``legacy``."""
import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

PASSWORD = 3  # exit code
DAY = "day"
MEMORY = 1536 * 1024 * 1024
MAX_AREA = 4_000_000


def plain(value: object) -> object:
    """Return a day by its name; what JSON cannot say and is no day goes as text."""
    if isinstance(value, datetime):
        value = value.date()
    return {DAY: value.isoformat()} if isinstance(value, date) else str(value)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        return PASSWORD
    sheets = []
    for index, about in enumerate(book.sheets_metadata):
        sheet = book.get_sheet_by_index(index)
        if about.visible == SheetVisibleEnum.Visible and sheet.total_height * sheet.total_width <= MAX_AREA:
            left = [""] * sheet.start[1] if sheet.start else []
            sheets.append([about.name, [[*left, *row] for row in sheet.iter_rows()]])
    json.dump(sheets, sys.stdout, default=plain)
    return 0


if __name__ == "__main__":
    sys.exit(main())
