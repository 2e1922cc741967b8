"""Single cells as offices type them: full-width digits, thousands separators, units, dashes for "nothing to report".

Every parser returns None for a cell that states nothing; that is never the same as 0.
"""
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from housing_portal.kit.figures import CENT, NOT_GIVEN
from housing_portal.kit.text import clean, half_width

MAX_NUMBER = Decimal(10) ** 12
EXACT_DIGITS = 15  # a spreadsheet keeps no more; longer numbers have lost their last digits
YUAN_PER_WAN = 10_000
ERROR_CODES = frozenset({"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"})
_NOTHING = frozenset("-–—―─−/ ")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_FILL_IN = f"请填写阿拉伯数字，没有数据填 {NOT_GIVEN}"


@dataclass(frozen=True)
class Formula:
    """A formula whose result was not stored in the file."""

    text: str

    def __str__(self) -> str:
        return self.text


class ValueProblem(ValueError):
    """A cell that cannot be taken: why, and what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def squeeze(text: str) -> str:
    """Return ``text`` in half width without any white space."""
    return "".join(half_width(clean(text)).split())


def states_nothing(value: object) -> bool:
    """Return whether a cell is empty or holds only dashes."""
    return value is None or (isinstance(value, str) and set(squeeze(value)) <= _NOTHING)


def parse_int(value: object, *, negative: bool = False) -> int | None:
    """Return a whole number; ``736``, ``736.0``, ``７３６`` and ``1,700 套`` are understood."""
    number = _number(value, r"[套户个项处]", "不是整数")
    if number is None:
        return None
    if number != number.to_integral_value():
        raise ValueProblem("不是整数", _FILL_IN)
    return int(_in_range(number, negative))


def parse_money_wan(value: object, *, negative: bool = False) -> Decimal | None:
    """Return 元 from an amount written in 万元, exact to the 分."""
    number = _number(value, "万元?", "不是金额")
    if number is None:
        return None
    yuan = _in_range(number, negative) * YUAN_PER_WAN
    if yuan != yuan.quantize(CENT):
        raise ValueProblem("比 1 分还细", "请按万元填写，小数不超过六位")
    return yuan.quantize(CENT)


def parse_area(value: object, *, negative: bool = False) -> Decimal | None:
    """Return ㎡, exact to the second decimal."""
    number = _number(value, "(?:㎡|m2|平方米)", "不是面积")
    if number is None:
        return None
    if _in_range(number, negative) != number.quantize(CENT):
        raise ValueProblem("小数超过两位", "请四舍五入到两位小数，单位平方米")
    return number.quantize(CENT)


def parse_percent(value: object, *, negative: bool = False) -> Decimal | None:
    """Return per cent: ``24.94%`` and ``24.94`` are both 24.94."""
    number = _number(value, "%", "不是百分数")
    return None if number is None else _in_range(number, negative)


def parse_text(value: object) -> str | None:
    """Return text; a number keeps the digits that were typed, as far as the spreadsheet has kept them."""
    if states_nothing(value):
        return None
    if isinstance(value, str) and value not in ERROR_CODES:
        return clean(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    number = _exact(value, "不是文字", "请填写文字")
    if abs(number) >= Decimal(10) ** EXACT_DIGITS:
        raise ValueProblem("超过 15 位，Excel 已丢失末几位", "请把单元格设为文本格式后重新填写")
    return f"{number.normalize():f}"


def parse_unit(value: object) -> str:
    """Return the name of a unit without white space (``兴　县`` is 兴县); it must not be empty."""
    name = parse_text(value)
    if name is None:
        raise ValueProblem("缺少单位名称", "请填写单位全称，不要留空")
    return squeeze(name).replace("(", "（").replace(")", "）")


def _number(value: object, suffix: str, what: str) -> Decimal | None:
    if states_nothing(value):
        return None
    if not isinstance(value, str) or value in ERROR_CODES:
        return _exact(value, what, _FILL_IN)
    text = re.sub(f"{suffix}$", "", squeeze(value).replace("−", "-"))
    if not _NUMBER.fullmatch(text):
        raise ValueProblem(what, _FILL_IN)
    return Decimal(text.replace(",", ""))


def _exact(value: object, what: str, remedy: str) -> Decimal:
    """Return a number cell as Decimal, without the noise of binary fractions beyond 15 digits."""
    if isinstance(value, Formula):
        raise ValueProblem("是公式，文件里没有它的计算结果", "请用 Excel 打开并保存一次，或直接填写数值")
    if isinstance(value, str):
        raise ValueProblem("是公式错误", "请改正公式，或直接填写数值")
    if isinstance(value, bool):
        raise ValueProblem(f"是逻辑值，{what}", remedy)
    if isinstance(value, date | datetime | time | timedelta):
        raise ValueProblem(f"是日期，{what}", f"请把单元格格式改为常规，{remedy.removeprefix('请')}")
    return Decimal(format(value, f".{EXACT_DIGITS}g")) if not isinstance(value, int) else Decimal(value)


def _in_range(number: Decimal, negative: bool) -> Decimal:
    if number < 0 and not negative:
        raise ValueProblem("是负数", "请核对，此列不得小于 0")
    if abs(number) >= MAX_NUMBER:
        raise ValueProblem("数值过大", "请核对单位和位数")
    return number


PARSERS: dict[str, Callable[..., object]] = {
    "int": parse_int, "money_wan": parse_money_wan, "area": parse_area, "percent": parse_percent, "text": parse_text,
    "unit": parse_unit,
}
