"""The five ways of working out a quota, with what each of them cannot do without."""
from decimal import Decimal

import pytest

from housing_portal.kit.errors import ServiceError
from presale.enums import QuotaBasis
from presale.models import RuleSet
from presale.quota import Calculation, Inputs, work_out
from presale.services.quotas import settled

COST = RuleSet(name="惠州式", basis=QuotaBasis.COST_PER_SQM, unit_price=Decimal("3300.00"),
               finished_extra=Decimal("1000.00"), rate=Decimal("120.00"))
TOTAL = RuleSet(name="总价式", basis=QuotaBasis.PRESALE_TOTAL, rate=Decimal("10.00"))
PRICE = RuleSet(name="均价式", basis=QuotaBasis.FILING_PRICE, rate=Decimal("30.00"), cap_rough=Decimal("1800.00"),
                cap_finished=Decimal("2500.00"))
FIXED = RuleSet(name="标准式", basis=QuotaBasis.FIXED_PER_SQM, unit_price=Decimal("2000.00"))
CONTRACT = RuleSet(name="合同式", basis=QuotaBasis.CONTRACT_COST, rate=Decimal("110.00"))


@pytest.mark.parametrize(("rules", "given", "amount", "lines"), [
    (COST, Inputs(area=Decimal("10000.00")), "39600000.00",
     ("3,300.00 元/㎡ × 10,000.00 ㎡ × 1.2 = 39,600,000.00 元",)),
    (COST, Inputs(area=Decimal("10000.00"), finished_area=Decimal("2000.00")), "42000000.00",
     ("3,300.00 元/㎡ × 10,000.00 ㎡ × 1.2 = 39,600,000.00 元",
      "成品另加 1,000.00 元/㎡ × 2,000.00 ㎡ × 1.2 = 2,400,000.00 元")),
    (TOTAL, Inputs(presale_total=Decimal("60000000.05")), "6000000.01",
     ("总预售款 60,000,000.05 元 × 10% = 6,000,000.01 元",)),
    (PRICE, Inputs(area=Decimal("10000.00"), average_price=Decimal("5800.00")), "17400000.00",
     ("备案均价 5,800.00 元/㎡ × 30% = 1,740.00 元/㎡", "1,740.00 元/㎡ × 10,000.00 ㎡ = 17,400,000.00 元")),
    (PRICE, Inputs(area=Decimal("10000.00"), average_price=Decimal("7000.00")), "18000000.00",
     ("备案均价 7,000.00 元/㎡ × 30% = 2,100.00 元/㎡", "超过毛坯封顶，按 1,800.00 元/㎡",
      "1,800.00 元/㎡ × 10,000.00 ㎡ = 18,000,000.00 元")),
    (PRICE, Inputs(area=Decimal("10000.00"), average_price=Decimal("7000.00"), is_finished=True), "21000000.00",
     ("备案均价 7,000.00 元/㎡ × 30% = 2,100.00 元/㎡", "2,100.00 元/㎡ × 10,000.00 ㎡ = 21,000,000.00 元")),
    (FIXED, Inputs(area=Decimal("9635.27")), "19270540.00",
     ("2,000.00 元/㎡ × 9,635.27 ㎡ = 19,270,540.00 元",)),
    (CONTRACT, Inputs(contract_total=Decimal("50000000.00")), "55000000.00",
     ("施工合同总价 50,000,000.00 元 × 1.1 = 55,000,000.00 元",)),
])
def test_each_way_with_its_working(rules: RuleSet, given: Inputs, amount: str, lines: tuple[str, ...]) -> None:
    assert work_out(rules, given) == Calculation(Decimal(amount), lines)


@pytest.mark.parametrize(("rules", "given", "sentence"), [
    (COST, Inputs(), "按这一算法须填写建筑面积。"),
    (TOTAL, Inputs(area=Decimal(1)), "按这一算法须填写项目总预售款。"),
    (PRICE, Inputs(area=Decimal(1)), "按这一算法须填写住宅备案均价。"),
    (FIXED, Inputs(), "按这一算法须填写监管面积。"),
    (CONTRACT, Inputs(), "按这一算法须填写施工合同总价。"),
    (RuleSet(name="空", basis=QuotaBasis.FIXED_PER_SQM), Inputs(area=Decimal(1)),
     "监管规则“空”没有填写“单价或标准（元/㎡）”，不能按“每平方米标准 × 面积”测算。"),
])
def test_what_is_missing_is_named(rules: RuleSet, given: Inputs, sentence: str) -> None:
    with pytest.raises(ServiceError) as refused:
        work_out(rules, given)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(("amount", "expected"), [
    (None, Calculation(Decimal(100), ("a",))),
    (Decimal(100), Calculation(Decimal(100), ("a",))),
    (Decimal(90), Calculation(Decimal(90), ("a", "拟核 90.00 元，低于测算 10.00 元"))),
    (Decimal(120), Calculation(Decimal(120), ("a", "拟核 120.00 元，高于测算 20.00 元"))),
])
def test_another_amount_is_said_in_the_working(amount: Decimal | None, expected: Calculation) -> None:
    assert settled(Calculation(Decimal(100), ("a",)), amount) == expected
