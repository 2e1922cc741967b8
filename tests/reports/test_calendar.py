"""报送日历: who owes which report of a month, until when, and in which of four states it stands."""
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from affordable import services
from affordable.services.zero import report_zero
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.registry.services import set_parameter
from housing_portal.todos import months as todos
from presale.models import ClosedMonth
from reports.calendar import PROGRESS, SUBSIDY, Cell, Month, month_before
from reports.enums import DocumentKind, DocumentStatus, ReportState
from reports.models import Document
from reports.snapshots import lock_month
from tests.conftest import Office
from tests.pages import records
from tests.pages import records_delivery as delivery
from tests.pages.records import Writers

Sign = Callable[[User], Client]
Person = Callable[..., User]
DUE, DONE, ZERO, MISSING = ReportState


def april(user: User, number: int = 4) -> Month:
    return Month(user, 2026, number)


def states(month: Month, duty: str = PROGRESS) -> dict[str, str]:
    return {cell.unit.name: cell.state.label for cell in month.of_units if cell.duty == duty}


def of_bureau(month: Month, duty: str) -> Cell | None:
    return next((cell for cell in month.of_bureau if cell.duty == duty), None)


def invest(by: Writers, unit: Unit, on: date) -> None:
    services.record_investment(actor=by.clerk, unit=unit, as_of=on, amount_cum=Decimal("10000.00"), note="累计")


@pytest.fixture
def owing(by: Writers, office: Office) -> Office:
    """Two towns owe reports: one has a target, the other a project; the rest owe none."""
    records.target(by, office.townships[0])
    records.project(by, office.townships[1])
    return office


# -- progress of units --------------------------------------------------------------------------------------


def test_units_with_a_target_or_a_project_report(owing: Office, by: Writers) -> None:
    assert states(april(by.clerk)) == {"城关镇": "未报", "东屏镇": "未报"}


def test_four_states(owing: Office, by: Writers) -> None:
    invest(by, owing.townships[0], date(2026, 4, 30))
    report_zero(actor=by.clerk, unit=owing.townships[1], year=2026, month=4)
    assert states(april(by.clerk)) == {"城关镇": "已报", "东屏镇": "零报"}
    assert states(april(by.clerk, 5)) == {"城关镇": "应报", "东屏镇": "应报"}
    assert states(april(by.clerk, 3)) == {"城关镇": "未报", "东屏镇": "未报"}


@pytest.mark.parametrize("make", [records.note, records.investment, records.milestone])
def test_any_record_of_the_month_is_its_report(make: Callable, owing: Office, by: Writers) -> None:
    make(by, owing.townships[0])
    assert states(april(by.clerk, 5))["城关镇"] == "已报"


def test_record_after_a_zero_counts_as_the_report(owing: Office, by: Writers) -> None:
    report_zero(actor=by.clerk, unit=owing.townships[0], year=2026, month=4)
    invest(by, owing.townships[0], date(2026, 4, 30))
    assert states(april(by.clerk))["城关镇"] == "已报"


def test_last_day_of_the_term_is_still_in_time(owing: Office, by: Writers, chief: User) -> None:
    # no holidays are registered here: Friday 8 May is the sixth working day of May
    set_parameter(actor=chief, key="calendar_progress_days", value="6", reason="县局通知")
    month = april(by.clerk)
    assert month.terms["progress"] == date(2026, 5, 8)
    assert [
        states(Month(by.clerk, 2026, 4, today=day))["城关镇"] for day in (date(2026, 5, 8), date(2026, 5, 9))
    ] == ["应报", "未报"]


def test_cells_open_the_form_or_the_records(owing: Office, by: Writers, chief: User) -> None:
    town, other = owing.townships[0], owing.townships[1]
    invest(by, town, date(2026, 4, 30))
    cells = {cell.unit: cell.url for cell in april(by.clerk).of_units}
    assert cells == {
        town: f"/affordable/investment/?unit={town.pk}&as_of_after=2026-04-01&as_of_before=2026-04-30",
        other: f"/affordable/projects/month/?unit={other.pk}&as_of=2026-04-30",
    }
    # who does not enter records is led to what there is
    assert {cell.unit: cell.url for cell in april(chief).of_units}[other] == f"/affordable/investment/?unit={other.pk}"


def test_township_sees_its_own_row_alone(owing: Office, by: Writers, township_clerk: User) -> None:
    month = april(township_clerk)
    assert (states(month), month.of_bureau, [unit for unit, _cells in month.rows]) == (
        {"城关镇": "未报"}, [], [owing.townships[0]]
    )


def test_who_may_not_look_at_programmes_sees_nothing(owing: Office, person: Person) -> None:
    assert april(person("bank")).cells == []


# -- subsidies ----------------------------------------------------------------------------------------------


def test_subsidies_are_due_by_quarter(owing: Office, by: Writers) -> None:
    town = owing.townships[0]
    services.issue_target(
        actor=by.clerk, unit=town, year=2026, program="subsidy_households", quantity=300, issued_on=date(2026, 1, 5)
    )
    march, may = april(by.clerk, 3), april(by.clerk, 5)
    assert (states(march, SUBSIDY), states(may, SUBSIDY), may.duties) == ({"城关镇": "未报"}, {}, [PROGRESS])
    assert [cell.due for cell in march.of_units if cell.duty == SUBSIDY] == [date(2026, 4, 30)]
    records.subsidy(by, town)
    assert states(april(by.clerk, 3), SUBSIDY) == {"城关镇": "已报"}


# -- the bureau ---------------------------------------------------------------------------------------------


def test_empty_county_owes_the_lock_and_the_report(by: Writers, chief: User) -> None:
    assert [(cell.duty, cell.state.label, cell.due) for cell in april(chief).of_bureau] == [
        ("月度锁定", "未报", date(2026, 5, 12)), ("工作汇报", "未报", date(2026, 5, 14)),
    ]


def test_locked_month_is_done(by: Writers, chief: User) -> None:
    snapshot = lock_month(actor=chief, year=2026, month=4, reason="一至三月另行补锁")
    cell = of_bureau(april(chief), "月度锁定")
    assert (cell.state, cell.url, cell.note) == (DONE, snapshot.get_absolute_url(), "第 1 版")


def test_closed_month_of_escrow_is_done(by: Writers, chief: User) -> None:
    assert of_bureau(april(chief), "预售资金结账") is None
    closed = ClosedMonth.objects.create(
        first_day=date(2026, 4, 1), last_day=date(2026, 4, 30), closed_by=chief, closed_at=clock.now()
    )
    cell = of_bureau(april(chief), "预售资金结账")
    assert (cell.state, cell.url) == (DONE, closed.get_absolute_url())


def test_work_report_is_done_when_it_is_out(by: Writers, chief: User, deputy: User) -> None:
    paper = Document.objects.create(
        kind=DocumentKind.WORK_REPORT, title="四月工作汇报", issuer="云岭县住建局", mark="云岭县住建局文件",
        prefix="云住建", addressees="县人民政府", imprint_office="云岭县住建局办公室", as_of=date(2026, 4, 30),
        issued_on=date(2026, 5, 8),
        drafted_by=by.clerk, drafted_at=clock.now(),
    )
    draft = of_bureau(april(chief), "工作汇报")
    assert (draft.state, draft.url, draft.note) == (MISSING, paper.get_absolute_url(), "草稿")
    Document.objects.filter(pk=paper.pk).update(
        status=DocumentStatus.ISSUED, signed_by=deputy, number="云住建〔2026〕1号"
    )
    assert of_bureau(april(chief), "工作汇报").state == DONE
    Document.objects.filter(pk=paper.pk).update(status=DocumentStatus.WITHDRAWN)
    withdrawn = of_bureau(april(chief), "工作汇报")
    assert (withdrawn.state, withdrawn.url, withdrawn.note) == (MISSING, paper.get_absolute_url(), "已撤回")


def test_weeks_without_a_meeting(by: Writers, town: Unit, chief: User) -> None:
    assert of_bureau(april(chief), "保交房周调度") is None  # no task force is at work
    force = delivery.taskforce(by, town)
    delivery.estate(by, town, taskforce=force)
    for day in (1, 8, 15):
        delivery.meeting(by, town, force, on=date(2026, 4, day))
    cell = of_bureau(april(chief), "保交房周调度")
    assert (cell.state, cell.due, cell.note) == (MISSING, date(2026, 4, 26), "4 周，1 周没有开会")
    delivery.meeting(by, town, force, on=date(2026, 4, 22))
    cell = of_bureau(april(chief), "保交房周调度")
    assert (cell.state, cell.note, cell.url) == (
        DONE, "4 周", "/delivery/meetings/?on_after=2026-04-01&on_before=2026-04-30"
    )


# -- pages, panel, to-dos -----------------------------------------------------------------------------------


def test_page_shows_the_month_asked_for(owing: Office, by: Writers, pen: Client) -> None:
    context = pen.get("/reports/calendar/?month=2026-04").context
    assert ([unit.name for unit, _cells in context["month"].rows], context["before"], context["after"]) == (
        ["城关镇", "东屏镇"], "2026-03", "2026-05"
    )
    assert dict(context["month"].counts) == {DUE: 0, DONE: 0, ZERO: 0, MISSING: context["total"]}


@pytest.mark.parametrize("asked", ["", "?month=2026-06", "?month=1999-12", "?month=x", "?month=2026-13"])
def test_strange_month_is_the_one_before_this(asked: str, by: Writers, pen: Client) -> None:
    month = pen.get(f"/reports/calendar/{asked}").context["month"]
    assert (month.year, month.number) == (2026, 4)


def test_this_month_has_no_next(by: Writers, pen: Client) -> None:
    assert pen.get("/reports/calendar/?month=2026-05").context["after"] == ""


def test_month_before_crosses_the_year() -> None:
    assert month_before(date(2026, 1, 31)) == (2025, 12)


def test_undertaker_opens_it_and_finds_his_own_alone(
    owing: Office, by: Writers, undertaker: User, client_of: Sign
) -> None:
    context = client_of(undertaker).get("/reports/calendar/?month=2026-04").context
    assert (context["month"].rows, context["month"].of_bureau) == ([], [])


def test_bank_may_not_open_it(person: Person, client_of: Sign) -> None:
    assert client_of(person("bank")).get("/reports/calendar/").status_code == 403


def test_panel_of_the_home_page_counts_by_duty(owing: Office, by: Writers, pen: Client, township_clerk: User,
                                               client_of: Sign) -> None:
    report_zero(actor=by.clerk, unit=owing.townships[1], year=2026, month=4)
    lines = {line.duty: (line.states, line.url) for line in pen.get("/").context["month"].lines}
    assert lines[PROGRESS] == ([(ZERO, 1), (MISSING, 1)], "/reports/calendar/?month=2026-04")
    town = owing.townships[0]
    [own] = client_of(township_clerk).get("/").context["month"].lines
    assert (own.duty, own.states, own.url) == (
        PROGRESS, [(MISSING, 1)], f"/affordable/projects/month/?unit={town.pk}&as_of=2026-04-30"
    )


def test_missing_report_waits_for_who_enters_it(owing: Office, by: Writers, chief: User, township_clerk: User) -> None:
    assert [(todo.title, todo.note, todo.url) for todo in todos.missing(by.clerk, True)] == [(
        "2026年4月项目进度没有报送", "城关镇、东屏镇；没有变化的请零报", "/reports/calendar/?month=2026-04"
    )]
    assert [todo.source for todo in todos.missing(township_clerk, True)] == ["城关镇"]
    assert (todos.missing(by.clerk, False), todos.missing(chief, True)) == ([], [])
    for town in owing.townships[:2]:
        report_zero(actor=by.clerk, unit=town, year=2026, month=4)
    assert todos.missing(by.clerk, True) == []


def test_open_lock_waits_once_months_are_locked(by: Writers, chief: User) -> None:
    assert todos.missing(chief, True) == []
    lock_month(actor=chief, year=2026, month=3, reason="一月二月另行补锁")
    assert [(todo.title, todo.url) for todo in todos.missing(chief, True)] == [
        ("2026年4月没有锁定", "/reports/months/2026/4/lock/")
    ]
    lock_month(actor=chief, year=2026, month=4)
    assert todos.missing(chief, True) == []


def test_lock_is_due_before_its_term_is_over(chief: User, clerk: User) -> None:
    with time_machine.travel(datetime(2026, 5, 5, 9, tzinfo=clock.SHANGHAI), tick=False):
        lock_month(actor=chief, year=2026, month=3, reason="一月二月另行补锁")
        assert ([len(todos.missing(who, False)) for who in (chief, clerk)], todos.missing(chief, True)) == ([1, 0], [])
