"""Figures that a paper prints with another value than the records give: which hold now, and how they are written in."""
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import plain, rounded
from housing_portal.kit.gongwen import Block, Figure, Heading, Paper, Run, TableBlock
from housing_portal.kit.gongwen.paper import as_runs
from housing_portal.kit.indicators import machine
from reports.documents.phrases import measured, plain_value
from reports.enums import OverrideStatus
from reports.models import Document, FigureOverride
from reports.slots import Library
from reports.slots.parts import Answer, Facts, Slot

WRITTEN = re.compile(r"(-?\d+(?:\.\d+)?)(.*)", re.DOTALL)
POINTS = "个百分点"
# how papers write a value: in words with its unit (points keep two decimals, as rates do), and in columns
WAYS: tuple[Callable[[Decimal, str], str], ...] = (
    lambda value, unit: plain_value(value, "%" if unit == POINTS else unit),
    lambda value, _unit: plain(value),
    lambda value, _unit: f"{rounded(value):.2f}",
)
SIGNS: tuple[Callable[[Decimal], Decimal], ...] = (lambda value: value, abs)


@dataclass(frozen=True)
class Stated:
    """A figure as the records state it now: its slot and its answer, the unit that it is of."""

    slot: Slot | None
    unit: Unit | None
    answer: Answer

    @property
    def value(self) -> Decimal | None:
        """Return the number; None for words, days, and what nobody states."""
        value = self.answer.value
        return Decimal(value) if isinstance(value, int | Decimal) else None

    @property
    def text(self) -> str:
        """Return the number exactly, as it is kept."""
        return "" if self.value is None or self.slot is None else str(machine(self.value, self.slot.measured_in))


def stated(facts: Facts, key: str, unit: Unit | None) -> Stated:
    """Return what the records state of one figure now."""
    slot = Library(facts.figures).find(key)
    return Stated(slot, unit, slot.answer(facts, unit) if slot else Answer(None))


def standing(document: Document) -> list[FigureOverride]:
    """Return the approved overrides of a paper, the last of each figure; one that was lifted is not among them."""
    if document.pk is None:
        return []
    decided = document.overrides.filter(status__in=[OverrideStatus.APPROVED, OverrideStatus.LIFTED])
    last = {row.printed_key: row for row in decided.select_related("unit", "asked_by", "decided_by").order_by("pk")}
    return [row for row in last.values() if row.status == OverrideStatus.APPROVED]


def requests_of(document: Document) -> list[FigureOverride]:
    """Return all that was ever asked for in a paper, the newest first; what a later row took the place of says so."""
    rows = list(document.overrides.select_related("asked_by", "decided_by"))
    in_use = {row.pk for row in standing(document)}
    for row in rows:
        row.is_replaced = row.status == OverrideStatus.APPROVED and row.pk not in in_use
    return rows


def holds(row: FigureOverride, facts: Facts) -> bool:
    """Tell whether the records still give, for the day of the paper, what they gave when it was asked for."""
    return row.as_of == facts.document.as_of and stated(facts, row.key, row.unit).text == row.derived


def in_force(facts: Facts) -> dict[str, FigureOverride]:
    """Return printed key → override, of those that hold: others have to be asked for again."""
    return {row.printed_key: row for row in standing(facts.document) if holds(row, facts)}


def printed(paper: Paper, facts: Facts) -> Paper:
    """Return ``paper`` with the overridden figures written as their other value, wherever they stand."""
    rows = in_force(facts)
    if not rows:
        return paper
    annexes = [replace(one, blocks=[_block(block, rows) for block in one.blocks]) for one in paper.attachments]
    return replace(paper, body=[_block(block, rows) for block in paper.body], attachments=annexes)


def _block(block: Block, rows: Mapping[str, FigureOverride]) -> Block:
    if isinstance(block, TableBlock):
        return replace(block, rows=[[_run(cell, rows) for cell in row] for row in block.rows])
    runs = tuple(_run(run, rows) for run in as_runs(block.runs))
    if isinstance(block, Heading):
        return replace(block, runs=runs, body=tuple(_run(run, rows) for run in as_runs(block.body)))
    return replace(block, runs=runs)


def _run(run: Run, rows: Mapping[str, FigureOverride]) -> Run:
    if not isinstance(run, Figure) or run.key not in rows:
        return run
    row = rows[run.key]
    text = rewritten(run.text, Decimal(row.derived), Decimal(row.value), row.measured_in)
    return run if text is None else replace(run, text=text)


def rewritten(text: str, now: Decimal, value: Decimal, measured_in: str) -> str | None:
    """Return ``text``, which writes ``now``, with ``value`` in its place; None for a text that writes something else.

    A key may also stand on what is no figure of its own, such as the number of units listed under it: that stays.
    """
    if text == measured(now, measured_in):
        return measured(value, measured_in)
    match = WRITTEN.fullmatch(text)
    if match is None:
        return None
    found = (
        f"{way(sign(value), measured_in)}{match[2]}" for way in WAYS for sign in SIGNS
        if way(sign(now), measured_in) == match[1]
    )
    return next(found, None)


def writes(text: str, row: FigureOverride) -> bool:
    """Tell whether ``text`` is the overridden value."""
    value = Decimal(row.value)
    return rewritten(text, value, value, row.measured_in) is not None


def told(rows: Sequence[FigureOverride]) -> Iterator[str]:
    """Yield a sentence for each override with both values, the reason, and who asked and who agreed."""
    for row in rows:
        yield (
            f"{row.label}：台账数 {row.derived}{row.measured_in}，文中印 {row.value}{row.measured_in}。"
            f"理由：{row.reason.rstrip('。')}（{row.asked_by.name}申请，{row.decided_by.name}批准）。"
        )
