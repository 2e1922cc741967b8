"""The Excel list of a table as an answer to the browser."""
from tempfile import SpooledTemporaryFile

from django.http import FileResponse

from housing_portal.kit import clock
from housing_portal.kit.excel.stream import write_rows
from housing_portal.kit.tables.base import Table
from housing_portal.kit.tables.sheet import sheet_columns, sheet_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 8 * 1024 * 1024


def excel_list(table: Table, title: str) -> FileResponse:
    """Return all rows of ``table``, not only a page of them, with the columns shown, as an Excel list."""
    book = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - FileResponse closes it
    write_rows(book, sheet_columns(table), sheet_rows(table), title)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{title}-{clock.today()}.xlsx", content_type=XLSX)
