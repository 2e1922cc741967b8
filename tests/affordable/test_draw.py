"""摇号: the algorithm as written down, with vectors that anybody can check with a checksum tool."""
from decimal import Decimal

from affordable.draw import Candidate, Drawn, digest, draw, ticket

SEED = "云岭2026"
FAMILIES = [Candidate(order, f"BZ2026-{order:04}", Decimal(score)) for order, score in ((1, 60), (2, 85), (3, 60))]


def test_tickets_are_plain_checksums() -> None:
    """As ``printf '云岭2026|family|BZ2026-0001' | sha256sum`` prints them."""
    families = [ticket(SEED, "family", one.number)[:16] for one in FAMILIES]
    assert families == ["8b276b60b1c09f3b", "2f4efdd0c510b74e", "757548fe4d77fd32"]
    assert [ticket(SEED, "home", order)[:16] for order in ("1", "2")] == ["fdb27dc48692d31c", "aef4b83fa49cf00f"]


def test_lottery_goes_by_ticket() -> None:
    assert draw(SEED, "lottery", FAMILIES, [1, 2]) == [
        Drawn("BZ2026-0002", 1, 2), Drawn("BZ2026-0003", 2, 1), Drawn("BZ2026-0001", 3, None),
    ]


def test_another_seed_another_result() -> None:
    assert [one.number for one in draw("云岭2027", "lottery", FAMILIES, [])] != [
        one.number for one in draw(SEED, "lottery", FAMILIES, [])
    ]


def test_scores_decide_and_tickets_break_ties() -> None:
    assert [one.number for one in draw(SEED, "scoring", FAMILIES, [1])] == ["BZ2026-0002", "BZ2026-0003", "BZ2026-0001"]


def test_queue_keeps_the_order_of_the_list() -> None:
    assert draw(SEED, "queue", FAMILIES[::-1], [1, 2]) == [
        Drawn("BZ2026-0001", 1, 2), Drawn("BZ2026-0002", 2, 1), Drawn("BZ2026-0003", 3, None),
    ]


def test_homes_left_over_stay_with_nobody() -> None:
    assert draw(SEED, "queue", FAMILIES[:1], [1, 2]) == [Drawn("BZ2026-0001", 1, 2)]


def test_the_order_of_the_input_does_not_matter() -> None:
    assert draw(SEED, "lottery", FAMILIES[::-1], [2, 1]) == draw(SEED, "lottery", FAMILIES, [1, 2])


def test_checksum_of_a_list() -> None:
    known = digest("lottery", FAMILIES, [(1, "福安苑 1号楼 101")])
    assert known == "5d91cf4f4ec07eb70add9bfc9d66b603e7dbf03f63b040a0fee608b1f9348872"
    assert known != digest("lottery", FAMILIES, [(1, "福安苑 1号楼 102")])
