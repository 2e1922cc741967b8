"""Single cells as they are typed in offices."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from housing_portal.kit.excel.reader import parse_int, parse_money_wan, parse_percent, parse_text, parse_unit
from housing_portal.kit.excel.values import Formula, ValueProblem, parse_area

NOTHING = [None, "", " ", "　", "——", "—", "－", "-", "–", "——　", "/", "／"]


def refusal(parse: Callable[[object], object], value: object) -> tuple[str, str]:
    with pytest.raises(ValueProblem) as caught:
        parse(value)
    return caught.value.reason, caught.value.remedy


@pytest.mark.parametrize("parse", [parse_int, parse_money_wan, parse_percent, parse_text])
@pytest.mark.parametrize("value", NOTHING)
def test_nothing_given_is_none(parse: Callable[[object], object], value: object) -> None:
    assert parse(value) is None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        ("0", 0),
        ("０", 0),
        (736, 736),
        (736.0, 736),
        ("736.0", 736),
        ("７３６", 736),
        ("1,700", 1700),
        ("１，７００", 1700),
        (" 1 700 ", 1700),
        ("147套", 147),
        ("294户", 294),
        ("12345678901", 12345678901),
    ],
)
def test_whole_numbers(value: object, number: int) -> None:
    parsed = parse_int(value)
    assert (parsed, type(parsed)) == (number, int)


NOT_WHOLE = ("不是整数", "请填写阿拉伯数字，没有数据填 ——")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("七百", NOT_WHOLE),
        (736.5, NOT_WHOLE),
        ("736.5", NOT_WHOLE),
        ("1,70", NOT_WHOLE),
        ("12万元", NOT_WHOLE),
        ("1e5", NOT_WHOLE),
        ("²", NOT_WHOLE),
        ("٣", NOT_WHOLE),
        ("5-3", NOT_WHOLE),
        (-3, ("是负数", "请核对，此列不得小于 0")),
        ("－3", ("是负数", "请核对，此列不得小于 0")),
        ("−3", ("是负数", "请核对，此列不得小于 0")),
        (10**12, ("数值过大", "请核对单位和位数")),
        ("9" * 400, ("数值过大", "请核对单位和位数")),
        (True, ("是逻辑值，不是整数", "请填写阿拉伯数字，没有数据填 ——")),
        (date(2026, 4, 23), ("是日期，不是整数", "请把单元格格式改为常规，填写阿拉伯数字，没有数据填 ——")),
        (datetime(2026, 4, 23), ("是日期，不是整数", "请把单元格格式改为常规，填写阿拉伯数字，没有数据填 ——")),
        (time(8, 30), ("是日期，不是整数", "请把单元格格式改为常规，填写阿拉伯数字，没有数据填 ——")),
        ("#REF!", ("是公式错误", "请改正公式，或直接填写数值")),
        (Formula("=A1+1"), ("是公式，文件里没有它的计算结果", "请用 Excel 打开并保存一次，或直接填写数值")),
    ],
)
def test_what_is_not_a_whole_number_is_refused(value: object, expected: tuple[str, str]) -> None:
    assert refusal(parse_int, value) == expected


def test_negative_numbers_where_they_are_allowed() -> None:
    assert parse_int("－3", negative=True) == -3
    assert parse_money_wan(-1.5, negative=True) == Decimal("-15000.00")


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        (0, "0.00"),
        (3500, "35000000.00"),
        (3500.5, "35005000.00"),
        ("1,234.5678 万元", "12345678.00"),
        ("１，２３４．５６７８万", "12345678.00"),
        (0.000001, "0.01"),
        (0.1 + 0.2, "3000.00"),
        (129500, "1295000000.00"),
        (999999999999, "9999999999990000.00"),
    ],
)
def test_money_in_wan_becomes_exact_yuan(value: object, yuan: str) -> None:
    assert str(parse_money_wan(value)) == yuan


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100元", ("不是金额", "请填写阿拉伯数字，没有数据填 ——")),
        ("1亿元", ("不是金额", "请填写阿拉伯数字，没有数据填 ——")),
        (0.0000001, ("比 1 分还细", "请按万元填写，小数不超过六位")),
        ("3.1415926", ("比 1 分还细", "请按万元填写，小数不超过六位")),
        (-1, ("是负数", "请核对，此列不得小于 0")),
    ],
)
def test_what_is_not_an_amount_is_refused(value: object, expected: tuple[str, str]) -> None:
    assert refusal(parse_money_wan, value) == expected


@pytest.mark.parametrize(
    ("value", "percent"),
    [("24.94%", "24.94"), ("１３．４％", "13.4"), (24.94, "24.94"), (0, "0"), ("142.79%", "142.79")],
)
def test_percent(value: object, percent: str) -> None:
    assert str(parse_percent(value)) == percent


def test_what_is_not_a_percentage_is_refused() -> None:
    assert refusal(parse_percent, "约一半") == ("不是百分数", "请填写阿拉伯数字，没有数据填 ——")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 世纪片区 ", "世纪片区"),
        ("a\u200bb", "ab"),
        (3, "3"),
        (3.0, "3"),
        (3.25, "3.25"),
        (100, "100"),
        (123456789012345, "123456789012345"),
        (date(2026, 4, 3), "2026年4月3日"),
        (datetime(2026, 4, 3), "2026年4月3日"),
        ("第 2 期", "第 2 期"),
        ("=1+1", "=1+1"),
    ],
)
def test_text(value: object, text: str) -> None:
    assert parse_text(value) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.10105194912310e17, ("超过 15 位，Excel 已丢失末几位", "请把单元格设为文本格式后重新填写")),
        (110105194912310021, ("超过 15 位，Excel 已丢失末几位", "请把单元格设为文本格式后重新填写")),
        ("#N/A", ("是公式错误", "请改正公式，或直接填写数值")),
        (False, ("是逻辑值，不是文字", "请填写文字")),
        (Formula("=A1"), ("是公式，文件里没有它的计算结果", "请用 Excel 打开并保存一次，或直接填写数值")),
    ],
)
def test_what_is_not_text_is_refused(value: object, expected: tuple[str, str]) -> None:
    assert refusal(parse_text, value) == expected


def test_unit_names_lose_their_blanks_and_keep_full_width_brackets() -> None:
    assert parse_unit("兴　县") == "兴县"
    assert parse_unit("开发区(筹)") == "开发区（筹）"


@pytest.mark.parametrize("value", NOTHING)
def test_a_unit_must_be_named(value: object) -> None:
    assert refusal(parse_unit, value) == ("缺少单位名称", "请填写单位全称，不要留空")


@pytest.mark.parametrize(
    ("value", "area"),
    [(9000, "9000.00"), ("9,000.5", "9000.50"), ("９０００．５５㎡", "9000.55"), ("12平方米", "12.00"), ("——", None)],
)
def test_areas(value: object, area: str | None) -> None:
    assert parse_area(value) == (None if area is None else Decimal(area))


@pytest.mark.parametrize(
    ("value", "reason"), [("10.555", "小数超过两位"), (10.555, "小数超过两位"), ("十", "不是面积"), ("-1", "是负数")]
)
def test_what_is_no_area(value: object, reason: str) -> None:
    assert refusal(parse_area, value)[0] == reason
