"""Papers issued in one step, before there were captures, a register of numbers and a signature of its own."""
from datetime import date

import pytest

from housing_portal.journal import services as journal
from housing_portal.journal.models import NumberSequence
from reports.enums import DocumentStatus
from reports.models import Document, IssuedCopy
from reports.rules.diary import records_say_what_was_entered
from reports.rules.document import numbers_without_gaps
from reports.services import corrections
from reports.services.numbers import SEQUENCE
from tests.reports.conftest import PAPER
from tests.reports.test_checking import refusal

FIRST, SECOND = "云房保办发〔2026〕1号", "云房保办发〔2026〕2号"


@pytest.fixture
def earlier(year, deputy) -> Document:
    """Return a paper as it was left then: counted, signed, told in the diary as a sentence."""
    paper = year.paper()
    journal.take_number(prefix=f"{SEQUENCE}{PAPER['prefix']}", year=2026)
    Document.objects.filter(pk=paper.pk).update(number=FIRST, status=DocumentStatus.ISSUED, signed_by=deputy)
    IssuedCopy.objects.create(document=paper, pdf=b"%PDF-", sha256="0" * 64, data_cutoff=paper.drafted_at, warnings=[],
                              issued_at=paper.drafted_at, figures={})
    journal.record(actor=deputy, action="document.issue", label=f"签发公文《{paper}》{FIRST}", obj=paper,
                   after={"SHA-256": "0" * 64})
    return Document.objects.get(pk=paper.pk)


@pytest.mark.usefixtures("light")
def test_its_prefix_counts_on(earlier, year, course):
    assert course.signed(year.bulletin()).number == SECOND
    assert list(numbers_without_gaps()) == []


def test_it_can_be_withdrawn(earlier, year):
    made = corrections.draft_withdrawal(actor=year.clerk, document=earlier, reason="依据文件已废止")
    assert (made.corrects, made.prefix) == (earlier, PAPER["prefix"])


def test_a_number_that_others_count_is_still_no_prefix(earlier, year):
    NumberSequence.objects.create(prefix="开工报备", year=2026, last=3)
    assert refusal(year.paper, prefix="开工报备") == ["“开工报备”是其他业务的编号，不能用作机关代字。"]
    assert refusal(year.paper, number=FIRST, issued_on=date(2026, 6, 1)) == ["这个文号已用于另一份公文。"]


def test_the_diary_tells_its_number_state_and_signer(earlier, director):
    assert list(records_say_what_was_entered()) == []
    rows = Document.objects.filter(pk=earlier.pk)
    for field, value, label in (("number", SECOND, "发文字号"), ("status", DocumentStatus.WITHDRAWN, "状态"),
                                ("signed_by", director, "签发人")):
        rows.update(**{field: value})
        assert list(records_say_what_was_entered()) == [f"公文 {earlier.pk}：{label}与操作日志最后一次登记的内容不符"]
        rows.update(number=FIRST, status=DocumentStatus.ISSUED, signed_by=earlier.signed_by)
