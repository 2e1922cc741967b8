"""From a draft and its figures to the paper that it would be now."""
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Paper
from reports.enums import OPEN, DocumentKind, DocumentStatus
from reports.evaluate import IndicatorSet
from reports.kinds import form_of
from reports.models import Document
from reports.overrides import printed
from reports.slots import Library
from reports.slots.parts import Facts
from reports.templating import Parsed, parse, write

BUILT_IN = Path(__file__).parent / "templating" / "builtin"
NOT_YET_SIGNED = OPEN - {DocumentStatus.SIGNED}
TITLE_LINE = 20  # characters of a title that stay on one line


@dataclass(frozen=True)
class Composed:
    """A paper, what it was made with, and the sentences that were left out because nothing states their figure."""

    paper: Paper
    omitted: list[str]
    template_name: str
    template_sha256: str


def compose(document: Document, figures: IndicatorSet) -> Composed:
    """Return ``document`` as its template writes it with ``figures``."""
    template = document.template
    if template is not None:
        return compose_from(document, figures, template.body, str(template))
    return compose_from(document, figures, built_in(document.kind), f"{document.get_kind_display()}内置模板")


def compose_from(document: Document, figures: IndicatorSet, text: str, name: str) -> Composed:
    """Return ``document`` as the template ``text`` writes it. Raises ServiceError when the text cannot be read."""
    parsed = _parsed(text)
    if parsed.problems:
        raise ServiceError([f"{name}有误，请先改正模板。", *(str(problem) for problem in parsed.problems)])
    done = write(parsed.nodes, Facts(document, figures), Library(figures))
    form = form_of(document)
    paper = Paper(
        mark=document.mark,
        number=document.number or f"{document.prefix}〔{document.issued_on.year}〕　号",
        title_lines=title_lines(document.title),
        addressee=document.addressees,
        body=done.body,
        issuer=document.issuer,
        issued_on=document.issued_on,
        attachments=done.attachments,
        copies=[name for name in document.copies.replace(",", "，").split("，") if name],
        imprint_office=document.imprint_office,
        imprint_on=document.issued_on,
        sealed=document.is_sealed,
        urgency=document.urgency,
        letter=form.letter,
        draft=document.status in NOT_YET_SIGNED,
        double_sided=not form.letter,
        upward=form.upward,
    )
    paper = printed(paper, Facts(document, figures))
    return Composed(paper, done.omitted, name, hashlib.sha256(text.encode()).hexdigest())


def built_in(kind: str) -> str:
    """Return the text that comes with the portal for a kind of paper."""
    return (BUILT_IN / f"{DocumentKind(kind).value}.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _parsed(text: str) -> Parsed:
    return parse(text)


def title_lines(title: str) -> list[str]:
    """Break a title by sense: before 情况的通报 when it is long, so that no word is split."""
    if len(title) <= TITLE_LINE:
        return [title]
    for mark in ("工作", "情况", "的"):
        place = title.find(mark, len(title) // 2 - 2)
        if 0 < place < len(title) - 2:
            return [title[:place], title[place:]]
    middle = len(title) // 2
    return [title[:middle], title[middle:]]
