"""What would differ today: exactly the figures whose records have moved, and by which records."""
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from reports.differences import differences
from reports.enums import DocumentStatus
from reports.models import Document, IssuedCopy
from tests.reports.course import again

pytestmark = pytest.mark.usefixtures("light")
TOTAL = "investment_total_wan_derived"


def seen(paper: Document) -> list[tuple[object, ...]]:
    return [(one.binding.printed_key, one.written, one.written_now, one.delta) for one in differences(again(paper))]


def test_without_a_change_nothing_differs(year, office, course):
    year.invest(office.townships[0], 100)
    year.start(office.townships[0], 30)
    assert seen(course.issued(year.bulletin())) == []


def test_one_record_moves_exactly_its_figures(year, office, course):
    a, b, *_ = office.townships
    year.invest(a, 100)
    year.start(a, 30)
    first = year.invest(b, 50)
    paper = course.issued(year.bulletin())
    second = year.invest(b, 80, note="补报")
    assert seen(paper) == [
        (TOTAL, "150万元", "180万元", 30), (f"{TOTAL}@{b.pk}", "50万元", "80万元", 30),
    ]
    of_all, of_unit = differences(again(paper))
    for one in (of_all, of_unit):
        assert one.added == [["affordable.investmentrecord", second.pk, 80]]
        assert one.removed == [["affordable.investmentrecord", first.pk, 50]]
        assert one.changed == []


def test_a_new_milestone_entered_late_for_june(year, office, course):
    a, b, *_ = office.townships
    year.start(a, 30)
    year.invest(a, 100)
    paper = course.issued(year.bulletin())
    late = year.start(b, 20, on=date(2026, 6, 15))
    assert seen(paper) == [
        ("shantytown_started_sets", "30套", "50套", 20),
        (f"shantytown_started_sets@{b.pk}", "——", "20套", None), (f"old_core_started_sets@{b.pk}", "——", "0套", None),
    ]
    assert differences(again(paper))[0].added == [["affordable.milestone", late.pk, 20]]


def test_a_record_of_a_later_day_moves_nothing(year, office, course):
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin())
    services.record_investment(
        actor=year.clerk, unit=office.townships[0], as_of=date(2026, 7, 1), amount_cum=Decimal(9_000_000)
    )
    assert seen(paper) == []


def test_a_correction_that_leaves_the_total_alone_is_still_a_difference(year, office, course):
    a, b, *_ = office.townships
    year.invest(a, 100)
    year.invest(b, 50)
    paper = course.issued(year.bulletin())
    year.invest(a, 70, note="录入时多写")
    year.invest(b, 80)
    assert seen(paper) == [
        (f"{TOTAL}@{a.pk}", "100万元", "70万元", -30), (f"{TOTAL}@{b.pk}", "50万元", "80万元", 30),
    ]


def test_a_target_behind_a_rate_moves_the_rate(year, office, course):
    a = office.townships[0]
    targets = [year.target(unit, "investment", Decimal(4_000_000)) for unit in (office.whole, a)]
    year.invest(a, 100)
    paper = course.issued(year.bulletin())
    assert seen(paper) == []
    for target in targets:
        services.revise_target(
            actor=year.clerk, target=target, amount=Decimal(2_000_000), issued_on=date(2026, 6, 1), reason="省级调减"
        )
    assert seen(paper) == [
        ("investment_target", "400万元", "200万元", -200), ("investment_rate", "25.00%", "50.00%", 25),
        ("investment_rate_gap", "低24.59个百分点", "高0.41个百分点", 25),
        (f"investment_target@{a.pk}", "400万元", "200万元", -200), (f"investment_rate@{a.pk}", "25.00%", "50.00%", 25),
    ]
    rate = next(one for one in differences(again(paper)) if one.binding.printed_key == "investment_rate")
    [added], [removed] = rate.added, rate.removed
    assert (added[0], added[2], removed[2]) == ("affordable.annualtarget", 200, 400)


def test_before_the_issue_the_same_comparison_says_what_to_capture_again(year, office, course):
    year.invest(office.townships[0], 100)
    paper = course.captured(year.bulletin())
    year.invest(office.townships[0], 120)
    assert (TOTAL, "100万元", "120万元", 20) in seen(paper)
    course.captured(paper)
    assert seen(paper) == []


def test_a_paper_issued_before_captures_were_kept_is_compared_by_its_stored_figures(year, office):
    a = office.townships[0]
    year.invest(a, 100)
    paper = year.paper(number="云房保办发〔2026〕1号")
    Document.objects.filter(pk=paper.pk).update(status=DocumentStatus.ISSUED, signed_by=year.chief)
    IssuedCopy.objects.create(
        document=paper, pdf=b"%PDF-", sha256="0" * 64, data_cutoff=paper.drafted_at, warnings=[],
        issued_at=paper.drafted_at, figures={TOTAL: {
            "label": "完成投资", "unit": "万元", "value": 90, "numerator": None, "denominator": None,
            "record_count": 1, "by_unit": {"城关镇": 100},
        }},
    )
    assert seen(paper) == [(TOTAL, "90万元", "100万元", 10)]
