"""The content of an official paper (公文) as plain values: what it says, nothing about where it lands on the page."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Figure:
    """A number in the text. On screen it opens its records (``key``), on paper it is plain text."""

    text: str
    key: str = ""
    note: str = ""


Run = str | Figure
Runs = Run | Sequence[Run]


@dataclass(frozen=True)
class Heading:
    """A heading with its own number: level 1 “一、” 黑体, 2 “（一）” 楷体, 3 “1.” and 4 “（1）” 仿宋.

    ``body`` is text that runs on in the same paragraph, as in “（一）开工情况。截至…”.
    """

    level: int
    runs: Runs
    body: Runs = ()


@dataclass(frozen=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True)
class HeadCell:
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class TableBlock:
    """A statistical table. ``widths`` are proportions and ``align`` is one of l, c, r per column; both may be left out.

    ``reporter`` (填报单位) stands above the table on the left, ``unit`` on the right; ``foot`` marks the last row as
    合计; ``notes`` and then ``signoff`` follow the table. ``caption`` is the title of a table within the text.
    """

    head: Sequence[Sequence[HeadCell]]
    rows: Sequence[Sequence[Run]]
    widths: Sequence[int] = ()
    align: str = ""
    foot: bool = False
    unit: str = ""
    reporter: str = ""
    notes: Sequence[str] = ()
    signoff: str = ""
    caption: str = ""

    @property
    def columns(self) -> int:
        """Return the number of columns, as the first head row spans them; every table has a head."""
        return sum(cell.colspan for cell in self.head[0]) if self.head else 0


Block = Heading | Paragraph | TableBlock


@dataclass(frozen=True)
class Attachment:
    """An attachment on its own page; its title is repeated word for word in the 附件说明."""

    title: str
    blocks: Sequence[Block]
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """One official paper. Dates are written 2026年7月2日; empty strings leave their element out.

    ``letter`` selects the 信函格式, ``sealed`` the signature with room for a seal, ``draft`` a marked working copy,
    ``double_sided`` a 版记 on an even page. ``copies`` are the 抄送 names in order. ``upward`` is a paper to a superior
    office (上行文): it names its 签发人, and leaves room for a name as long as there are no ``signers``.
    """

    mark: str
    number: str
    title_lines: Sequence[str]
    addressee: str
    body: Sequence[Block]
    issuer: str
    issued_on: date
    attachments: Sequence[Attachment] = ()
    copies: Sequence[str] = ()
    imprint_office: str = ""
    imprint_on: date | None = None
    sealed: bool = True
    urgency: str = ""
    secrecy: str = ""
    remark: str = ""
    letter: bool = False
    draft: bool = False
    double_sided: bool = True
    upward: bool = False
    signers: Sequence[str] = ()

    @property
    def title(self) -> str:
        """Return the title as one line."""
        return "".join(self.title_lines)


def as_runs(runs: Runs) -> tuple[Run, ...]:
    """Return ``runs`` as a tuple, whichever of the accepted forms it has."""
    return (runs,) if isinstance(runs, str | Figure) else tuple(runs)


def run_text(run: Run) -> str:
    """Return what a run prints."""
    return run.text if isinstance(run, Figure) else run


def chinese_date(day: date) -> str:
    """Return ``day`` as papers write it: full year, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
