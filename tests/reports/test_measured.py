"""How a paper writes an amount: in the unit in which it can be read, the same in sentence, list of sources and page."""
from decimal import Decimal

import pytest

from reports.documents.phrases import exact, measured, plain_value


@pytest.mark.parametrize(("value", "unit", "words"), [
    ("0.47328", "万元", "4732.80元"), ("0.5", "万元", "5000元"), ("0.0001", "万元", "1元"),
    ("0.000001", "万元", "0.01元"), ("1", "万元", "1万元"), ("30.1181", "万元", "30.1181万元"), ("0", "万元", "0万元"),
    ("-0.25", "万元", "-2500元"), ("0.88", "亿元", "8800万元"), ("0.00004", "亿元", "4000元"),
    ("1.005", "亿元", "1.01亿元"),
    ("12.95", "亿元", "12.95亿元"), ("0.5", "万元/套", "0.5万元/套"), ("24.9", "%", "24.90%"),
    ("4.839", "万平方米", "4.84万平方米"), ("12", "套", "12套"),
])
def test_an_amount_is_written_in_the_unit_that_fits(value: str, unit: str, words: str) -> None:
    assert measured(Decimal(value), unit) == words


@pytest.mark.parametrize(("value", "unit", "words"), [
    ("0.47328", "万元", "4732.80元"), ("0.38600001", "亿元", "3860.0001万元"), ("1.00500001", "亿元", "1.00500001亿元"),
    (17312, "万元", "17312万元"), (None, "万元", "——"), ("24.90", "%", "24.90%"), (None, "套", "——"),
    ("云岭县", "", "云岭县"),
])
def test_a_list_of_sources_keeps_every_decimal(value: object, unit: str, words: str) -> None:
    assert exact(value, unit) == words


def test_without_its_unit_a_value_stays_in_it() -> None:
    """In a table the head says 万元: the cell must not change to 元."""
    assert (plain_value(Decimal("0.47328"), "万元"), plain_value(Decimal("8.5"), "元")) == ("0.47328", "8.50")
