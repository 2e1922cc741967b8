"""Lists as a spreadsheet sends them."""
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook


def sheet(rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with one sheet of ``rows``."""
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(content)
    return content.getvalue()
