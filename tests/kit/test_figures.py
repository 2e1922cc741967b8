"""Figures at the edge: rounded once, half up; nothing to divide by is a dash."""
import math
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from housing_portal.kit import figures
from housing_portal.kit.figures import Ratio


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("2.675", 2, "2.68"),
        ("2.665", 2, "2.67"),
        ("-0.005", 2, "-0.01"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("1.004999", 2, "1.00"),
    ],
)
def test_rounds_half_up(value: str, places: int, rounded: str) -> None:
    assert str(figures.rounded(Decimal(value), places)) == rounded


def test_half_up_is_not_what_python_does_by_itself() -> None:
    assert Decimal("0.125").quantize(figures.CENT, ROUND_HALF_EVEN) == Decimal("0.12")
    assert figures.rounded(Decimal("0.125")) == Decimal("0.13")


@pytest.mark.parametrize(
    ("numerator", "denominator", "written"),
    [
        (113, 365, "30.96"),
        (999, 999, "100.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (0, 7, "0.00"),
        (120, 100, "120.00"),
        (0, 0, "—"),
        (5, 0, "—"),
        (5, None, "—"),
        (None, 5, "—"),
        (Decimal("9190.5"), Decimal("17312"), "53.09"),
    ],
)
def test_ratio(numerator: int | Decimal | None, denominator: int | Decimal | None, written: str) -> None:
    assert str(Ratio(numerator, denominator)) == written


def test_ratio_without_denominator_has_no_percent() -> None:
    assert (Ratio(5, 0).percent, Ratio(0, 5).percent) == (None, Decimal("0.00"))


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_percent_is_the_nearest_hundredth_and_halves_go_up(numerator: int, denominator: int) -> None:
    # independent of Decimal: add one half and cut, in whole fractions
    nearest = math.floor(Fraction(10000 * numerator, denominator) + Fraction(1, 2))
    assert Ratio(numerator, denominator).percent == Decimal(nearest).scaleb(-2)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("173120000.00", "万元", "17312.0000"),
        ("129500000000.00", "亿元", "1295.00000000"),
        ("240000.00", "万平方米", "24.0000"),
        ("12.34", "元", "12.34"),
        (0, "万元", "0"),  # the sum of a page without amounts
    ],
)
def test_display_unit_moves_the_point_and_rounds_nothing(value: str | int, unit: str, shown: str) -> None:
    assert figures.in_unit(Decimal(value) if isinstance(value, str) else value, unit) == Decimal(shown)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1295000000"), "1295000000"),
        (Decimal("1.295E+9"), "1295000000"),
        (Decimal("30.1181"), "30.1181"),
        (Decimal("17312.0000"), "17312"),
        (Decimal("0.00"), "0"),
        (Decimal("-0.00"), "0"),
        (Decimal("-4.50"), "-4.5"),
        (0, "0"),
        (999, "999"),
    ],
)
def test_plain(value: Decimal | int, written: str) -> None:
    assert figures.plain(value) == written


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("1234567.895"), 2, "1,234,567.90"),
        (Decimal("-1234.5"), 2, "-1,234.50"),
        (17312, 0, "17,312"),
        (0, 0, "0"),
        (None, 2, "——"),
    ],
)
def test_grouped(value: Decimal | int | None, places: int, written: str) -> None:
    assert figures.grouped(value, places) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("6.12", "+6.12"), ("-4.36", "−4.36"), ("0", "0.00"), ("0.004", "0.00"), ("0.005", "+0.01"), (None, "—")],
)
def test_signed(value: str | None, written: str) -> None:
    assert figures.signed(None if value is None else Decimal(value)) == written


def test_signed_has_no_negative_zero() -> None:
    assert figures.signed(Decimal("-0.004")) == "0.00"
