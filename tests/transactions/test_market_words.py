"""How figures are compared in words: never a negative growth, never against zero."""
from datetime import date
from decimal import Decimal

import pytest

from transactions.market import MONTH_ON_MONTH, Supply, change, change_words, points_words
from transactions.months import a_year_before


@pytest.mark.parametrize(("now", "before", "words"), [
    (Decimal("112.34"), Decimal("100.00"), "同比增长 12.34%"),
    (95, 100, "同比下降 5.00%"),
    (100, 100, "同比持平"),
    (100001, 100000, "同比基本持平"),
    (5, 0, "上年同期为零"),
    (0, 0, "上年同期为零"),
    (5, -3, "上年同期为负数，不作比较"),
    (-5, 10, "同比下降 150.00%"),
    (None, 10, "上年同期无数据"),
    (5, None, "上年同期无数据"),
])
def test_changes(now: int | None, before: int | None, words: str) -> None:
    assert change_words(now, before) == words


def test_months_are_compared_with_the_month_before() -> None:
    assert change_words(11, 10, MONTH_ON_MONTH) == "环比增长 10.00%"
    assert change_words(10, 0, MONTH_ON_MONTH) == "上月为零"
    assert change(10, 10, MONTH_ON_MONTH) == ("环比持平", None)


@pytest.mark.parametrize(("now", "before", "words"), [
    (110, 100, ("同比增长", Decimal("10.00"))), (90, 100, ("同比下降", Decimal("10.00"))),
    (0, 4, ("同比下降", Decimal("100.00"))), (Decimal("1.2345"), Decimal(3), ("同比下降", Decimal("58.85"))),
    (5, 0, ("上年同期为零", None)),
])
def test_papers_take_words_and_rate_apart(now: int, before: int, words: tuple[str, Decimal | None]) -> None:
    assert change(now, before) == words


@pytest.mark.parametrize(("day", "before"), [
    (date(2026, 6, 30), date(2025, 6, 30)), (date(2026, 6, 5), date(2025, 6, 5)),
    (date(2028, 2, 29), date(2027, 2, 28)), (date(2029, 2, 28), date(2028, 2, 29)),
])
def test_the_same_day_of_the_year_before(day: date, before: date) -> None:
    assert a_year_before(day) == before


def test_rates_differ_in_points() -> None:
    assert [points_words(Decimal(a), Decimal(b)) for a, b in (("54.2", "50"), ("45", "50.5"), ("50", "50"))] == [
        "同比提高 4.20 个百分点", "同比下降 5.50 个百分点", "同比持平",
    ]


@pytest.mark.parametrize(("stock", "sold", "months", "text", "lamp", "words"), [
    ("240000", "180000", 12, "16.0", "g", "在合理区间内"),
    ("240000", "60000", 6, "24.0", "a", "高于合理区间 6.0 个月"),
    ("240000", "60000", 12, "48.0", "r", "高于合理区间 30.0 个月"),
    ("100000", "200000", 12, "6.0", "a", "低于合理区间 6.0 个月"),
    ("240000", "0", 12, "无法计算", "n", "月均净销售不大于零"),
    ("240000", "-5", 12, "无法计算", "n", "月均净销售不大于零"),
    ("240000", "0", 0, "无法计算", "n", "销售不足一个完整月"),
])
def test_months_of_supply(stock: str, sold: str, months: int, text: str, lamp: str, words: str) -> None:
    found = Supply(Decimal(stock), Decimal(sold), months, 12, 12, 18)
    assert (found.text, found.lamp, found.words) == (text, lamp, words)


def test_a_short_market_says_its_months() -> None:
    assert [Supply(Decimal(1), Decimal(1), months, 12, 12, 18).basis for months in (12, 5, 0)] == [
        "近 12 个月", "按 5 个完整月", "尚无完整月",
    ]
