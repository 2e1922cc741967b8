"""An office with one issued paper whose first number is void, made once for all tests of a module."""
from dataclasses import dataclass

import pytest
import time_machine

from reports.models import Document
from reports.services import signing
from tests.conftest import Office, found_office, hire
from tests.reports.conftest import Year
from tests.reports.course import Course


@dataclass(frozen=True)
class PaperDesk:
    """Nine o'clock, before the tests; the bytes of the paper are few."""

    office: Office
    year: Year
    course: Course
    issued: Document


def paper_desk(*wan: int) -> PaperDesk:
    """Issue a bulletin on these investments, in 10,000 yuan, one for each of the first townships."""
    with time_machine.travel("2026-07-02 09:00:00+08:00", tick=True), pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "render_pdf", lambda paper: f"%PDF-{paper.number}".encode())
        office = found_office()
        clerk, chief = hire("clerk", office.housing, name="李经办"), hire("chief", office.housing, name="王股长")
        people = [hire("deputy", office.bureau, name="赵副局"), hire("director", office.bureau, name="钱局长")]
        year, course = Year(office, clerk, chief), Course(clerk, chief, *people)
        for unit, amount in zip(office.townships, wan, strict=False):
            year.invest(unit, amount)
        paper = course.signed(year.bulletin())
        signing.unsign(actor=course.director, document=paper, reason="主送单位有误")
        return PaperDesk(office, year, course, course.issued(paper))
