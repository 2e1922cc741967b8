"""A paper of a locked month prints what was locked; what has moved since is seen, and corrected with the lock."""
import pytest

from reports.differences import differences
from reports.services import corrections
from reports.snapshots import lock_month
from tests.reports.course import again
from tests.reports.test_checking import refusal

pytestmark = pytest.mark.usefixtures("light")
TOTAL = "investment_total_wan_derived"


def test_a_paper_of_a_locked_month(year, office, course):
    year.invest(office.townships[0], 100)
    lock_month(actor=year.chief, year=2026, month=6, reason="本年首次锁定")
    year.invest(office.townships[0], 130)
    paper = course.captured(year.bulletin())
    assert course.last(paper).bindings.get(key=TOTAL, unit=None).value == 100
    assert differences(paper) == []
    paper = course.issued(again(paper))
    assert [(one.binding.printed_key, one.written, one.written_now) for one in differences(paper)] == [
        (TOTAL, "100万元", "130万元"), (f"{TOTAL}@{office.townships[0].pk}", "100万元", "130万元"),
    ]
    given = {"actor": year.clerk, "document": paper, "reason": "六月投资漏报"}
    assert refusal(corrections.draft_correction, **given) == [corrections.NO_DIFFERENCE]
    lock_month(actor=year.chief, year=2026, month=6, reason="补报六月投资")
    made = course.captured(corrections.draft_correction(**given))
    assert course.last(made).bindings.get(key=TOTAL, unit=None).value == 130
