"""Nested column heads: the tree that forms, templates and their readers share."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, init=False)
class Head:
    """A head cell. With children it spans them; without it is a column and reaches down to the last head row.

    ``number`` is the number format of the column, ``empty`` what a missing value prints, ``align`` left, center, right.
    """

    text: str
    children: tuple["Head", ...]
    width: int
    key: str
    number: str
    align: str
    empty: str

    def __init__(self, text: str, *children: "Head", width: int = 10, key: str = "", number: str = "#,##0",
                 align: str = "right", empty: str = "——") -> None:
        values = {"text": text, "children": children, "width": width, "key": key, "number": number, "align": align,
                  "empty": empty}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def leaves(self) -> list["Head"]:
        """Return the columns below this head, from left to right."""
        return [leaf for child in self.children for leaf in child.leaves] if self.children else [self]

    @property
    def depth(self) -> int:
        """Return how many head rows this head needs."""
        return 1 + max((child.depth for child in self.children), default=0)


@dataclass(frozen=True)
class HeadCell:
    """A head placed on the sheet: 0-based row and column, and the size of the merged area."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


def depth_of(heads: Sequence[Head]) -> int:
    """Return the number of head rows."""
    return max(head.depth for head in heads)


def columns_of(heads: Sequence[Head]) -> list[Head]:
    """Return the columns in order."""
    return [leaf for head in heads for leaf in head.leaves]


def placed(heads: Sequence[Head]) -> Iterator[HeadCell]:
    """Yield every head with its place; a column head reaches down to the last head row."""
    yield from _placed(heads, row=0, column=0, rows=depth_of(heads))


def _placed(heads: Sequence[Head], *, row: int, column: int, rows: int) -> Iterator[HeadCell]:
    for head in heads:
        span = len(head.leaves)
        yield HeadCell(head.text, row, column, 1 if head.children else rows - row, span)
        yield from _placed(head.children, row=row + 1, column=column, rows=rows)
        column += span
