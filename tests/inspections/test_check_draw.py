"""The lots themselves: pure, repeatable with paper and a checksum tool."""
import hashlib

import pytest

from inspections.draw import Able, Drawn, digest, draw

PEOPLE = [Able("A1"), Able("B2", frozenset({1, 2, 3})), Able("C3")]


def ticket(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_targets_and_inspectors_come_in_the_order_of_their_tickets() -> None:
    found = draw("seed", [1, 2, 3], 1, PEOPLE, 2)
    ranked = sorted([1, 2, 3], key=lambda order: ticket(f"seed|target|{order}"))
    first = ranked[0]
    sent = sorted(["A1", "C3"], key=lambda number: ticket(f"seed|inspector|{first}/{number}"))
    assert found == [Drawn(first, 1, tuple(sent)), Drawn(ranked[1], 2), Drawn(ranked[2], 3)]


@pytest.mark.parametrize("seed", ["a", "b", "云岭"])
def test_whoever_keeps_away_is_passed_over(seed: str) -> None:
    free = Able("D4", frozenset({4}))
    for one in draw(seed, [1, 2, 3, 4], 4, [*PEOPLE, free], 2):
        away = {"D4"} if one.order == 4 else {"B2"}
        assert (len(one.certificates), away & set(one.certificates)) == (2, set())


def test_whatever_is_changed_in_a_list_changes_its_checksum() -> None:
    names = [(1, "甲"), (2, "乙")]
    lists = [
        (1, 2, names, PEOPLE), (2, 2, names, PEOPLE), (1, 3, names, PEOPLE), (1, 2, [(1, "甲"), (2, "丙")], PEOPLE),
        (1, 2, names, PEOPLE[:2]), (1, 2, names, [Able("A1", frozenset({1})), *PEOPLE[1:]]),
    ]
    assert len({digest(*one) for one in lists}) == len(lists)
    assert digest(*lists[0]) == digest(*lists[0])
