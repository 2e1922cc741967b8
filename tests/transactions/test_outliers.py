"""Prices far from the median of their like: the whole numbers against the plain definition in fractions."""
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transactions.outliers import Deal, far_off, is_tight

cents = st.integers(1, 10**11).map(lambda n: Decimal(n).scaleb(-2))
sizes = st.integers(1, 10**6).map(lambda n: Decimal(n).scaleb(-2))
groups = st.tuples(st.integers(1, 2), st.sampled_from(["home", "shop"]))
deals = st.lists(st.tuples(groups, cents, sizes), max_size=30)
percents = st.integers(0, 150)


def price(amount: Decimal, area: Decimal) -> Fraction:
    return Fraction(amount) / Fraction(area)


def defined(rows: Sequence[Deal], percent: int) -> list[int]:
    """Say it once more as the dossier does: further than so many per cent from the median of the group."""
    alike = defaultdict(list)
    for _key, group, amount, area in rows:
        alike[group].append(price(amount, area))
    return sorted(
        key for key, group, amount, area in rows
        if abs(price(amount, area) - median(alike[group])) > Fraction(percent, 100) * median(alike[group])
    )


@given(rows=deals, percent=percents)
@example(rows=[((1, "home"), Decimal("0.01"), Decimal("3.00")), ((1, "home"), Decimal("0.01"), Decimal("3.01"))],
         percent=0)
@example(rows=[((1, "home"), Decimal(n), Decimal(1)) for n in (100, 100, 150)], percent=50)
@example(rows=[((1, "home"), Decimal(n), Decimal(1)) for n in (100, 100, 151)], percent=50)
def test_far_off_is_what_the_definition_says(rows: list[tuple], percent: int) -> None:
    numbered = [(key, *row) for key, row in enumerate(rows)]
    assert far_off(numbered, percent) == defined(numbered, percent)


@given(rows=st.lists(st.tuples(st.integers(10**4, 2 * 10**4), st.integers(1, 9)), min_size=1, max_size=9),
       percent=percents)
def test_a_tight_group_holds_nothing_far_off(rows: list[tuple[int, int]], percent: int) -> None:
    """What is passed over unseen must hold no suspect; what is looked at may hold none."""
    whole = [amount * 1000 // area for amount, area in rows]
    numbered = [(key, (1, "home"), Decimal(amount), Decimal(area)) for key, (amount, area) in enumerate(rows)]
    assert not (is_tight(min(whole), max(whole), percent) and defined(numbered, percent))


@pytest.mark.parametrize(("low", "high", "percent", "tight"), [
    (6_000_000, 8_999_999, 50, True), (6_000_000, 9_000_000, 50, False), (1, 1, 50, False), (0, 0, 100, False),
])
def test_tight_to_the_last_place(low: int, high: int, percent: int, tight: bool) -> None:
    assert is_tight(low, high, percent) is tight
