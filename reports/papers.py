"""The papers of a document from its capture on: as captured, as signed, as sent out."""
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.gongwen import Block, Figure, Heading, Paper, Run, TableBlock, paper_from
from housing_portal.kit.gongwen.paper import as_runs
from reports.enums import DocumentStatus
from reports.models import Capture, Document, IssuedCopy


def kept_paper(document: Document, capture: Capture, copy: IssuedCopy | None) -> Paper:
    """Return the captured paper with what signing and issue have added since."""
    if copy is not None:
        return sent_paper(document, capture, copy.issued_at.astimezone(SHANGHAI).date())
    return signed_paper(document, capture) if document.status == DocumentStatus.SIGNED else captured_paper(capture)


def captured_paper(capture: Capture) -> Paper:
    """Return the paper as it was captured: a marked working copy without a number."""
    return paper_from(capture.paper)


def signed_paper(document: Document, capture: Capture) -> Paper:
    """Return the captured paper with number and date of its signing, and 签发人 if it goes up; nothing else changes."""
    paper = captured_paper(capture)
    return replace(
        paper, number=document.number, issued_on=document.issued_on, imprint_on=document.issued_on, draft=False,
        signers=[document.signed_name] if paper.upward else [],
    )


def sent_paper(document: Document, capture: Capture, on: date) -> Paper:
    """Return the signed paper as it goes to print on a day (印发日期, GB/T 9704-2012, 7.4.3)."""
    return replace(signed_paper(document, capture), imprint_on=on)


def figures_in(paper: Paper) -> dict[str, list[str]]:
    """Return the keys of the figures that ``paper`` prints, in order, each with its different ways of writing."""
    found: dict[str, list[str]] = {}
    for block in (*paper.body, *(block for attachment in paper.attachments for block in attachment.blocks)):
        for run in _runs(block):
            if isinstance(run, Figure) and run.key and run.text not in found.setdefault(run.key, []):
                found[run.key].append(run.text)
    return found


def _runs(block: Block) -> Iterator[Run]:
    if isinstance(block, TableBlock):
        yield from (cell for row in block.rows for cell in row)
    else:
        yield from as_runs(block.runs)
        if isinstance(block, Heading):
            yield from as_runs(block.body)
