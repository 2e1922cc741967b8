"""Single cells of a long list, by the kind of their column. What a spreadsheet has spoilt is refused, never guessed."""
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from housing_portal.kit.excel.stream import EPOCH
from housing_portal.kit.excel.values import (
    ERROR_CODES,
    EXACT_DIGITS,
    ValueProblem,
    squeeze,
    states_nothing,
)
from housing_portal.kit.text import APOSTROPHES, clean

AS_TEXT = "请把该列设为文本后重新填写"
LOST_DIGITS = "超过 15 位，表格已把它变成数字，末几位已丢失"
FAULT_REMEDY = "请改正公式，或粘贴为数值后再上传"
FIRST_SERIAL, LAST_SERIAL = 17_899, 73_415  # 1949-01-01 and 2100-12-31 as Excel counts days
_QUOTED = re.compile(r'="([^"]*)"')  # how a CSV says: this is text
_MARKS = frozenset("=#-–—―─−/" + APOSTROPHES)
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[Ee]\+\d{2,}")
_FIGURE = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_HOUR = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)


def text_of(cell: object) -> str | None:
    """Return text in NFC without Excel's apostrophe; a number keeps its digits as far as they are certain."""
    if not isinstance(cell, str):
        return _digits(cell)
    plain = _quick(cell)
    if not plain:
        return None
    if plain[0] in _MARKS:
        plain = _unmarked(plain)
    if "+" in plain and _SCIENTIFIC.fullmatch(plain):
        raise ValueProblem(LOST_DIGITS, AS_TEXT)
    return plain or None


def _unmarked(plain: str) -> str:
    """Return what stands behind an apostrophe or in ="…"; dashes alone say nothing."""
    if quoted := _QUOTED.fullmatch(plain):
        return quoted[1].strip()
    if plain in ERROR_CODES:
        raise ValueProblem("是公式错误", FAULT_REMEDY)
    if plain[0] == "=":
        raise ValueProblem("以等号开头，像是公式", "请填写公式的结果，或删去等号")
    return "" if states_nothing(plain) else plain.lstrip(APOSTROPHES)


def _quick(cell: str) -> str:
    """Return ``clean(cell)``, for the usual text without looking for what is not there."""
    if cell.isprintable() and (cell.isascii() or unicodedata.is_normalized("NFC", cell)):
        return cell.strip()
    return clean(cell)


def _digits(cell: object) -> str:
    if isinstance(cell, date):
        raise ValueProblem("被表格变成了日期", AS_TEXT)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ValueProblem("不是文字", AS_TEXT)
    if abs(cell) >= 10 ** EXACT_DIGITS:
        raise ValueProblem(LOST_DIGITS, AS_TEXT)
    return f"{_decimal(cell):f}"


def _decimal(cell: object) -> Decimal:
    """Return a number cell without the noise of binary fractions."""
    whole = int(cell)
    return Decimal(whole) if whole == cell else Decimal(format(cell, f".{EXACT_DIGITS}g"))


def number_of(cell: object) -> Decimal | None:
    """Return an exact number; ``1,234.50``, ``１２３`` and an empty cell are understood."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _decimal(cell)
    if not isinstance(cell, str):
        raise ValueProblem("不是数字", "请把单元格格式改为常规，填写阿拉伯数字")
    plain = cell if _FIGURE.fullmatch(cell) else squeeze(cell).lstrip(APOSTROPHES).replace("−", "-")
    if _FIGURE.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if states_nothing(plain):
        return None
    raise ValueProblem("不是数字", "请填写阿拉伯数字，不带单位")


def day_of(cell: object) -> date | None:
    """Return a day: a date cell, ``2026-04-01``, ``2026/4/1``, ``2026年4月1日``, ``20260401`` or Excel's day number."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _written_day(cell.strip() if isinstance(cell, str) else str(cell))


@lru_cache(maxsize=20_000)
def _written_day(cell: str) -> date | None:
    plain = squeeze(_HOUR.sub("", cell)).lstrip(APOSTROPHES)
    if states_nothing(plain):
        return None
    wrong = ValueProblem("不是日期", "请填写日期，例如 2026-04-01")
    if _SERIAL.fullmatch(plain):
        serial = int(plain[:5])
        if not FIRST_SERIAL <= serial <= LAST_SERIAL:
            raise wrong
        return date.fromordinal(EPOCH) + timedelta(serial)
    found = _DAY.fullmatch(plain)
    if found is None:
        raise wrong
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise wrong from None


READERS: dict[str, Callable[[object], object]] = {"text": text_of, "number": number_of, "date": day_of}
