"""The working of the available amount: the cases I06 and I07 of the dossier, and its edges."""
from dataclasses import replace
from decimal import Decimal

import pytest

from presale.available import WHOLE, Part, Working, percent
from presale.enums import NodeForm
from tests.presale.builders import yuan

MILLION = 1_000_000
CASE = Working(
    parts=(Part("", yuan(10 * MILLION), 4000, "主体封顶"),), form=NodeForm.RETAIN, letters=yuan(0),
    balance=yuan(6 * MILLION), received=yuan(9 * MILLION), released=yuan(3 * MILLION), unidentified=yuan(0),
    frozen=yuan(0), pending=yuan(500_000),
)


def test_case_i06() -> None:
    assert [(line.symbol, line.amount) for line in CASE.lines()] == [
        ("Q0", yuan(10 * MILLION)), ("Qn", yuan(4 * MILLION)), ("Qc", yuan(10 * MILLION)), ("Qe", yuan(4 * MILLION)),
        ("B", yuan(6 * MILLION)), ("B′", yuan(6 * MILLION)), ("S", yuan(2 * MILLION)), ("A", yuan(1_500_000)),
    ]


def test_courts_hold_nothing_of_money_that_is_not_there() -> None:
    case = replace(CASE, balance=yuan(-100), frozen=yuan(800))
    assert (case.held, case.lines()[5].how) == (yuan(0), "B − 不明款 0.00 − 冻结 0.00")


def test_case_i07_a_guarantee_letter() -> None:
    case = replace(CASE, letters=yuan(7 * MILLION))
    assert (case.cash_quota, case.effective, case.available) == (yuan(3 * MILLION), yuan(3 * MILLION), yuan(2_500_000))


def test_case_i08_one_fen_more_is_refused_with_what_is_too_much() -> None:
    assert CASE.refusal(yuan(1_500_000)) == ""
    assert CASE.refusal(yuan("1510000.00")) == (
        "本次 1,510,000.00 元，超过可拨付额 1,500,000.00 元，多 10,000.00 元"
        "（监管余额 6,000,000.00，须留存 4,000,000.00，在途 500,000.00）。"
    )
    assert "多 0.01 元" in CASE.refusal(yuan("1500000.01"))


@pytest.mark.parametrize(("changes", "available"), [
    ({"unidentified": yuan(100_000)}, yuan(1_400_000)),
    ({"frozen": yuan(1_900_000)}, yuan(0)),
    ({"frozen": yuan(9 * MILLION)}, yuan(0)),
    ({"balance": yuan(-100)}, yuan(0)),
    ({"parts": (Part("", yuan(10 * MILLION), WHOLE, "尚无核验节点"),)}, yuan(0)),
    ({"parts": (Part("甲", yuan(4 * MILLION), 4000, ""), Part("乙", yuan(6 * MILLION), 8000, ""))}, yuan(0)),
])
def test_what_is_not_available(changes: dict, available: Decimal) -> None:
    assert replace(CASE, **changes).available == available


def test_retained_is_rounded_up() -> None:
    assert Part("", yuan("0.10"), 3333, "").retained == yuan("0.04")


def test_ceiling_counts_what_was_used() -> None:
    # 50 % of the quota may be used, 300 of it are; the balance would allow more
    case = replace(CASE, form=NodeForm.CEILING, parts=(Part("", yuan(10 * MILLION), 5000, ""),))
    assert (case.ceiling, case.available) == (yuan(5 * MILLION), yuan(1_500_000))
    # two million above the quota are not bound to the stages
    assert replace(case, received=yuan(12 * MILLION), balance=yuan(9 * MILLION)).available == yuan(3_500_000)


def test_gaps() -> None:
    short = replace(CASE, balance=yuan(3_500_000), frozen=yuan(1_000_000))
    assert (short.gap, short.gap_when_frozen) == (yuan(500_000), yuan(1_500_000))


def test_without_a_quota_nothing_is_available() -> None:
    assert replace(CASE, parts=()).refusal(yuan(1)) == "账户还没有核定额度，不能申请用款，请先核定额度。"


def test_what_the_quota_was_approved_for() -> None:
    by_building = (Part("1#楼", yuan(4 * MILLION), 4000, ""), Part("2#楼", yuan(6 * MILLION), 8000, ""))
    told = [replace(CASE, parts=parts).lines()[0].how for parts in (CASE.parts, by_building, ())]
    assert told == ["按项目核定", "1#楼 4,000,000.00、2#楼 6,000,000.00", "未核定"]


def test_percent() -> None:
    assert [percent(4000), percent(3333), percent(0)] == ["40%", "33.33%", "0%"]
