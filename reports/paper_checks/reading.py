"""A paper as its checks read it: passages with their place, numbers with their unit, tables cell by cell.

The text is read as it was written: what the press mends (straight quotes, mixed brackets) is for the drafter to mend.
"""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import UNIT_SCALE
from housing_portal.kit.gongwen import Block, Figure, Heading, Paper, Run, TableBlock
from housing_portal.kit.gongwen.paper import as_runs, run_text
from housing_portal.kit.text import clean
from reports.documents.phrases import LEADING_NUMBER
from reports.enums import Severity
from reports.evaluate import IndicatorSet
from reports.kinds import FREE_TEXTS
from reports.models import Document
from reports.warning import Number, Warning

EXCERPT = 24
SENTENCE_LIMIT = 400  # as long as what an explanation keeps
UNITS = (
    "万平方米|平方米|个百分点|万元/套|元/㎡|亿元|万元|元|%|㎡|套|户|个|处|条|件|家|栋|次|份|笔|人|名|起|宗|批|天"
)
# 5个县 are no part of 9个问题
COUNTED = re.compile(r"县|单位|乡|镇|市|区|部门|小区|楼盘|项目|百分点")
NUMBER = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)({UNITS})")
SENTENCE = re.compile(r"[^。！？]+[。！？]?")
SLOT = re.compile(r"\{[^{}]*\}")
BRACKETS = re.compile(r"（[^（）]*）")


@dataclass(frozen=True)
class Amount:
    """A number of the text with its unit of measure; ``key`` when it is a figure."""

    value: Decimal
    unit: str
    start: int
    end: int
    key: str = ""

    @property
    def base(self) -> Decimal:
        """Return the value in 元 or ㎡, so that 亿元 and 万元 compare."""
        return self.value.scaleb(UNIT_SCALE.get(self.unit, 0))

    @property
    def half(self) -> Decimal:
        """Return half of the last decimal printed: what rounding may have taken."""
        return half_of(self.value)

    def __str__(self) -> str:
        return f"{self.value}{self.unit}"


@dataclass(frozen=True)
class Placed:
    """A figure and where its text stands in the passage."""

    figure: Figure
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A heading with the text that runs on, or a paragraph; ``level`` 0 is a paragraph."""

    where: str
    text: str
    figures: Sequence[Placed] = ()
    level: int = 0

    @property
    def place(self) -> str:
        """Name the passage for a reader: where it stands and how it begins."""
        short = self.text[:EXCERPT]
        return f"{self.where}“{short}{'…' if len(self.text) > EXCERPT else ''}”"

    @property
    def sentences(self) -> Iterator[tuple[int, str]]:
        """Yield each sentence with the place where it begins."""
        return ((match.start(), match.group()) for match in SENTENCE.finditer(self.text))

    @cached_property
    def amounts(self) -> list[Amount]:
        return [
            Amount(Decimal(match[1]), self._measure(match), match.start(), match.end(), self._key(match.start()))
            for match in NUMBER.finditer(self.text)
        ]

    def _measure(self, match: re.Match[str]) -> str:
        counted = COUNTED.match(self.text, match.end()) if match[2] == "个" else None
        return f"个{counted.group()}" if counted else match[2]

    def _key(self, at: int) -> str:
        return next((one.figure.key for one in self.figures if one.start <= at < one.end), "")


@dataclass(frozen=True)
class Sheet:
    """A table with the name of its place."""

    where: str
    table: TableBlock

    @property
    def texts(self) -> list[list[str]]:
        """Return the rows as they are printed."""
        return [[run_text(cell).strip() for cell in row] for row in self.table.rows]


@dataclass(frozen=True)
class Reading:
    """The paper under check with its draft and the figures it was made from."""

    document: Document
    paper: Paper
    figures: IndicatorSet

    @cached_property
    def passages(self) -> list[Passage]:
        """Return the passages of the body, then of the attachments, in order."""
        return [
            *self._read(self.paper.body, "正文"),
            *(one for where, blocks in self._attached() for one in self._read(blocks, where)),
        ]

    @cached_property
    def sheets(self) -> list[Sheet]:
        parts = (("正文附表", self.paper.body), *self._attached())
        return [Sheet(where, one) for where, blocks in parts for one in blocks if isinstance(one, TableBlock)]

    @cached_property
    def body(self) -> list[Passage]:
        return [one for one in self.passages if one.where.startswith("正文")]

    @cached_property
    def text(self) -> str:
        return "\n".join(one.text for one in self.passages)

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units that report, in the order of the register."""
        return self.figures.reporting_units

    @cached_property
    def printed(self) -> list[Placed]:
        """Return every figure of the paper that has a key, those of tables too."""
        cells = (cell for sheet in self.sheets for row in sheet.table.rows for cell in row)
        found = [*(one for passage in self.passages for one in passage.figures)]
        found += [Placed(cell, 0, len(cell.text)) for cell in cells if isinstance(cell, Figure)]
        return [one for one in found if one.figure.key]

    def named(self, text: str) -> list[Unit]:
        """Return the units that ``text`` names, by their full or short name or the name without 县, 镇, 乡 …"""
        return [unit for unit in self.units if any(spelling in text for spelling in spellings(unit))]

    def _attached(self) -> list[tuple[str, Sequence[Block]]]:
        return [(f"附件{number}", one.blocks) for number, one in enumerate(self.paper.attachments, start=1)]

    def _read(self, blocks: Sequence[Block], where: str) -> Iterator[Passage]:
        for number, block in enumerate((one for one in blocks if not isinstance(one, TableBlock)), start=1):
            runs = as_runs(block.runs) + (as_runs(block.body) if isinstance(block, Heading) else ())
            text = "".join(run_text(run) for run in runs)
            yield Passage(
                f"{where}第{number}段", text, _placed(runs), block.level if isinstance(block, Heading) else 0
            )


def spellings(unit: Unit) -> list[str]:
    """Return how a text may name ``unit``; what is left of a name without its last character must be two at least."""
    return [one for one in (unit.name, unit.short_name, unit.name[:-1] if len(unit.name) > 2 else "") if one]


def free_lines(document: Document) -> Iterator[tuple[str, int, str]]:
    """Yield (name of the field, number of the line, text) of what the drafter has written himself."""
    for field, label in FREE_TEXTS.items():
        lines = (line.strip() for line in getattr(document, field).splitlines())
        for number, line in enumerate((line for line in lines if line), start=1):
            yield label, number, LEADING_NUMBER.sub("", line)


def _placed(runs: Sequence[Run]) -> list[Placed]:
    found, at = [], 0
    for run in runs:
        size = len(run_text(run))
        if isinstance(run, Figure):
            found.append(Placed(run, at, at + size))
        at += size
    return found


def half_of(value: Decimal) -> Decimal:
    """Return half of the last decimal of ``value``: what rounding may have taken; whole numbers are exact."""
    places = -value.as_tuple().exponent
    return Decimal("0.5").scaleb(-places) if places > 0 else Decimal(0)


def bare(text: str) -> str:
    """Return ``text`` with what stands in brackets blanked out, every place kept."""
    return BRACKETS.sub(lambda match: "\u3000" * len(match.group()), text)


def found(
    code: str, place: str, sentence: str, left: Number | None = None, left_label: str = "",
    right: Number | None = None, right_label: str = "", unit: str = "", *, amber: bool = False, indicator: str = "",
    at: object = "",
) -> Warning:
    """Return the finding of a check at ``place``, red unless ``amber``; ``at`` tells several of one place apart.

    Its words are cleaned as those of an explanation are stored: only the same sentence is explained.
    """
    return Warning(
        code, Severity.AMBER if amber else Severity.RED, clean(f"{place}{at}"),
        clean(f"{place}：{sentence}")[:SENTENCE_LIMIT], left, left_label, right, right_label, unit, indicator,
    )
