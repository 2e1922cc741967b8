"""From a stream of pieces to paragraphs and headings: incomplete sentences left out, everything counted."""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from housing_portal.kit.gongwen import Block, Heading, Paragraph, Run
from housing_portal.kit.gongwen.paper import as_runs, run_text
from housing_portal.kit.numerals import chinese_number
from reports.documents.phrases import LEADING_NUMBER

from .tree import Break, Mark, Point

STOPS = "。；！？"
_OPENING, _CLOSING = "（(《“「", "）)》”」"
_BLANKS = " \u3000\t"


@dataclass(frozen=True)
class Said:
    """Text or a figure."""

    run: Run

    def __str__(self) -> str:
        return run_text(self.run)


@dataclass(frozen=True)
class Gap:
    """A slot that states nothing: its sentence is left out."""

    label: str

    def __str__(self) -> str:
        return f"［{self.label}］"


@dataclass(frozen=True)
class Nothing:
    """A condition that did not hold and has nothing to say instead."""

    def __str__(self) -> str:
        return ""


Part = Said | Gap | Point | Nothing
Piece = Part | Break | Mark | Block


@dataclass
class _Line:
    """One paragraph to be, with the heading that it begins with."""

    mark: Mark | None = None
    title: list[Part] = field(default_factory=list)
    body: list[Part] = field(default_factory=list)
    whole: bool = True  # nothing of it was left out, by a gap or a condition

    @property
    def needs_more(self) -> bool:
        """Tell whether it is a heading that says nothing by itself."""
        if self.mark is None or self.mark.statement or self.body:
            return False
        return not (self.whole and str(self.title[-1]).endswith(tuple(STOPS)))

    @property
    def level(self) -> int:
        """Return the level of the heading; 0 is plain text."""
        return self.mark.level if self.mark else 0


def assemble(pieces: Iterable[Piece]) -> tuple[list[Block], list[str]]:
    """Return the blocks of a text, and the sentences that were left out of it."""
    omitted: list[str] = []
    lines = _without_bare_headings(list(_lines(pieces, omitted)), omitted)
    return list(_counted(lines)), omitted


def _lines(pieces: Iterable[Piece], omitted: list[str]) -> Iterator[_Line | Block]:
    mark, parts = None, []
    for piece in pieces:
        if isinstance(piece, Part):
            parts.append(piece)
            continue
        if not isinstance(piece, Mark) or parts:
            yield from _line(mark, parts, omitted)
            mark, parts = None, []
        if isinstance(piece, Mark):
            mark = piece
        elif isinstance(piece, Heading):
            yield _Line(Mark(piece.level), list(_bare(piece.runs)), [Said(run) for run in as_runs(piece.body)])
        elif not isinstance(piece, Break) and not (isinstance(piece, Paragraph) and not as_runs(piece.runs)):
            yield piece
    yield from _line(mark, parts, omitted)


def _bare(runs: Run | Sequence[Run]) -> Iterator[Said]:
    """Yield the runs of a heading from Python, without a number that it may bring: the writer counts."""
    first, *others = as_runs(runs)
    yield Said(LEADING_NUMBER.sub("", first) if isinstance(first, str) else first)
    yield from (Said(run) for run in others)


def _line(mark: Mark | None, parts: Sequence[Part], omitted: list[str]) -> Iterator[_Line]:
    found = _sentences(_stripped([part for part in parts if not isinstance(part, Nothing)]))
    kept = _kept(found, omitted)
    if not any(kept):
        return
    if mark is None:
        yield _Line(body=_joined(kept))
        return
    ends = (place for place, one in enumerate(found, 1) if str(one[-1]).endswith("。") and not mark.statement)
    length = next(ends, len(found))
    title, body = _joined(kept[:length]), _joined(kept[length:])
    whole = all(kept) and not any(isinstance(part, Nothing) for part in parts)
    yield _Line(mark, title, body, whole) if title else _Line(body=body)


def _stripped(parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a line without blanks at both ends."""
    parts = list(parts)
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while parts and isinstance(parts[place], Said) and isinstance(parts[place].run, str):
            text = strip(parts[place].run, _BLANKS)
            if text:
                parts[place] = Said(text)
                break
            parts.pop(place)
    return parts


def _sentences(parts: Sequence[Part]) -> list[list[Part]]:
    """Cut a line after each 。；！？ that stands in no brackets."""
    found: list[list[Part]] = [[]]
    depth = 0
    for part in parts:
        if not isinstance(part, Said) or not isinstance(part.run, str):
            found[-1].append(part)
            continue
        start = 0
        for place, char in enumerate(part.run, 1):
            depth = max(0, depth + (char in _OPENING) - (char in _CLOSING))
            if char in STOPS and not depth:
                found[-1].append(Said(part.run[start:place]))
                found.append([])
                start = place
        if part.run[start:]:
            found[-1].append(Said(part.run[start:]))
    return [sentence for sentence in found if sentence]


def _kept(found: Sequence[list[Part]], omitted: list[str]) -> list[list[Part]]:
    """Return the sentences, those with a gap empty. One that now ends its row of clauses ends with a full stop."""
    kept: list[list[Part]] = []
    for sentence in found:
        if not any(isinstance(part, Gap) for part in sentence):
            kept.append(sentence)
            continue
        omitted.append("".join(str(part) for part in sentence))
        before = next((one for one in reversed(kept) if one), None)
        if before and not str(sentence[-1]).endswith("；") and str(before[-1]).endswith("；"):
            before[-1] = Said(f"{str(before[-1])[:-1]}。")
        kept.append([])
    return kept


def _joined(kept: Sequence[Sequence[Part]]) -> list[Part]:
    return [part for sentence in kept for part in sentence]


def _without_bare_headings(lines: Sequence[_Line | Block], omitted: list[str]) -> list[_Line | Block]:
    """Leave out headings with nothing under them, from the end, so that the headings above them may fall too."""
    kept: list[_Line | Block] = []
    for line in reversed(lines):
        if isinstance(line, _Line) and line.needs_more and _ends(line.level, kept[-1] if kept else None):
            omitted.append("".join(str(part) for part in line.title))
        else:
            kept.append(line)
    return kept[::-1]


def _ends(level: int, following: _Line | Block | None) -> bool:
    """Tell whether nothing stands under a heading of ``level`` when ``following`` comes next."""
    return following is None or (isinstance(following, _Line) and 0 < following.level <= level)


def _counted(lines: Iterable[_Line | Block]) -> Iterator[Block]:
    """Number the headings and 一是, 二是, …"""
    numbers = [0, 0, 0, 0]
    points = 0
    for line in lines:
        if not isinstance(line, _Line):
            yield line
            continue
        if line.level:
            points = 0
            numbers[line.level - 1] += 1
            numbers[line.level:] = [0] * (4 - line.level)
        title, points = _runs(line.title, points)
        body, points = _runs(line.body, points)
        if line.level:
            yield Heading(line.level, _with_number(title, _number(line.level, numbers[line.level - 1])), body)
        else:
            yield Paragraph(body)


def _with_number(title: tuple[Run, ...], number: str) -> tuple[Run, ...]:
    first, *others = title
    return (f"{number}{first}", *others) if isinstance(first, str) else (number, *title)


def _runs(parts: Iterable[Part], points: int) -> tuple[tuple[Run, ...], int]:
    """Return the runs of ``parts``, neighbouring words joined, and how many points have been counted."""
    runs: list[Run] = []
    for part in parts:
        points += isinstance(part, Point)
        run = f"{_small(points)}是" if isinstance(part, Point) else part.run
        if runs and isinstance(run, str) and isinstance(runs[-1], str):
            runs[-1] += run
        else:
            runs.append(run)
    return tuple(runs), points


def _small(number: int) -> str:
    return chinese_number(number) if number < 100 else str(number)


def _number(level: int, number: int) -> str:
    return {1: f"{_small(number)}、", 2: f"（{_small(number)}）", 3: f"{number}.", 4: f"（{number}）"}[level]
