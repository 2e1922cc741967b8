"""What differs between two texts, line by line."""
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 1  # unchanged lines shown beside a change


@dataclass(frozen=True)
class Line:
    """``sign`` is + for a new line, − for one that is gone, "" for one that stays, … for lines left out."""

    sign: str
    text: str
    number: int | None = None


def changed_lines(before: str, after: str) -> list[Line]:
    """Return the changes with a little of what surrounds them; nothing for equal texts."""
    return list(_lines(before.splitlines(), after.splitlines())) if before != after else []


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    # Lines that come again and again tie no two places together in long texts, else two minutes go by on 2,000 of them.
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND)
    for place, group in enumerate(groups):
        if place:
            yield Line("…", "")
        for tag, start, end, first, last in group:
            if tag == "equal":
                yield from (Line("", new[at], at + 1) for at in range(first, last))
            else:
                yield from (Line("−", old[at]) for at in range(start, end))
                yield from (Line("+", new[at], at + 1) for at in range(first, last))
