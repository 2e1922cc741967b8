"""The same paper gives the same bytes in every process: 30 papers in the long run (PROOF), one of each form else."""
import hashlib
import os
from dataclasses import replace

from housing_portal.kit.gongwen import Paper, Paragraph
from housing_portal.kit.gongwen.limits import Limits
from housing_portal.kit.gongwen.pool import Printer, printed_by
from tests.kit.gongwen import samples

FORMS = (
    samples.notice(1), samples.letter(), replace(samples.notice(2), attachments=[], sealed=False),
    replace(samples.letter(), body=samples.body(2), sealed=False),
    replace(samples.notice(1), urgency="特急", copies=[]),
    replace(samples.short_notice("联系人：喆堃龑玥㛃䶮祎。"), draft=True, double_sided=False),
)
COUNT = 30 if os.environ.get("PROOF") else len(FORMS)


def numbered(number: int) -> Paper:
    """Return a paper of one of the forms, with a number and a sentence of its own."""
    form = FORMS[number % len(FORMS)]
    own = Paragraph(f"本件为第{number + 1}份，{samples.SENTENCES[number % len(samples.SENTENCES)]}")
    return replace(form, number=f"云房保办发〔2026〕{number + 1}号", body=[*form.body, own])


def digests(papers: list[Paper]) -> list[str]:
    """Return the SHA-256 of each paper, all printed by one process of their own."""
    printer = Printer(Limits())
    try:
        return [hashlib.sha256(printed_by(printer, paper)).hexdigest() for paper in papers]
    finally:
        printer.close()


def test_papers_printed_in_two_processes_are_the_same_to_the_byte() -> None:
    papers = [numbered(number) for number in range(COUNT)]
    first = digests(papers)
    assert digests(papers[::-1])[::-1] == first
    assert len(set(first)) == COUNT
