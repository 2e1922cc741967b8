"""From the tree of a table and the facts of a paper to its rows: every number a figure, every empty cell a dash."""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import NO_VALUE, NOT_GIVEN
from housing_portal.kit.gongwen import Attachment, Figure, HeadCell, Run, TableBlock
from housing_portal.kit.gongwen.paper import run_text
from housing_portal.kit.indicators import Rate
from reports.catalogue import PROGRAMMES
from reports.slots.parts import Slot

from .answers import Answers, figure, printed
from .grammar import walk
from .tree import Each, If, Nodes, Row, RowNumber, SlotOf, Table, UnitName, Words

TOTAL = re.compile(r"[合总]\s*计")
TARGETS = {programme.done: programme.target for programme in PROGRAMMES}
_PARTED = re.compile(r"[^（()）：:、，,\s]+")


@dataclass(frozen=True)
class _Column:
    """``measured_in`` is the unit of measure that all numbers of the column share: it stands in the head alone."""

    head: str
    measured_in: str
    align: str


@dataclass
class TableWriter:
    """Writes one table. ``omitted`` are the names of slots that this day does not know."""

    table: Table
    asked: Answers
    omitted: list[str] = field(default_factory=list)

    def block(self) -> TableBlock | None:
        """Return the table; None when it has no rows but a total."""
        rows = list(self._rows(self.table.rows, None, count(1)))
        foot = bool(rows) and any(TOTAL.fullmatch(run_text(cell)) for cell in rows[-1][:2])
        if len(rows) == foot:
            self.omitted.append(f"表格“{self.title}”没有数据行")
            return None
        return TableBlock(
            head=[[HeadCell(column.head) for column in self.columns]], rows=rows, foot=foot,
            align="".join(column.align for column in self.columns), unit=self._text(self.table.unit),
            notes=[self._text(note) for note in self.table.notes], caption="" if self.table.apart else self.title,
        )

    def attachment(self) -> Attachment | None:
        """Return the table on a landscape page of its own."""
        block = self.block()
        return block and Attachment(self.title, [block], landscape=True)

    @cached_property
    def title(self) -> str:
        return self._text(self.table.title)

    @cached_property
    def columns(self) -> list[_Column]:
        told = set(_PARTED.findall(self._text(self.table.unit)))
        cells = zip(*(node.cells for node in walk(self.table.rows) if isinstance(node, Row)), strict=True)
        return [self._column(self._text(head), column, told)
                for head, column in zip(self.table.head, cells, strict=True)]

    def _column(self, head: str, cells: Sequence[Nodes], told: set[str]) -> _Column:
        measures = {slot.measured_in for cell in cells for slot in self._slots(cell)}
        shared = measures.pop() if len(measures) == 1 else ""
        if shared and shared not in told | set(_PARTED.findall(head)) and not (shared == "%" and head.endswith("%")):
            head = f"{head}（{shared}）"
        counted = any(isinstance(node, RowNumber) for cell in cells for node in cell)
        return _Column(head, shared, "r" if shared or any(measures) else "c" if counted else "l")

    def _slots(self, nodes: Nodes) -> Iterator[Slot]:
        for node in walk(nodes):
            if isinstance(node, SlotOf) and (slot := self.asked.library.find(node.name)):
                yield slot

    # -- rows ------------------------------------------------------------------------------------------

    def _rows(self, nodes: Nodes, unit: Unit | None, numbers: Iterator[int]) -> Iterator[list[Run]]:
        for node in nodes:
            if isinstance(node, Row):
                number = next(numbers) if any(isinstance(one, RowNumber) for one in walk([node])) else 0
                yield [self._cell(cell, unit, column.measured_in, number)
                       for cell, column in zip(node.cells, self.columns, strict=True)]
            elif isinstance(node, If):
                yield from self._rows(self.asked.chosen(node, unit), unit, numbers)
            elif isinstance(node, Each):
                for one in self._units(node):
                    yield from self._rows(node.body, one, numbers)

    def _units(self, loop: Each) -> list[Unit]:
        if not loop.name:
            return self.asked.everyone(list(self._slots(loop.body)))
        slot = self.asked.library.find(loop.name)
        return self.asked.units_with(slot) if slot else []

    # -- cells -----------------------------------------------------------------------------------------

    def _cell(self, nodes: Nodes, unit: Unit | None, shared: str, number: int = 0) -> Run:
        words = ""
        for node in nodes:
            if isinstance(node, Words):
                words += node.text
            elif isinstance(node, UnitName):
                words += unit.name if unit else ""
            elif isinstance(node, RowNumber):
                words += str(number)
            elif isinstance(node, SlotOf):
                return self._figure(node, unit, bare=node.bare or bool(shared))
            elif isinstance(node, If):
                chosen = self._cell(self.asked.chosen(node, unit), unit, shared, number)
                if isinstance(chosen, Figure):
                    return chosen
                words += chosen
        return words

    def _figure(self, node: SlotOf, unit: Unit | None, *, bare: bool) -> Run:
        slot = self.asked.library.find(node.name)
        if slot is None:  # it was known when the template was approved: this day knows no such figure
            self.omitted.append(f"表格“{self.title}”中的［{node.name}］")
            return NOT_GIVEN
        answer = self.asked.answer(slot, unit)
        if answer.value is None or answer.value == "":
            words = self._empty(slot, unit) if slot.empty is None else slot.empty
            return figure(slot, unit, words) if slot.measured_in else words
        runs = printed(slot, answer, unit, bare=bare and bool(slot.measured_in))
        if len(runs) == 1:
            return runs[0]
        words = "".join(map(run_text, runs))
        return figure(slot, unit, words) if any(isinstance(run, Figure) for run in runs) else words

    def _empty(self, slot: Slot, unit: Unit | None) -> str:
        """Return what stands where nothing is stated, as in the tables of the workbook.

        0 where there is a task and nothing has been reported done, — for a rate that has nothing to divide by, else ——.
        """
        figures = self.asked.facts.figures
        if slot.code in TARGETS and figures.value(TARGETS[slot.code], unit) is not None:
            return "0"
        indicator = figures.indicators.get(slot.code)
        parts = (indicator.numerator, indicator.denominator) if isinstance(indicator, Rate) else ()
        return NO_VALUE if any(figures.value(part, unit) is not None for part in parts) else NOT_GIVEN

    def _text(self, nodes: Nodes) -> str:
        """Return words around the rows; slots there are days and names, no figures."""
        return "".join(self._said(node) for node in nodes)

    def _said(self, node: object) -> str:
        if isinstance(node, If):
            return self._text(self.asked.chosen(node, None))
        return run_text(self._cell((node,), None, ""))
