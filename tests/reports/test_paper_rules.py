"""Rules of verify that hold papers against the diary: what was captured, issued and numbered is what was told."""
import hashlib
from collections.abc import Callable

import pytest

from reports.enums import Severity
from reports.models import Capture, Document, DocumentNumber, Explanation, FigureBinding, IssuedCopy
from reports.rules.diary import records_say_what_was_entered
from reports.rules.paper import PAPER_RULES
from reports.services import checking
from reports.warning import Warning
from tests.reports.broken import found
from tests.reports.course import again
from tests.reports.desk import disarm, rearm, tamper
from tests.reports.paper_desk import PaperDesk, paper_desk

pytestmark = pytest.mark.usefixtures("light")
CAPTURES, COPIES, NUMBERS, REASONS = PAPER_RULES


@pytest.fixture(scope="module")
def desk(kept: None) -> PaperDesk:
    return paper_desk(100)


@pytest.fixture
def paper(desk: PaperDesk, time_machine_day: None, db: None) -> Document:
    return again(desk.issued)


@pytest.fixture
def disarmed(paper):
    disarm(Document, DocumentNumber, FigureBinding, IssuedCopy, Capture)
    yield paper
    rearm()


def test_a_course_in_order_breaks_nothing(paper):
    assert found(PAPER_RULES) == {}
    assert list(records_say_what_was_entered()) == []


def other_figures(paper: Document) -> None:
    """The figure and what its record adds, both changed: they still add up."""
    binding = FigureBinding.objects.get(
        key="investment_total_wan_derived", unit=None, capture=paper.issued_copy.capture
    )
    (label, pk, adds), *rest = binding.records
    tamper(binding, value=binding.value + 1, records=[[label, pk, adds + 1], *rest])


def other_bytes(paper: Document) -> None:
    tamper(paper.issued_copy, pdf=b"%PDF", sha256=hashlib.sha256(b"%PDF").hexdigest())


CHANGES: dict[str, tuple[Callable[[Document], object], str]] = {
    "figures and records": (other_figures, CAPTURES),
    "the words": (lambda paper: tamper(paper.issued_copy.capture, paper={}), CAPTURES),
    "a figure gone": (lambda paper: paper.issued_copy.capture.bindings.order_by("-place")[:1].get().delete(), CAPTURES),
    "bytes and their digest": (other_bytes, COPIES),
    "its fonts": (lambda paper: tamper(paper.issued_copy, made_with={}), COPIES),
    "a number gone": (lambda paper: paper.numbers.get(seq=2).delete(), NUMBERS),
    "who took it": (lambda paper: tamper(paper.numbers.get(seq=2), taken_by_id=paper.drafted_by_id), NUMBERS),
    "why it is void": (lambda paper: tamper(paper.numbers.get(seq=1), void_reason="另有原因"), NUMBERS),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_behind_the_portal_is_found(disarmed, change):
    spoil, rule = CHANGES[change]
    spoil(disarmed)
    assert list(found(PAPER_RULES)) == [rule]


def test_an_issued_paper_with_another_title_is_found(disarmed):
    tamper(disarmed, title="关于另一件事的通报")
    assert list(records_say_what_was_entered()) == [f"公文 {disarmed.pk}：标题与操作日志最后一次登记的内容不符"]


def explanation(paper: Document, reason: str) -> Explanation:
    return Explanation(document=paper, warning="sums", sentence="两数相差 1 套", reason=reason,
                       explained_by=paper.drafted_by, explained_at=paper.drafted_at)


def test_a_reason_that_opens_the_gate_behind_the_portal_is_found(desk, paper):
    explanation(paper, "现场核实无误").save()
    assert found(PAPER_RULES) == {REASONS: [f"公文 {paper.pk}：差异说明（说明人、内容或理由）与操作日志不符"]}


def test_a_reason_given_in_the_portal_is_told_and_one_in_other_words_found(desk, paper):
    draft = desk.year.bulletin()
    warning = Warning(code="sums", severity=Severity.RED, subject="套数", sentence="甲" * 300, left=1, left_label="一",
                      right=2, right_label="二", unit="套")
    given = checking.explain_warning(actor=desk.year.clerk, document=draft, warning=warning, reason="口径不同，已核实")
    assert found(PAPER_RULES) == {}
    disarm(Explanation)
    tamper(given, reason="另有原因")
    assert list(found(PAPER_RULES)) == [REASONS]
    rearm()
