"""The drawing of a building: floors from the top down, sections from left to right, a place for every room."""
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from housing_portal.registry.natural import natural_key
from transactions.rooms import Card

WIDEST = 12  # rooms beside each other in one section; longer rows (parking) go on below


@dataclass(frozen=True)
class Line:
    """One row of the drawing; ``groups`` holds the places of each section, None where there is no room."""

    label: str
    title: str
    groups: Sequence[Sequence[Card | None]]


@dataclass(frozen=True)
class Block:
    """Sections that are drawn beside each other; ``sections`` are (name, number of places)."""

    sections: Sequence[tuple[str, int]]
    lines: Sequence[Line]


def blocks_of(cards: Iterable[Card]) -> list[Block]:
    """Return the drawing: the sections of a building, and below them the rooms that belong to none."""
    named, common = [], []
    for card in cards:
        (named if card.room.section else common).append(card)
    return [_block(part) for part in (named, common) if part]


def _block(cards: Sequence[Card]) -> Block:
    names = sorted({card.room.section for card in cards}, key=natural_key)
    rows: dict[tuple[int, str], list[Card | None]] = {}
    for (floor, section), some in _by_floor(cards).items():
        rows[floor, section] = _placed(some)
    widths = {name: _width([len(row) for (_f, section), row in rows.items() if section == name]) for name in names}
    lines = []
    for floor in sorted({card.room.floor for card in cards}, reverse=True):
        label = next(card.room.floor_label for card in cards if card.room.floor == floor)
        lines += _lines(floor, label, [(widths[name], rows.get((floor, name), [])) for name in names])
    return Block([(name, widths[name]) for name in names], lines)


def _by_floor(cards: Iterable[Card]) -> dict[tuple[int, str], list[Card]]:
    found: dict[tuple[int, str], list[Card]] = defaultdict(list)
    for card in cards:
        found[card.room.floor, card.room.section].append(card)
    return found


def _placed(cards: Sequence[Card]) -> list[Card | None]:
    """Return the rooms of one floor at their places; two at one place stand side by side."""
    row: list[Card | None] = []
    for card in sorted(cards, key=lambda card: (card.room.place, natural_key(card.room.number))):
        row += [None] * (card.room.place - 1 - len(row))
        row.append(card)
    return row


def _width(lengths: Sequence[int]) -> int:
    """Return how many places most floors have: one long floor of shops does not stretch the building."""
    times = Counter(lengths)
    return min(WIDEST, max(times, key=lambda length: (times[length], length)))


def _lines(floor: int, label: str, groups: Sequence[tuple[int, list[Card | None]]]) -> list[Line]:
    depth = max(-(-len(row) // width) for width, row in groups)
    shown = f"{label} 层" if re.fullmatch(r"-?\d+[A-Za-z]?", label) else label
    title = "" if label == str(floor) else f"实际第 {floor} 层"
    return [
        Line(shown if n == 0 else "", title, [_slice(row, width, n) for width, row in groups]) for n in range(depth)
    ]


def _slice(row: Sequence[Card | None], width: int, n: int) -> list[Card | None]:
    part = list(row[n * width : (n + 1) * width])
    return part + [None] * (width - len(part))
