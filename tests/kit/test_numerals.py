"""Money in capitals: the examples of 支付结算办法 附件一, and a reader of our own that must get the amount back."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing_portal.kit.numerals import chinese_number, rmb_upper

DIGITS = {char: number for number, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def _section(text: str) -> int:
    total, digit = 0, 0
    for char in text:
        if char in PLACES:
            total, digit = total + digit * PLACES[char], 0
        else:
            digit = DIGITS[char]
    return total + digit


def _whole(text: str) -> int:
    if "亿" in text:
        high, low = text.split("亿")
        return _whole(high) * 10**8 + _whole(low)
    high, found, low = text.rpartition("万")
    return _section(high) * 10**4 + _section(low) if found else _section(low)


def read(text: str) -> Decimal:
    """Read an amount in capitals back."""
    body = text.removeprefix("人民币")
    sign = -1 if body.startswith("负") else 1
    body = body.removeprefix("负").removesuffix("整")
    yuan, found, rest = body.rpartition("元")
    fen = _whole(yuan) * 100 if found else 0
    previous = "零"
    for char in rest:
        fen += {"角": 10, "分": 1}.get(char, 0) * DIGITS.get(previous, 0)
        previous = char
    return sign * Decimal(fen).scaleb(-2)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.01", "人民币壹分"),
        ("0.10", "人民币壹角整"),
        ("0.15", "人民币壹角伍分"),
        ("1.05", "人民币壹元零伍分"),
        ("10", "人民币壹拾元整"),
        ("101", "人民币壹佰零壹元整"),
        ("1001.10", "人民币壹仟零壹元壹角整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("100000", "人民币壹拾万元整"),
        ("100500", "人民币壹拾万零伍佰元整"),
        ("1500000", "人民币壹佰伍拾万元整"),
        ("10000001", "人民币壹仟万零壹元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("100000001.01", "人民币壹亿零壹元零壹分"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1200000000000", "人民币壹万贰仟亿元整"),
        ("-12.30", "人民币负壹拾贰元叁角整"),
    ],
)
def test_amount_in_capitals(amount: str, words: str) -> None:
    assert rmb_upper(Decimal(amount)) == words


@given(st.integers(-(10**17), 10**17))
def test_capitals_read_back_to_the_same_amount(fen: int) -> None:
    amount = Decimal(fen).scaleb(-2)
    assert read(rmb_upper(amount)) == amount


@given(st.lists(st.sampled_from([0, 0, 0, 1, 9]), min_size=1, max_size=16))
def test_amounts_full_of_zeros_read_back_and_never_double_the_zero(digits: list[int]) -> None:
    amount = Decimal(int("".join(map(str, digits)))).scaleb(-2)
    words = rmb_upper(amount)
    assert (read(words), words.count("零零")) == (amount, 0)


@pytest.mark.parametrize("amount", ["0.001", "12.345", "10000000000000000", "NaN", "Infinity", "1E+999999"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount in yuan"):
        rmb_upper(Decimal(amount))


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (90, "九十"), (99, "九十九")],
)
def test_small_number(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, -1, 100])
def test_small_number_out_of_range(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_number(number)
