"""Reading a pasted holiday notice."""
from datetime import date

import pytest

from housing_portal.kit.errors import ServiceError
from housing_portal.registry import holidays

OCTOBER = {date(2026, 10, 1): ("holiday", "国庆节")}


@pytest.mark.parametrize(
    "lines",
    ["2026-10-01 节假日 国庆节", "\n  2026-10-1   节假日  国庆节 \n\n", "２０２６－１０－０１　节假日　国庆节",
     "2026-10-01 至 2026-10-01 节假日 国庆节", "2026-10-01 节假日 国庆节\n2026-10-01 节假日 国庆节"],
)
def test_one_day_in_several_ways(lines: str) -> None:
    assert holidays.read(lines) == OCTOBER


@pytest.mark.parametrize("dash", ["至", " 至 ", "—", "——", "~", "到"])
def test_spans(dash: str) -> None:
    days = holidays.read(f"2026-10-01{dash}2026-10-03 节假日 国庆节")
    assert days == {date(2026, 10, n): ("holiday", "国庆节") for n in (1, 2, 3)}


def test_a_worked_saturday() -> None:
    assert holidays.read("2026-10-10 调休上班 国庆节 补班") == {
        date(2026, 10, 10): ("adjusted_workday", "国庆节 补班")
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("国庆节放假", "格式应为“日期 性质 名称”，例如：2026-10-01 节假日 国庆节。"),
        ("2026-10-01 节假日", "格式应为“日期 性质 名称”，例如：2026-10-01 节假日 国庆节。"),
        ("2026-02-30 节假日 无", "“2026-02-30”不是存在的日期。"),
        ("2026-10-01 放假 国庆节", "“放假”不是可用的性质，请填写 节假日、调休上班。"),
        ("2026-10-12 调休上班 国庆节", "2026-10-12 是星期一，本来就上班，不能登记为调休上班。"),
        ("2026-10-03 至 2026-10-01 节假日 国庆节", "起止日期有误，止日须不早于起日且相隔不超过 31 天。"),
        ("2026-10-01 至 2027-10-01 节假日 国庆节", "起止日期有误，止日须不早于起日且相隔不超过 31 天。"),
        ("2026-10-01 节假日 " + "长" * 31, "名称超过 30 个字。"),
    ],
)
def test_lines_that_cannot_be_read(line: str, reason: str) -> None:
    with pytest.raises(ServiceError) as refused:
        holidays.read(f"2026-10-01 节假日 国庆节\n{line}")
    assert refused.value.message_dict == {"lines": [f"第 2 行“{line[:40]}”：{reason}"]}


def test_all_errors_at_once() -> None:
    with pytest.raises(ServiceError) as refused:
        holidays.read("甲\n2026-10-01 节假日 国庆节\n2026-10-01 节假日 中秋节\n乙")
    assert refused.value.message_dict["lines"] == [
        "第 1 行“甲”：格式应为“日期 性质 名称”，例如：2026-10-01 节假日 国庆节。",
        "第 3 行“2026-10-01 节假日 中秋节”：2026-10-01 在前面的行中已登记为另一性质或名称。",
        "第 4 行“乙”：格式应为“日期 性质 名称”，例如：2026-10-01 节假日 国庆节。",
    ]


def test_nothing_pasted() -> None:
    with pytest.raises(ServiceError) as refused:
        holidays.read(" \n\n")
    assert refused.value.message_dict == {"lines": ["没有内容，请每行填写一条，例如：2026-10-01 节假日 国庆节。"]}
