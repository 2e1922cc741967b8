"""数字改写 (rule F 6): another value is printed only for a written reason and with another person's consent."""
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from housing_portal.journal.models import Entry
from housing_portal.kit.gongwen.paper import run_text
from reports import overrides
from reports.compose import compose
from reports.differences import captured_bindings, differences
from reports.documents.sources import sources
from reports.gate import warnings_of
from reports.models import Document, FigureOverride
from reports.moments import figures_for
from reports.overrides import Stated
from reports.papers import captured_paper, figures_in
from reports.services import captures, checking, corrections, drafts
from reports.services import overrides as services
from reports.slots.parts import Answer, Slot
from tests.reports.conftest import PAPER
from tests.reports.course import again
from tests.reports.test_checking import refusal

TOTAL = "investment_total_wan_derived"
REASON = "县政府常务会议审定数"


@pytest.fixture
def paper(year, office) -> Document:
    """Return a draft that prints 完成投资 150万元, of which 100 are the first township's."""
    a, b, *_ = office.townships
    year.invest(a, 100)
    year.invest(b, 50)
    return year.bulletin()


@pytest.fixture
def ask(year, paper):
    def ask(value: str = "155", figure: str = TOTAL, document: Document | None = None) -> FigureOverride:
        return services.ask_override(
            actor=year.clerk, document=document or paper, figure=figure, value=value, reason=REASON
        )

    return ask


@pytest.fixture
def approved(ask, year) -> FigureOverride:
    return services.approve_override(actor=year.chief, override=ask())


def texts(document: Document, key: str = TOTAL) -> list[str]:
    return figures_in(compose(document, figures_for(document)).paper)[key]


def refused(deed, **values) -> list[str]:
    return refusal(deed, **values)


def test_a_figure_is_printed_otherwise_once_another_person_agrees(year, paper, ask):
    asked = ask("１，５５．５万元")
    assert (asked.derived, asked.value, asked.status, asked.label) == ("150", "155.5", "asked", "完成投资")
    assert texts(paper) == ["150万元", "150"]
    done = services.approve_override(actor=year.chief, override=asked)
    assert (done.status, done.decided_by) == ("approved", year.chief)
    assert texts(paper) == ["155.5万元", "155.5"]


def test_the_binding_keeps_both_values_and_the_persons(year, paper, course, approved):
    capture = course.last(course.captured(paper))
    [row] = [one for one in captured_bindings(capture) if one.printed_key == TOTAL]
    assert (row.value, row.texts, row.override) == (150, ["155万元", "155"], approved)
    assert sum(line[2] for line in row.records) == 150
    assert figures_in(captured_paper(capture))[TOTAL] == ["155万元", "155"]
    assert {one.override for one in captured_bindings(capture)} == {None, approved}


def test_one_figure_of_one_unit_is_overridden_alone(year, office, paper, ask):
    key = f"{TOTAL}@{office.townships[0].pk}"
    services.approve_override(actor=year.chief, override=ask("98", key))
    assert (texts(paper, key), texts(paper)) == (["98万元", "98"], ["150万元", "150"])


@pytest.mark.parametrize(("typed", "sentence"), [
    ("一百", "“一百”不是数字，请只填阿拉伯数字，单位（万元）不变。"),
    ("1e3", "“1e3”不是数字，请只填阿拉伯数字，单位（万元）不变。"),
    ("9" * 16, f"“{'9' * 16}”不是数字，请只填阿拉伯数字，单位（万元）不变。"),
    ("1.2345678", "以“万元”计的数最多 6 位小数，请核对。"),
    ("-3", "这项数字不会是负数，请核对。"),
    ("150.00", "与台账数相同，不必改写。"),
])
def test_what_is_no_number_of_the_figure_is_refused(ask, typed, sentence, year, paper):
    assert refused(services.ask_override, actor=year.clerk, document=paper, figure=TOTAL, value=typed,
                   reason=REASON) == [sentence]
    assert FigureOverride.objects.count() == 0


def stated(value: int | Decimal, measured_in: str, code: str = "any") -> Stated:
    slot = Slot(code, "某数", measured_in, "", "", lambda facts, unit: Answer(value))
    return Stated(slot, None, Answer(value))


@pytest.mark.parametrize(("value", "unit", "typed", "expected"), [
    (30, "套", "28套", "28"), (Decimal("24.94"), "%", "25", "25.00"), (Decimal(150), "万元", "0150.50", "150.5"),
    (Decimal("2.57"), "万平方米", "2.6", "2.6"), (Decimal("-16.67"), "个百分点", "-12.5", "-12.5"), (7, "个", "0", "0"),
    (Decimal("0.47328"), "万元", "4,800元", "0.48"), (Decimal("0.47328"), "万元", "0.5万元", "0.5"),
    (Decimal("2.5"), "亿元", "26000 万元", "2.6"), (Decimal("2.57"), "万平方米", "25800平方米", "2.58"),
])
def test_the_number_is_kept_in_unit_and_precision_of_the_figure(value, unit, typed, expected):
    assert services.checked_value(stated(value, unit), typed) == expected


@pytest.mark.parametrize(("value", "unit", "code", "typed", "sentence"), [
    (30, "套", "any", "30.5", "以“套”计的数须为整数，请核对。"),
    (Decimal("24.94"), "%", "any", "24.941", "以“%”计的数最多 2 位小数，请核对。"),
    (Decimal("-16.67"), "个百分点", "any", "3", "台账数为 -16.67个百分点，增减方向由文字写出，改写不能改变方向。"),
    (Decimal("6.5"), "%", "yoy_area", "0", "台账数为 6.5%，增减方向由文字写出，改写不能改变方向。"),
])
def test_unit_precision_and_direction_follow_the_figure(value, unit, code, typed, sentence):
    assert refused(services.checked_value, found=stated(value, unit, code), typed=typed) == [sentence]


@pytest.mark.parametrize(("value", "unit", "texts", "fault"), [
    ("城关镇、东屏镇等", "", ["城关镇、东屏镇等"], services.NO_NUMBER),
    (date(2026, 6, 1), "", ["2026年6月1日"], services.NO_NUMBER),
    (6, "月", ["6月"], services.NO_NUMBER), (None, "套", ["——"], services.NO_NUMBER),
    (60, "套", ["3个单位"], services.IN_WORDS), (60, "套", ["3个单位", "60套"], ""),
])
def test_words_days_and_lists_are_not_overridden(value, unit, texts, fault):
    assert services.fault_of(stated(value, unit), texts, None) == fault.format(label="某数")


def test_names_days_and_what_is_not_printed_are_not_overridden(year, paper):
    for figure in ("issuer", "as_of", "no_such_figure", f"{TOTAL}@999999", "", "@", "x@y"):
        assert refused(services.ask_override, actor=year.clerk, document=paper, figure=figure, value="1",
                       reason=REASON) == [services.NOT_PRINTED]


def test_a_reason_is_given_in_words(year, paper):
    assert refused(services.ask_override, actor=year.clerk, document=paper, figure=TOTAL, value="155",
                   reason="　 ") == ["请写明改写理由，至少 4 个字。"]


def test_one_request_for_a_figure_waits_at_a_time(ask, year, paper):
    ask()
    assert refused(services.ask_override, actor=year.clerk, document=paper, figure=TOTAL, value="160",
                   reason=REASON) == ["这个数字已有一份待批准的改写申请。"]


def test_neither_who_asked_nor_who_drafted_agrees(year, deputy, office):
    year.invest(office.townships[0], 100)
    own = drafts.draft_document(actor=year.chief, **PAPER)
    asked = services.ask_override(actor=year.clerk, document=own, figure=TOTAL, value="105", reason=REASON)
    assert refused(services.approve_override, actor=year.chief, override=asked) == [services.OWN_PAPER]
    mine = services.approve_override(actor=deputy, override=asked)
    assert mine.status == "approved"
    other = services.ask_override(actor=year.chief, document=own, figure=TOTAL, value="106", reason=REASON)
    assert refused(services.approve_override, actor=year.chief, override=other) == [services.OWN_REQUEST]
    assert refused(services.approve_override, actor=year.clerk, override=other) == [
        "您没有“校核、会签公文，批准公文模板”的权限，请联系有此权限的同事办理。"
    ]


def test_what_is_refused_or_taken_back_changes_nothing(year, paper, ask):
    no = services.refuse_override(actor=year.chief, override=ask(), reason="以台账数为准")
    assert (no.status, no.answer, texts(paper)) == ("refused", "以台账数为准", ["150万元", "150"])
    back = services.take_back_override(actor=year.clerk, override=ask("160"))
    assert (back.status, texts(paper)) == ("taken_back", ["150万元", "150"])
    assert refused(services.approve_override, actor=year.chief, override=back) == [
        "当前状态是“已收回”，不能“批准改写”（须为：待批准）。请刷新页面查看最新状态。"
    ]


def test_a_request_is_taken_back_by_who_asked_or_drafted_only(year, ask):
    asked = ask()
    assert refused(services.take_back_override, actor=year.chief, override=asked) == [services.OTHERS_REQUEST]
    assert FigureOverride.objects.get().status == "asked"


def test_a_later_one_takes_the_place_and_the_records_come_back(year, paper, ask, approved):
    later = services.approve_override(actor=year.chief, override=ask("160"))
    assert texts(paper) == ["160万元", "160"]
    assert refused(services.lift_override, actor=year.clerk, override=approved) == [services.NOT_IN_FORCE]
    lifted = services.lift_override(actor=year.clerk, override=later)
    assert (lifted.status, texts(paper)) == ("lifted", ["150万元", "150"])
    assert (str(lifted), lifted.reason) == ("完成投资 恢复为台账数 150万元", "原改写为 160万元")
    assert [(row.status, row.is_replaced) for row in overrides.requests_of(paper)] == [
        ("lifted", False), ("approved", True), ("approved", True)]


def test_the_request_in_use_is_told_from_those_that_it_replaced(year, paper, ask, approved):
    later = services.approve_override(actor=year.chief, override=ask("160"))
    ask("170")
    assert [(row.pk == later.pk, row.is_replaced) for row in overrides.requests_of(paper)] == [
        (False, False), (True, False), (False, True)]


def test_no_figure_is_taken_while_a_request_waits_or_no_longer_fits(year, office, paper, course, ask):
    asked = ask()
    assert refused(captures.capture, actor=year.clerk, document=paper) == [
        "“完成投资”的改写申请还没有批准，请先办理，再取数。",
    ]
    approved = services.approve_override(actor=year.chief, override=asked)
    year.invest(office.townships[0], 120)
    assert texts(paper) == ["170万元", "170"]
    stale = (
        "“完成投资”申请改写时截至 2026-06-30 的台账数为 150万元，现在截至 2026-06-30 为 170万元；"
        "请收回或恢复台账数，需要的另行申请。"
    )
    assert refused(captures.capture, actor=year.clerk, document=paper) == [stale]
    services.lift_override(actor=year.clerk, override=approved)
    assert course.captured(paper).status == "captured"


def test_an_overtaken_request_is_not_approved(year, office, ask):
    asked = ask()
    year.invest(office.townships[0], 120)
    [sentence] = refused(services.approve_override, actor=year.chief, override=asked)
    assert "现在截至 2026-06-30 为 170万元" in sentence


def test_after_the_capture_nothing_is_asked_or_lifted_until_it_is_a_draft_again(year, paper, course, approved):
    captured = course.captured(paper)
    fixed = ["当前状态是“已取数”，内容已固定。要修改，请先撤回修改、退回起草或撤销签发。"]
    assert refused(services.ask_override, actor=year.clerk, document=captured, figure=TOTAL, value="160",
                   reason=REASON) == fixed
    assert refused(services.lift_override, actor=year.clerk, override=approved) == fixed
    checking.take_back(actor=year.clerk, document=captured)
    services.lift_override(actor=year.clerk, override=approved)
    second = course.last(course.captured(paper))
    assert {row.override for row in captured_bindings(second)} == {None}


def test_who_signs_sees_it_and_the_checks_run_on_what_is_printed(year, paper, course, ask):
    figures = figures_for(paper)
    before = {one.code for one in warnings_of(paper, compose(paper, figures).paper, figures)}
    services.approve_override(actor=year.chief, override=ask())
    document = course.captured(paper)
    found = {one.code: one for one in checking.judged(document, course.last(document))}
    assert (found["overridden"].severity, found["overridden"].sentence) == (
        "amber", f"完成投资：台账数 150万元，文中印 155万元。理由：{REASON}（李经办申请，王股长批准）。"
    )
    assert set(found) - before == {"overridden", "table_total", "total"}


def test_the_difference_compares_what_the_records_gave(year, office, paper, course, approved):
    captured = course.captured(paper)
    assert differences(captured) == []
    year.invest(office.townships[0], 130)
    [one] = [row for row in differences(captured) if row.binding.printed_key == TOTAL]
    assert (one.written, one.printed, one.written_now, one.delta) == ("150万元", "155万元", "180万元", 30)


def test_the_list_of_sources_names_both_values_reason_and_persons(year, paper, course, approved):
    capture = course.last(course.captured(paper))
    listed = sources(capture, captured_bindings(capture), [])
    sentence = f"1.完成投资：台账数 150万元，文中印 155万元。理由：{REASON}（李经办申请，王股长批准）。"
    assert [run_text(block.runs) for block in listed.body[3:5]] == ["二、改写的数字", sentence]
    [table] = listed.attachments[0].blocks
    [row] = [one for one in table.rows if one[2] == "完成投资"]
    assert (row[1], row[4]) == ("155万元、155", "150万元（文中改写为155万元）")


@pytest.mark.usefixtures("light")
def test_a_correction_tells_what_was_printed_and_is_never_overridden(year, office, course, paper, ask, approved):
    document = again(paper)
    capture = course.last(course.captured(document))
    for warning in checking.judged(document, capture):
        checking.explain_warning(actor=year.clerk, document=document, warning=warning, reason="已与审定数核对")
    issued = course.issued(document)
    year.invest(office.townships[0], 130)
    notice = corrections.draft_correction(actor=year.clerk, document=issued, reason="六月投资漏报")
    assert refused(services.ask_override, actor=year.clerk, document=notice, figure=TOTAL, value="1",
                   reason=REASON) == [services.OF_RECORDS]
    lines = ["".join(map(run_text, (*one.runs, *one.body))) for one in compose(notice, figures_for(notice)).paper.body
             if hasattr(one, "body")]
    assert lines[0] == "1.完成投资。原文为155万元，更正为180万元。"


def test_a_decided_one_cannot_be_changed_in_the_database(approved):
    for statement in ("UPDATE reports_figureoverride SET value = '1'", "DELETE FROM reports_figureoverride"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_diary_tells_who_asked_why_and_who_agreed(approved):
    asked, agreed = Entry.objects.about(approved).order_by("pk")
    assert (asked.action, asked.reason, asked.after["改写为"], asked.after["台账数"]) == (
        "申请改写数字", REASON, "155", "150"
    )
    assert (agreed.action, agreed.after["状态"]) == ("数字改写已批准", "已批准")


@pytest.mark.parametrize(("text", "now", "value", "unit", "expected"), [
    ("150万元", "150", "155.5", "万元", "155.5万元"),
    ("150.00", "150", "155.5", "万元", "155.50"),
    ("24.94%", "24.94", "25", "%", "25.00%"),
    ("16.67", "-16.67", "-12.5", "个百分点", "12.50"),
    ("3个单位", "60", "61", "套", None),
    ("——", "60", "61", "套", None),
])
def test_a_value_is_written_the_way_the_paper_writes_it(text, now, value, unit, expected):
    assert overrides.rewritten(text, Decimal(now), Decimal(value), unit) == expected
