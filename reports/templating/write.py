"""From the tree of a template and the facts of a paper to its text."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Attachment, Block, Paragraph
from housing_portal.kit.gongwen.paper import as_runs
from reports.documents.phrases import sentences
from reports.passages import ANNEXES, PASSAGES
from reports.slots import Library
from reports.slots.parts import Facts

from .answers import Answers, printed
from .assemble import STOPS, Gap, Nothing, Piece, Said, assemble
from .cells import TableWriter
from .grammar import words_of
from .tree import Break, Each, If, Insert, Mark, Nodes, Point, SlotOf, Table, UnitName, Words


@dataclass(frozen=True)
class Written:
    """``omitted`` are the sentences that were left out, with the name of what nobody states in brackets."""

    body: list[Block]
    attachments: list[Attachment]
    omitted: list[str]


@dataclass
class _Writer:
    asked: Answers
    attachments: list[Attachment] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)

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
                chosen = self.asked.chosen(node, unit)
                yield from self.pieces(chosen, unit) if chosen else (Nothing(),)
            elif isinstance(node, Each):
                yield from self.each(node)
            elif isinstance(node, Table):
                yield from self.table(node)
            else:
                yield from self.inserted(node)

    # -- slots and loops -------------------------------------------------------------------------------

    def slot(self, node: SlotOf, unit: Unit | None) -> Iterator[Piece]:
        slot = self.asked.library.find(node.name)
        if slot is None:  # it was known when the template was approved: this day knows no such figure
            yield Gap(node.name)
            return
        answer = self.asked.answer(slot, unit)
        if answer.value is None or answer.value == "":
            yield Gap(slot.label) if slot.empty is None else Said(slot.empty)
        else:
            yield from (Said(run) for run in printed(slot, answer, unit, bare=node.bare))

    def each(self, node: Each) -> Iterator[Piece]:
        slot = self.asked.library.find(node.name)
        told = False
        for unit in self.asked.units_with(slot) if slot else ():
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

    # -- tables and insertions -------------------------------------------------------------------------

    def table(self, node: Table) -> Iterator[Piece]:
        writer = TableWriter(node, self.asked)
        if node.apart:
            attachment = writer.attachment()
            self.attachments += [attachment] if attachment else []
        else:
            block = writer.block()
            yield from (Break(), block, Break()) if block else (Nothing(),)
        self.omitted += writer.omitted

    def inserted(self, node: Insert) -> Iterator[Piece]:
        if node.kind == "附件":
            attachment = ANNEXES[node.name](self.asked.facts) if node.name in ANNEXES else None
            self.attachments += [attachment] if attachment else []
        elif node.kind == "段落":
            yield from _inserted(PASSAGES[node.name](self.asked.facts) if node.name in PASSAGES else [])
        elif node.name == "assessment":
            for text in sentences(self.asked.facts.document.assessment):
                yield from self.pieces(self.known(text))
        else:
            for text in sentences(getattr(self.asked.facts.document, node.name)):
                yield from (Break(), Mark(3, statement=True), *self.pieces(self.known(text)), Break())

    def known(self, text: str) -> Nodes:
        """Read free text; what is in braces and names nothing is printed as it stands."""
        return tuple(
            Words(f"{{{node.name}}}", node.line)
            if isinstance(node, SlotOf) and self.asked.library.find(node.name) is None else node
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


def write(nodes: Nodes, facts: Facts, library: Library) -> Written:
    """Write a template that has no problems."""
    writer = _Writer(Answers(facts, library))
    body, omitted = assemble(writer.pieces(nodes))
    return Written(body, writer.attachments, [*omitted, *writer.omitted])
