"""Sentences of official papers, with every number as a Figure that opens its records."""
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import NO_VALUE, NOT_GIVEN, plain, rounded
from housing_portal.kit.gongwen import Figure, Run
from housing_portal.kit.periods import written
from housing_portal.registry.models import PolicyDoc
from reports.evaluate import IndicatorSet

# 1. 1、 （1） （一） 一、 but not 1.5 or 2026年
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
LEADING_NUMBER = re.compile(rf"^(?:\d{{1,2}}[.．](?!\d)|{_COUNT}、|[（(]{_COUNT}[）)])\s*")
ENDS = ("。", "！", "？", "；", "：", "”", "）")
GAP = "完成率 − 序时进度"
LARGE = ("亿元", "万平方米")  # read with two decimals at most; their records say the rest
SMALLER, SMALLER_BY = {"亿元": "万元", "万元": "元"}, 4


class Phrases:
    """Writes the figures of one IndicatorSet the way papers write them: no thousands separators, unit attached."""

    def __init__(self, figures: IndicatorSet) -> None:
        self.figures = figures

    def number(self, key: str, unit: Unit | None = None, *, with_unit: bool = True) -> Figure:
        """Return a figure with its unit of measure: 999套, 17312万元, 24.94%."""
        indicator, value = self.figures.indicators[key], self.figures.value(key, unit)
        note = f"{indicator.label}：{indicator.formula}"
        address = key if unit is None else f"{key}@{unit.pk}"
        if value is None:
            return Figure(NO_VALUE, address, note)
        text = measured(value, indicator.unit) if with_unit else plain_value(value, indicator.unit)
        return Figure(text, address, note)

    def against_pace(self, rate_key: str, unit: Unit | None = None) -> list[Run]:
        """Return “比序时进度30.96%低6.02个百分点”, of ``unit`` or of the whole; nothing when there is no rate."""
        rate, share = self.figures.value(rate_key, unit), self.figures.time_share.percent
        key = gap_key(rate_key) if unit is None else f"{gap_key(rate_key)}@{unit.pk}"
        if rate is None:
            return []
        gap = rate - share
        if gap == 0:
            return ["，与序时进度", Figure(f"{share}%", "time_elapsed_share"), "持平"]
        word = "高" if gap > 0 else "低"
        return [
            "，比序时进度", Figure(f"{share}%", "time_elapsed_share", "截至日为全年第几天 ÷ 全年天数"), word,
            Figure(plain_rate(abs(gap)), key, GAP), "个百分点",
        ]

    def units_with(self, key: str, units: Iterable[Unit], *, zero: bool = False) -> list[Unit]:
        """Return the units whose figure is positive (or stated as 0), the largest first."""
        pairs = [(unit, self.figures.value(key, unit)) for unit in units]
        if zero:
            return [unit for unit, value in pairs if value is not None and value == 0]
        chosen = [(unit, value) for unit, value in pairs if value]
        return [unit for unit, _ in sorted(chosen, key=lambda pair: (-pair[1], pair[0].order))]

    def listed(self, key: str, units: Sequence[Unit]) -> list[Run]:
        """Return “城关镇919万元、东屏镇350万元”."""
        runs: list[Run] = []
        for unit in units:
            runs += ["、" if runs else "", unit.name, self.number(key, unit)]
        return runs


def gap_key(rate: str) -> str:
    """Return the key of how far a rate is from the time share: a figure of its own."""
    return f"{rate}_gap"


def names(units: Iterable[Unit]) -> str:
    """Return the units' full names joined by 顿号; every paper uses the names of the register."""
    return "、".join(unit.name for unit in units)


def plain_rate(value: Decimal) -> str:
    """Write a rate with its two decimals kept: 24.90, not 24.9; one precision in the whole paper."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def plain_value(value: int | Decimal, unit: str) -> str:
    """Write a value measured in ``unit`` without it: 17312, 30.1181, 24.90 of per cent, 2.57 of 万平方米 and 亿元.

    元 have both their decimals, or none.
    """
    if unit in LARGE:
        return plain(rounded(Decimal(value)))
    whole = value == int(value)
    return plain_rate(value) if unit == "%" or (unit == "元" and not whole) else plain(value)


def measured(value: int | Decimal, unit: str) -> str:
    """Write a value with its unit, an amount below one of its unit in the smaller one: 8800万元, 4732.80元, 0万元."""
    number, said = fitting(value, unit)
    return f"{plain_value(number, said)}{said}"


def fitting(value: int | Decimal, unit: str) -> tuple[int | Decimal, str]:
    """Return value and unit in which an amount is written: no 0.88亿元 beside 3600万元, and no 0.47328万元 at all."""
    while unit in SMALLER and 0 < abs(value) < 1:
        value, unit = Decimal(value).scaleb(SMALLER_BY), SMALLER[unit]
    return value, unit


def exact(value: Any, unit: str) -> str:
    """Write a kept value with all its decimals, in the unit in which a paper writes it; what nobody states is ——."""
    if value is None or unit not in SMALLER:
        return NOT_GIVEN if value is None else f"{value}{unit}"
    number, said = fitting(Decimal(str(value)), unit)
    return f"{plain_value(number, said) if said == '元' else plain(number)}{said}"


def cited(policy: PolicyDoc) -> str:
    """Name a document the way a text refers to it: by title and number, or 云房保办发〔2026〕3号文件 alone."""
    return str(policy) if policy.title else f"{policy}文件"


def days(start: date, end: date) -> str:
    """Return 4月12日至23日; the month and the year are said again when they change."""
    if start.year != end.year:
        return f"{written(start)}至{written(end)}"
    month = "" if start.month == end.month else f"{end.month}月"
    return f"{start.month}月{start.day}日" + ("" if start == end else f"至{month}{end.day}日")


def sentences(text: str) -> list[str]:
    """Return the non-empty lines of free text without a number of their own (the paper counts), each ended."""
    found = [LEADING_NUMBER.sub("", line.strip()) for line in text.splitlines()]
    return [line if line.endswith(ENDS) else f"{line}。" for line in found if line]
