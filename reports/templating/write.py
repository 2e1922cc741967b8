"""From the tree of a template and the facts of a paper to its text."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Attachment, Block, Figure, Paragraph, Run
from housing_portal.kit.gongwen.paper import as_runs
from housing_portal.kit.periods import written
from reports.documents.phrases import measured, plain_value, sentences
from reports.passages import ANNEXES, PASSAGES
from reports.slots import Library
from reports.slots.parts import Answer, Facts, Slot

from .assemble import STOPS, Gap, Nothing, Piece, Said, assemble
from .conditions import Value
from .grammar import words_of
from .tree import Break, Each, If, Insert, Mark, Nodes, Point, SlotOf, UnitName, Words


@dataclass(frozen=True)
class Written:
    """``omitted`` are the sentences that were left out, with the name of what nobody states in brackets."""

    body: list[Block]
    attachments: list[Attachment]
    omitted: list[str]


@dataclass
class _Writer:
    facts: Facts
    library: Library
    attachments: list[Attachment] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    _answers: dict[tuple[str, int | None], Answer] = field(default_factory=dict)

    def pieces(self, nodes: Nodes, unit: Unit | None = None) -> Iterator[Piece]:
        for node in nodes:
            if isinstance(node, Words):
                yield Said(node.text)
            elif isinstance(node, Break | Mark | Point):
                yield node
            elif isinstance(node, UnitName):
                yield Said(unit.name if unit else "")
            elif isinstance(node, SlotOf):
                yield from self.slot(node, unit)
            elif isinstance(node, If):
                held = node.condition.holds(lambda name: self.value(name, unit))
                chosen = node.then if held else node.otherwise
                yield from self.pieces(chosen, unit) if chosen else (Nothing(),)
            elif isinstance(node, Each):
                yield from self.each(node)
            else:
                yield from self.inserted(node)

    # -- slots -----------------------------------------------------------------------------------------

    def answer(self, slot: Slot, unit: Unit | None) -> Answer:
        address = (slot.code, unit.pk if unit else None)
        if address not in self._answers:
            self._answers[address] = slot.answer(self.facts, unit)
        return self._answers[address]

    def value(self, name: str, unit: Unit | None) -> Value:
        slot = self.library.find(name)
        return None if slot is None else self.answer(slot, unit).value

    def slot(self, node: SlotOf, unit: Unit | None) -> Iterator[Piece]:
        slot = self.library.find(node.name)
        if slot is None:  # it was known when the template was approved: this day knows no such figure
            yield Gap(node.name)
            return
        answer = self.answer(slot, unit)
        if answer.value is None or answer.value == "":
            yield Gap(slot.label) if slot.empty is None else Said(slot.empty)
        else:
            yield from (Said(run) for run in printed(slot, answer, unit, bare=node.bare))

    # -- loops -----------------------------------------------------------------------------------------

    def each(self, node: Each) -> Iterator[Piece]:
        slot = self.library.find(node.name)
        told = False
        for unit in self.units_with(slot) if slot else ():
            pieces = list(self.pieces(node.body, unit))
            if any(isinstance(piece, Gap) for piece in pieces) and not _ends_sentence(pieces):
                self.omitted.append("".join(str(piece) for piece in pieces).strip())
                continue
            if told and node.between:
                yield Said(node.between)
            yield from pieces
            told = True
        if not told:
            yield Gap(f"各单位{slot.label if slot else node.name}")

    def units_with(self, slot: Slot) -> list[Unit]:
        """Return the units that have something to say, the largest first; the whole is no unit of its own."""
        figures = self.facts.figures
        units = figures.reporting_units
        if slot.code in figures.indicators:
            told = [pk for pk, figure in figures.figures(slot.code).by_unit.items() if figure.value]
            units = [unit for unit in Unit.objects.filter(pk__in=told) if unit != figures.whole]
        values = [(unit, self.answer(slot, unit).value) for unit in units]
        return [unit for unit, value in sorted(values, key=_largest_first) if value not in (None, "", 0)]

    # -- insertions ------------------------------------------------------------------------------------

    def inserted(self, node: Insert) -> Iterator[Piece]:
        if node.kind == "附件":
            attachment = ANNEXES[node.name](self.facts) if node.name in ANNEXES else None
            self.attachments += [attachment] if attachment else []
        elif node.kind == "段落":
            yield from _inserted(PASSAGES[node.name](self.facts) if node.name in PASSAGES else [])
        elif node.name == "assessment":
            for text in sentences(self.facts.document.assessment):
                yield from self.pieces(self.known(text))
        else:
            for text in sentences(getattr(self.facts.document, node.name)):
                yield from (Break(), Mark(3, statement=True), *self.pieces(self.known(text)), Break())

    def known(self, text: str) -> Nodes:
        """Read free text; what is in braces and names nothing is printed as it stands."""
        return tuple(
            Words(f"{{{node.name}}}", node.line)
            if isinstance(node, SlotOf) and self.library.find(node.name) is None else node
            for node in words_of(text)
        )


def _inserted(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Yield a passage: a single paragraph runs on in the line where it is named."""
    if not blocks:
        yield Nothing()
    elif len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        yield from (Said(run) for run in as_runs(blocks[0].runs))
    else:
        yield from (Break(), *blocks, Break())


def _ends_sentence(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Break) or (isinstance(piece, Said) and isinstance(piece.run, str)
                                            and any(stop in piece.run for stop in STOPS)) for piece in pieces)


def _largest_first(pair: tuple[Unit, Value]) -> tuple[int | Decimal, int, int]:
    unit, value = pair
    return (-value if isinstance(value, int | Decimal) else 0, unit.order, unit.pk)


def printed(slot: Slot, answer: Answer, unit: Unit | None, *, bare: bool = False) -> Sequence[Run]:
    """Return what a slot prints: its own words, else its value in words with its unit of measure."""
    if answer.runs and not bare:
        return as_runs(answer.runs)
    if isinstance(answer.value, date):
        words = written(answer.value)
    elif isinstance(answer.value, str):
        words = answer.value
    else:
        words = (plain_value if bare else measured)(answer.value, slot.measured_in)
    address = slot.code if unit is None else f"{slot.code}@{unit.pk}"
    return (Figure(words, address, f"{slot.label}：{slot.formula}"),)


def write(nodes: Nodes, facts: Facts, library: Library) -> Written:
    """Write a template that has no problems."""
    writer = _Writer(facts, library)
    body, omitted = assemble(writer.pieces(nodes))
    return Written(body, writer.attachments, [*omitted, *writer.omitted])
