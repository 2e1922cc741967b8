"""Rules of verify about papers: each notices what no page could do, and says nothing of a course in order."""
from collections.abc import Callable
from datetime import timedelta

import pytest

from housing_portal.journal.models import NumberSequence
from reports.models import Document, DocumentNumber, FigureBinding, IssuedCopy
from reports.rules.document import DOCUMENT_RULES
from reports.services import corrections
from tests.reports.broken import found
from tests.reports.course import again
from tests.reports.desk import disarm, rearm, tamper
from tests.reports.paper_desk import PaperDesk, paper_desk
from tests.reports.test_corrections import REASON
from tests.reports.test_corrections import issued as taken_through

pytestmark = pytest.mark.usefixtures("light")
NAME = "关于全县住房保障工作督查情况的通报"
FIRST = "云房保办发〔2026〕1号"


@pytest.fixture(scope="module")
def desk(kept: None) -> PaperDesk:
    return paper_desk(100, 50)


@pytest.fixture
def paper(desk: PaperDesk, time_machine_day: None, db: None) -> Document:
    return again(desk.issued)


@pytest.fixture
def disarmed(paper):
    disarm(Document, DocumentNumber, FigureBinding, IssuedCopy)
    yield paper
    rearm()


def test_a_course_in_order_breaks_nothing(desk, paper):
    year, course = desk.year, desk.course
    year.paper(number="云房保办发〔2026〕3号", title="关于上一次督查情况的通报")
    assert course.signed(year.bulletin()).number == "云房保办发〔2026〕4号"
    year.invest(desk.office.townships[1], 60)
    taken_through(course, corrections.draft_correction(actor=year.clerk, document=paper, reason=REASON))
    assert again(paper).status == "corrected"
    assert found(DOCUMENT_RULES) == {}


def spoil_total(paper: Document) -> None:
    binding = FigureBinding.objects.get(
        key="investment_total_wan_derived", unit=None, capture=paper.issued_copy.capture
    )
    tamper(binding, value=151)


BROKEN: dict[str, tuple[Callable[[Document], object], dict[str, list[str]]]] = {
    "a number left out": (
        lambda paper: NumberSequence.objects.update(last=3),
        {"发文字号连续": ["云房保办发〔2026〕3号 已取号，没有对应的公文"]},
    ),
    "a void number taken away": (
        lambda paper: DocumentNumber.objects.filter(seq=1).delete(),
        {"发文字号连续": [f"{FIRST} 已取号，没有对应的公文"]},
    ),
    "a number that nobody took": (
        lambda paper: NumberSequence.objects.update(last=1),
        {"发文字号连续": ["云房保办发〔2026〕2号 在文号登记中，没有取过号"]},
    ),
    "another number on the paper": (
        lambda paper: tamper(paper, number="云房保办发〔2026〕9号"),
        {"签发公文的文号与文号登记一致": [f"{NAME}：文号是云房保办发〔2026〕9号，文号登记为云房保办发〔2026〕2号"]},
    ),
    "a draft with a number in force": (
        lambda paper: (IssuedCopy.objects.all().delete(), tamper(paper, status="draft", number="")),
        {"签发公文的文号与文号登记一致": [f"{NAME}：状态是草稿，文号云房保办发〔2026〕2号却没有作废"]},
    ),
    "other bytes": (
        lambda paper: tamper(paper.issued_copy, pdf=b"%PDF-other"),
        {"印发件未被改动": ["云房保办发〔2026〕2号：印发件与登记的 SHA-256 不符"]},
    ),
    "the capture of another moment": (
        lambda paper: tamper(paper.issued_copy, capture=paper.captures.order_by("pk")[0]),
        {"印发件未被改动": ["云房保办发〔2026〕2号：印发件的取数与公文不符"]},
    ),
    "two duties of one person": (
        lambda paper: tamper(paper, signed_by=paper.drafted_by),
        {"公文各环节由不同的人办理": [f"{NAME}：起草、校核、会签、签发有两项由同一人办理"]},
    ),
    "nobody countersigned": (
        lambda paper: tamper(paper, countersigned_by=None),
        {"公文各环节由不同的人办理": [f"{NAME}：没有会签人"]},
    ),
    "checked at no moment": (
        lambda paper: tamper(paper, checked_at=None),
        {"公文各环节的时间齐全、先后有序": [f"{NAME}：没有校核时间"]},
    ),
    "signed before it was countersigned": (
        lambda paper: tamper(paper, signed_at=paper.countersigned_at - timedelta(minutes=1)),
        {"公文各环节的时间齐全、先后有序": [f"{NAME}：签发时间早于会签时间"]},
    ),
    "captured after it was checked": (
        lambda paper: tamper(paper, checked_at=paper.drafted_at),
        {"公文各环节的时间齐全、先后有序": [f"{NAME}：校核时间早于取数时间"]},
    ),
    "a figure that is not its records": (
        spoil_total,
        {"公文数字等于所附记录之和": [f"{NAME}：完成投资取数为 151，所附记录合计 150"]},
    ),
    "corrected by nothing": (
        lambda paper: tamper(paper, status="corrected"),
        {"更正、撤回的公文有相应的通知": ["云房保办发〔2026〕2号：状态是已更正，没有印发相应的更正通知"]},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_notices(disarmed, name):
    spoil, sentences = BROKEN[name]
    spoil(disarmed)
    assert found(DOCUMENT_RULES) == sentences
