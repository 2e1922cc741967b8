"""What is connected is not said to be cut off, nor the other way round: bank link and data line (table A-2, L10, L13).

The report of source 000 says of one link that it was set up, and two sentences on that it was not.
"""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from housing_portal.kit.periods import written
from housing_portal.kit.scope import Scope
from presale.event_enums import EventSubject
from presale.models import EscrowEvent
from reports.paper_checks.reading import Passage, Reading, found
from reports.warning import Warning

CLAUSE = re.compile(r"[^，,。；;！？]+")
NOT = r"(?:尚未|还未|仍未|没有|未能|无法|未)"
JOINED = r"(?:连接|联接|直联|联通|连通|接通|对接)"
OPENED = r"(?:开通|办理|办妥)"
# what is meant to be claims nothing yet
INTENDED = re.compile(r"将|拟|计划|预计|争取|尽快|力争|推动|推进|确保|继续|加快")


@dataclass(frozen=True)
class Link:
    """A link by name, the event that says it stands, and how texts deny and claim it; ``other`` is none of it."""

    name: str
    event: Callable[[Scope], EscrowEvent | None]
    denied: re.Pattern[str]
    claimed: re.Pattern[str]
    other: re.Pattern[str]


def _bank_link(scope: Scope) -> EscrowEvent | None:
    return EscrowEvent.objects.known(scope).filter(subject=EventSubject.BANK_LINK).first()


def _data_line(scope: Scope) -> EscrowEvent | None:
    last = EscrowEvent.objects.last_of_line(scope)
    return last if last and last.subject != EventSubject.DATA_LINE_DOWN else None


LINKS = (
    Link(
        "租赁补贴银企直联", _bank_link,
        re.compile(rf"账户[^。]*?{NOT}[^。]*?{JOINED}|{NOT}[^。]*?账户[^。]*?{JOINED}"
                   rf"|{NOT}[^。]*?银企直联|银企直联[^。]*?{NOT}[^。]*?(?:{JOINED}|{OPENED})"),
        re.compile(r"(?:已|了|完成)[^。]*?银企直联|银企直联[^。]*?(?:已|完成)"),
        re.compile(r"监管"),
    ),
    Link(
        "市县数据专线", _data_line,
        re.compile(rf"(?:数据|市县)专线[^。]*?(?:中断|不通|{NOT}[^。]*?(?:{JOINED}|{OPENED}|恢复))"),
        re.compile(r"(?:数据|市县)专线[^。]*?(?:畅通|正常|已开通|已接通|已恢复)"),
        re.compile(r"信访"),
    ),
)


def links_are_as_recorded(reading: Reading) -> Iterator[Warning]:
    """Every clause that tells of a link is held against what is recorded of it, free text too."""
    for link in LINKS:
        told = [(passage, match.group()) for passage in reading.passages for match in CLAUSE.finditer(passage.text)
                if not link.other.search(match.group())]
        event = link.event(reading.figures.scope) if told else None
        for passage, clause in told:
            if (warning := _judged(link, event, passage, clause.strip())) is not None:
                yield warning


def _judged(link: Link, event: EscrowEvent | None, passage: Passage, clause: str) -> Warning | None:
    denied = link.denied.search(clause) is not None
    if denied and event is not None:
        return found("link_denied", passage.place,
                     f"写“{clause[:40]}”，而{link.name}已于{written(event.on)}登记为“{event.get_subject_display()}”。"
                     "同一事实请写一致：改写这一句，或更正登记。")
    claimed = not denied and link.claimed.search(clause) and not INTENDED.search(clause)
    if claimed and event is None:
        return found("link_claimed", passage.place,
                     f"写“{clause[:40]}”，而截至日没有登记{link.name}开通，或登记了中断。请先登记，或改写这一句。")
    return None


CHECKS = (links_are_as_recorded,)
