"""取数: the paper is kept with every figure, what it means, and what each record adds."""
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from affordable import services
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Attachment, Figure, HeadCell, Heading, Paper, Paragraph, TableBlock
from reports import bindings
from reports.enums import DocumentKind
from reports.kinds import KINDS
from reports.models import Capture, FigureBinding
from reports.moments import captured_figures, figures_for
from reports.papers import captured_paper, figures_in
from reports.services import captures
from reports.services.drafts import edit_document
from reports.slots.parts import Facts
from tests.reports.course import again


def bound(capture: Capture) -> dict[str, FigureBinding]:
    return {f"{row.key}@{row.unit_id}" if row.unit_id else row.key: row for row in capture.bindings.all()}


def test_every_figure_is_bound_to_the_records_that_make_it(year, office, course):
    a, b, *_ = office.townships
    first, second = year.invest(a, 100), year.invest(b, 50)
    paper = course.captured(year.bulletin())
    kept = bound(course.last(paper))
    assert paper.status == "captured"
    total = kept["investment_total_wan_derived"]
    assert (total.label, total.measured_in, total.value, total.texts) == ("完成投资", "万元", 150, ["150万元", "150"])
    assert total.records == [
        ["affordable.investmentrecord", first.pk, 100], ["affordable.investmentrecord", second.pk, 50],
    ]
    assert kept[f"investment_total_wan_derived@{a.pk}"].records == [["affordable.investmentrecord", first.pk, 100]]
    assert kept[f"investment_total_wan_derived@{a.pk}"].label == "城关镇完成投资"


def test_a_rate_keeps_numerator_and_denominator(year, office, course):
    a = office.townships[0]
    year.target(office.whole, "investment", Decimal(4_000_000))
    year.target(a, "investment", Decimal(4_000_000))
    year.invest(a, 100)
    rate = bound(course.last(course.captured(year.bulletin())))["investment_rate"]
    assert (rate.value, rate.numerator, rate.denominator) == ("25.00", 1000000, 4000000)
    assert sorted({row[0] for row in rate.records}) == ["affordable.annualtarget", "affordable.investmentrecord"]


def test_the_figures_of_a_paper_are_found_wherever_they_stand():
    paper = Paper(
        mark="县住建局", number="", title_lines=["通报"], addressee="各镇", issuer="县住建局",
        issued_on=date(2026, 7, 2),
        body=[
            Heading(1, Figure("1个", "head"), [Figure("2个", "body"), "，"]), Paragraph(["共", Figure("3个", "body")]),
        ],
        attachments=[
            Attachment("表", [TableBlock([[HeadCell("数")]], [[Figure("4", "cell@7")], ["5"], [Figure("6")]])]),
        ],
    )
    assert figures_in(paper) == {"head": ["1个"], "body": ["2个", "3个"], "cell@7": ["4"]}


def test_a_figure_that_no_slot_knows_is_an_error(year):
    facts = Facts(year.paper(), figures_for(year.paper()))
    with pytest.raises(ServiceError) as refusal:
        bindings.bound(facts, {"no_such_figure": ["7套"]})
    assert refusal.value.messages == ["文中的数字“7套”没有对应的取数项（no_such_figure），请联系系统管理员核对模板。"]
    with pytest.raises(ServiceError):
        bindings.bound(facts, {"investment_total_wan_derived@999999": ["7套"]})


def test_capturing_again_keeps_the_older_capture(year, office, course):
    year.invest(office.townships[0], 100)
    paper = course.captured(year.bulletin())
    year.invest(office.townships[0], 120)
    course.captured(paper)
    assert [bound(row)["investment_total_wan_derived"].value for row in paper.captures.order_by("pk")] == [100, 120]


def test_the_captured_paper_is_a_marked_copy_and_stays_what_it_is(year, office, course):
    year.invest(office.townships[0], 100)
    paper = course.captured(year.bulletin())
    before = captured_paper(course.last(paper))
    year.invest(office.townships[0], 900)
    assert captured_paper(course.last(paper)) == before
    assert (before.draft, before.number) == (True, "云房保办发〔2026〕　号")


def test_the_cut_off_gives_the_same_figures_again(year, office, course):
    year.invest(office.townships[0], 100)
    capture = course.last(course.captured(year.bulletin()))
    year.invest(office.townships[0], 900)
    assert captured_figures(capture).value("investment_total_wan_derived") == Decimal(100)


def test_what_nothing_states_is_listed_as_left_out(year, course):
    capture = course.last(course.captured(year.bulletin()))
    assert isinstance(capture.omitted, list)
    assert (capture.template_name, len(capture.template_sha256)) == ("督查通报内置模板", 64)


def test_a_captured_paper_is_not_edited(year, course):
    paper = course.captured(year.bulletin())
    with pytest.raises(ServiceError) as refusal:
        edit_document(actor=year.clerk, document=paper, title="另一标题")
    assert refusal.value.messages == [
        "当前状态是“已取数”，内容已固定。要修改，请先撤回修改、退回起草或撤销签发。"
    ]


def test_nobody_captures_without_the_permission(year, auditor, township_clerk):
    for person in (auditor, township_clerk):
        with pytest.raises(ServiceError) as refusal:
            captures.capture(actor=person, document=year.paper())
        assert refusal.value.messages == ["您没有“起草公文、填写差异说明”的权限，请联系有此权限的同事办理。"]
    assert Capture.objects.count() == 0


def test_what_was_captured_cannot_be_changed_by_anybody(year, office, course):
    year.invest(office.townships[0], 100)
    course.captured(year.bulletin())
    for table in ("reports_capture", "reports_figurebinding"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_the_diary_names_day_moment_and_number_of_figures(year, office, course):
    year.invest(office.townships[0], 100)
    paper = course.captured(year.bulletin())
    entry = Entry.objects.about(paper).order_by("-pk")[0]
    assert (entry.action, entry.after["截至日期"], entry.after["数字"], entry.after["状态"]) == (
        "公文取数", "2026-06-30", FigureBinding.objects.count(), "已取数"
    )


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if KINDS[kind].made_by == "form"])
def test_every_figure_of_each_kind_opens_something(year, office, course, kind):
    year.target(office.whole, "shantytown", 400)
    year.start(office.townships[0], 30)
    year.invest(office.townships[0], 100)
    paper = course.captured(year.paper(kind=kind, title="关于情况的报告"))
    capture = course.last(paper)
    assert set(bound(capture)) == set(figures_in(captured_paper(capture)))
    assert capture.template_name == f"{kind.label}内置模板"


def test_a_record_that_takes_no_part_adds_nothing(year, office, course):
    row = year.invest(office.townships[0], 100)
    services.record_investment(
        actor=year.clerk, unit=office.townships[0], as_of=date(2026, 7, 1), amount_cum=Decimal(2_000_000)
    )
    kept = bound(course.last(course.captured(year.bulletin())))
    assert [pk for _, pk, _ in kept["investment_total_wan_derived"].records] == [row.pk]
    assert again(kept["investment_total_wan_derived"].capture.document).status == "captured"
