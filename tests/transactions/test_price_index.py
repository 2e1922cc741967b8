"""The arithmetic of the price index: a worked example, and what must hold for any market."""
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.price_index import BASE, Deals, Month, State, band, chained, compute, half_up

LEAST = 5
NAMES = st.sampled_from(["甲", "乙", "丙"])
PRICES = st.integers(min_value=3000, max_value=9000)
AREAS = st.integers(min_value=50_000, max_value=500_000)


def deals(price: int, area: int = 60_000, sets: int = 6) -> Deals:
    """Return deals at ``price`` 元 per ㎡ over ``area`` hundredths of ㎡; 1 元/㎡ is 1 分 per hundredth."""
    return Deals(sets, area, price * area)


def run(months: list[Mapping[str, Deals]]) -> list[Month]:
    """Chain the months, the weights being all amounts so far."""
    level, standing, weights, found = None, {}, {}, []
    for month in months:
        result = compute(level, standing, month, weights, LEAST)
        found.append(result)
        level, standing = result.level, {line.key: line.standing for line in result.lines if line.standing}
        for key, sold in month.items():
            weights[key] = weights.get(key, 0) + sold.amount
    return found


def test_a_worked_example() -> None:
    """A: 5000 → 5250 → (3 deals, carried) → 5500.  B: 8000 → 8000 → 7600 → 7600.  C enters in the second month.

    Weights are amounts before the month, in million 元: first A 3.0, B 4.8. L2 = (3.0×1.05 + 4.8×1) ÷ 7.8 = 1.0192308.
    Then A 6.15, B 9.6, C 2.4: L3 = (6.15×1 + 9.6×0.95 + 2.4×1.1) ÷ 18.15 = 0.9867769.
    Then A 7.75, B 14.16, C 5.04 (A's three deals count as weight): A's change is 5500 ÷ 5250.
    """
    first, second, third, fourth = run([
        {"A": deals(5000), "B": deals(8000)},
        {"A": deals(5250), "B": deals(8000), "C": deals(4000)},
        {"A": deals(5333, 30_000, 3), "B": deals(7600), "C": deals(4400)},
        {"A": deals(5500), "B": deals(7600), "C": deals(4400)},
    ])
    assert (first.change, first.level) == (None, BASE)
    assert (second.change, second.level) == (101_923_077, 101_923_077)
    expected = Fraction(615 * 100 + 960 * 95 + 240 * 110, 1815)
    assert third.change == half_up(expected * 1_000_000) == 98_677_686
    assert third.level == half_up(Fraction(101_923_077 * 98_677_686, BASE)) == 100_575_334
    weights = {"A": 615_000_000 + 30_000 * 5333, "B": 960_000_000 + 60_000 * 7600, "C": 240_000_000 + 60_000 * 4400}
    change = (weights["A"] * Fraction(5500, 5250) + weights["B"] + weights["C"]) / sum(weights.values())
    assert fourth.change == half_up(change * BASE)
    assert [line.state for line in third.lines] == [State.CARRIED, State.VALID, State.VALID]
    assert [line.state for line in second.lines] == [State.VALID, State.VALID, State.NEW]


def test_a_stratum_with_too_few_deals_never_enters() -> None:
    months = run([{"A": deals(5000), "B": deals(9000, sets=4)}, {"A": deals(5000), "B": deals(2000, sets=4)}])
    assert months[1].change == BASE
    assert [line.state for line in months[1].lines] == [State.VALID, State.THIN]
    # its amount stays in the weights of all, so that the coverage tells of it
    assert (months[1].weight(State.VALID), months[1].weight(*State)) == (300_000_000, 840_000_000)


def test_a_month_without_deals_changes_nothing() -> None:
    months = run([{"A": deals(5000)}, {}, {"A": deals(6000)}])
    assert [(month.change, month.level) for month in months] == [
        (None, BASE), (BASE, BASE), (120_000_000, 120_000_000)
    ]


def test_without_any_weight_there_is_no_change() -> None:
    assert [(month.change, month.level) for month in run([{}, {"A": deals(5000)}])] == [(None, BASE), (None, BASE)]


@pytest.mark.parametrize(("area", "expected"), [
    (8999, "90㎡以下"), (9000, "90—144㎡"), (14400, "90—144㎡"), (14401, "144㎡以上"),
])
def test_bands(area: int, expected: str) -> None:
    assert band(area) == expected


@given(st.dictionaries(NAMES, PRICES, min_size=1), st.lists(st.dictionaries(NAMES, AREAS), min_size=1, max_size=6))
def test_constant_prices_and_shifts_of_structure_leave_the_index_at_100(
    prices: dict[str, int], months: list[dict[str, int]]
) -> None:
    sold = [{key: deals(prices[key], area) for key, area in month.items() if key in prices} for month in months]
    assert {month.level for month in run(sold)} == {BASE}


@given(st.dictionaries(NAMES, PRICES, min_size=1), st.lists(AREAS, min_size=3, max_size=3))
def test_doubled_prices_double_the_index(prices: dict[str, int], areas: list[int]) -> None:
    before = {key: deals(price, area) for (key, price), area in zip(prices.items(), areas, strict=False)}
    after = {key: deals(2 * price, area) for (key, price), area in zip(prices.items(), reversed(areas), strict=False)}
    assert [month.level for month in run([before, before, after])] == [BASE, BASE, 2 * BASE]


def test_structure_moves_the_average_price_alone() -> None:
    small, large = deals(5000, 100_000), deals(8000, 400_000)
    first = {"小户型": small, "大户型": deals(8000, 100_000)}
    second = {"小户型": small, "大户型": large}
    averages = [
        Fraction(sum(one.amount for one in month.values()), sum(one.area for one in month.values()))
        for month in (first, second)
    ]
    assert averages == [6500, 7400]
    assert [month.level for month in run([first, second])] == [BASE, BASE]


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_chaining_rounds_half_up_once(before: int, change: int) -> None:
    assert abs(chained(before, change) * BASE - before * change) * 2 <= BASE
