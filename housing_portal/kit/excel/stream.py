"""Plain lists of any length as .xlsx, row by row in constant memory; the target need not be seekable.

Written with the standard library because the spreadsheet library needs ten times as long for a list of contracts.
Text goes out as inline strings, so what a user typed can never become a formula.
"""
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.excel.content import SHEET_NAME_LIMIT, plain_text, sheet_title

MAX_SHEET_ROWS = 1_048_576
BLOCK = 500  # rows per write: larger blocks gain nothing, single rows cost a third more
PROGRESS = 1_000  # rows between two words about the progress
EPOCH = date(1899, 12, 30).toordinal()  # day 0 of Excel's serial dates for every date after February 1900
DAY_SECONDS = 86_400
# Positions in cellXfs of the style part below.
TEXT, INTEGER, DECIMAL, DATE, MOMENT, RIGHT, HEAD, TITLE = range(8)
STYLE_OF = {"text": TEXT, "int": INTEGER, "money": DECIMAL, "area": DECIMAL, "date": DATE, "datetime": MOMENT,
            "percent": RIGHT}

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Column:
    """A column of a list; ``kind`` is text, int, money (元), area (㎡), date, datetime, percent (text like 24.94%)."""

    label: str
    kind: str = "text"
    width: int = 14


def write_rows(fp: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence], sheet_name: str,
               title: str = "", progress: Callable[[int], None] | None = None) -> int:
    """Write ``rows`` to ``fp`` and return how many there were. A full sheet is continued on the next one.

    Values are text, int, Decimal, date or datetime (written in Shanghai time); None is an empty cell. Text in a column
    of figures stays text. A float is refused: money and areas are exact. ``progress`` hears after every PROGRESS rows
    how many there are; what it raises ends the writing.
    """
    source = iter(rows) if progress is None else _counted(rows, progress)
    count, names = 0, []
    with zipfile.ZipFile(fp, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        following = next(source, None)
        while following is not None or not names:
            names.append(_numbered(sheet_title(sheet_name), len(names) + 1))
            pending = chain([following], source) if following is not None else source
            count += _sheet(package, len(names), columns, pending, title)
            following = next(source, None)
        for name, content in _frame(names, 2 if title else 1):
            with package.open(name, "w") as part:
                part.write((DECLARATION + content).encode())
    return count


def _counted(rows: Iterable[Sequence], progress: Callable[[int], None]) -> Iterator[Sequence]:
    for count, row in enumerate(rows, 1):
        yield row
        if count % PROGRESS == 0:
            progress(count)


def _numbered(name: str, number: int) -> str:
    suffix = f"（{number}）" if number > 1 else ""
    return name[: SHEET_NAME_LIMIT - len(suffix)] + suffix


def _sheet(package: zipfile.ZipFile, number: int, columns: Sequence[Column], rows: Iterator[Sequence],
           title: str) -> int:
    """Write one sheet as far as it reaches; returns the number of data rows on it."""
    letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
    head = 2 if title else 1
    with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
        part.write(_sheet_start(columns, letters, head, title).encode())
        row = head
        encoders = [(letter, _encoder(STYLE_OF[column.kind])) for letter, column in zip(letters, columns, strict=True)]
        limited = islice(rows, MAX_SHEET_ROWS - head)
        while block := list(islice(limited, BLOCK)):
            part.write("".join(_row(row + offset, encoders, values) for offset, values in enumerate(block, 1)).encode())
            row += len(block)
        part.write(_sheet_end(f"A{head}:{letters[-1]}{row}", f"A1:{letters[-1]}1" if title else "").encode())
    return row - head


def _row(number: int, encoders: Sequence[tuple[str, Callable]], values: Sequence) -> str:
    cells = "".join([encode(f"{letter}{number}", value)
                     for (letter, encode), value in zip(encoders, values, strict=True) if value is not None])
    return f'<row r="{number}">{cells}</row>'


def _encoder(style: int) -> Callable[[str, object], str]:
    """Return the function that writes one value of a column; the style of the column is bound once, not per cell."""
    def encode(place: str, value: object) -> str:
        if isinstance(value, str):
            return _text(place, value, RIGHT if style in {INTEGER, DECIMAL} else style)
        if isinstance(value, date):
            return f'<c r="{place}" s="{MOMENT if isinstance(value, datetime) else DATE}"><v>{_serial(value)}</v></c>'
        if isinstance(value, Decimal):
            return f'<c r="{place}" s="{style}"><v>{value:f}</v></c>'
        if isinstance(value, int) and not isinstance(value, bool):
            return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
        raise TypeError(f"{place}: {type(value).__name__} is not written; use int, Decimal, date, datetime or text")
    return encode


def _text(place: str, value: str, style: int) -> str:
    text = escape(plain_text(value)).replace("\r", "&#13;")
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _serial(value: date) -> str:
    """Return Excel's day number; an aware moment is first turned into Shanghai time, the sheet knows no zones."""
    days = value.toordinal() - EPOCH
    if not isinstance(value, datetime):
        return str(days)
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return f"{Decimal(local.toordinal() - EPOCH) + Decimal(seconds) / DAY_SECONDS:.10f}"


def _sheet_start(columns: Sequence[Column], letters: Sequence[str], head: int, title: str) -> str:
    widths = "".join(f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
                     for place, column in enumerate(columns, 1))
    top = f'<row r="1" ht="30" customHeight="1">{_text("A1", title, TITLE)}</row>' if title else ""
    labels = "".join(_text(f"{letter}{head}", column.label, HEAD)
                     for letter, column in zip(letters, columns, strict=True))
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{head}" topLeftCell="A{head + 1}" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{widths}</cols>'
        f'<sheetData>{top}<row r="{head}">{labels}</row>'
    )


def _sheet_end(filtered: str, merged: str) -> str:
    merge = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return (
        f'</sheetData><autoFilter ref="{filtered}"/>{merge}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页　共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _frame(names: Sequence[str], head: int) -> Iterator[tuple[str, str]]:
    """Yield the parts around the sheets; they come last because only then the number of sheets is known."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
                     for number, name in zip(numbers, names, strict=True))
    repeated = "".join(f'<definedName name="_xlnm.Print_Titles" localSheetId="{number - 1}">'
                       f"{escape(_quoted(name))}!$1:${head}</definedName>"
                       for number, name in zip(numbers, names, strict=True))
    links = "".join(_relation(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers)
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{CONTENT}worksheet+xml"/>'
                    for number in numbers)
    yield "xl/styles.xml", STYLES
    yield "xl/workbook.xml", (f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets>'
                              f"<definedNames>{repeated}</definedNames></workbook>")
    yield "xl/_rels/workbook.xml.rels", _relations(links + _relation(len(names) + 1, "styles", "styles.xml"))
    yield "_rels/.rels", _relations(_relation(1, "officeDocument", "xl/workbook.xml"))
    yield "[Content_Types].xml", (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{CONTENT}styles+xml"/>{types}</Types>'
    )


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def _relations(links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _format(number: int, *, font: int = 0, align: str = "") -> str:
    alignment = f'<alignment horizontal="{align}" vertical="center"/>' if align else ""
    return (f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
            f'applyFont="1" applyAlignment="1">{alignment}</xf>')


# 49 is @, 3 is #,##0 and 4 is #,##0.00 in every Excel; 164 and 165 are ours.
FORMATS = [_format(49), _format(3), _format(4), _format(164, align="center"),
           _format(165, align="center"), _format(49, align="right"),
           _format(49, font=1, align="center"), _format(49, font=2, align="left")]
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="3">'
    '<font><sz val="10.5"/><name val="宋体"/></font><font><b/><sz val="10.5"/><name val="宋体"/></font>'
    '<font><b/><sz val="18"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(FORMATS)}">{"".join(FORMATS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
