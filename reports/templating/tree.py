"""What a template is once it has been read."""
from collections.abc import Iterator
from dataclasses import dataclass

from .conditions import Condition


@dataclass(frozen=True)
class Problem:
    """What is wrong with a template, and in which of its lines."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.sentence}"


@dataclass(frozen=True)
class Words:
    """Text as typed; digits in it are what an approver confirms."""

    text: str
    line: int


@dataclass(frozen=True)
class Break:
    """The end of a line."""


@dataclass(frozen=True)
class Mark:
    """The beginning of a heading; a ``statement`` is a counted paragraph rather than the head of something."""

    level: int
    statement: bool = False


@dataclass(frozen=True)
class SlotOf:
    """A slot, by code or label; ``bare`` leaves its unit of measure out."""

    name: str
    line: int
    bare: bool = False


@dataclass(frozen=True)
class Point:
    """一是, 二是, …"""

    def __str__(self) -> str:
        return "…是"


@dataclass(frozen=True)
class UnitName:
    """The unit of the loop around it."""


@dataclass(frozen=True)
class RowNumber:
    """The place of a row in its table."""


@dataclass(frozen=True)
class Bar:
    """The edge between two cells of a table."""

    line: int


@dataclass(frozen=True)
class Insert:
    """What Python writes ("段落", "附件") or the draft says ("正文")."""

    kind: str
    name: str
    line: int


@dataclass(frozen=True)
class If:
    condition: Condition
    then: "Nodes"
    otherwise: "Nodes"
    line: int


@dataclass(frozen=True)
class Each:
    """``between`` is printed between two units. Rows of a table without ``name`` are written for every unit."""

    name: str
    body: "Nodes"
    between: str
    line: int


@dataclass(frozen=True)
class Row:
    """A row of a table; a cell is words or one slot, or a condition that chooses between such cells."""

    cells: tuple["Nodes", ...]
    line: int


@dataclass(frozen=True)
class Table:
    """``rows`` hold rows alone, and conditions and loops around rows. ``apart`` makes it an attachment."""

    title: "Nodes"
    unit: "Nodes"
    head: tuple["Nodes", ...]
    rows: "Nodes"
    notes: tuple["Nodes", ...]
    apart: bool
    line: int

    @property
    def around(self) -> Iterator["Nodes"]:
        """Yield what is printed around the rows."""
        yield from (self.title, self.unit, *self.head, *self.notes)


Node = Words | Break | Mark | SlotOf | Point | UnitName | RowNumber | Bar | Insert | If | Each | Row | Table
Nodes = tuple[Node, ...]
