"""The desk of daily reports: its calendar, and that every figure opens the contracts it is made of."""
import hashlib
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building
from tests.transactions import builders, days, homes
from transactions.models import DailyReport
from transactions.services import daily

T = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(date(2026, 3, 11), 8):
        yield


@pytest.fixture
def desk(clerk: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(clerk)


@pytest.fixture
def report(building: Building, permit: object, clerk: User) -> DailyReport:
    days.sale(builders.room(building, "101"), clerk, T, T)
    days.end(days.sale(builders.room(building, "102", area="80.00"), clerk, date(2026, 3, 2)), clerk, T)
    homes.signed(clerk, T)
    return daily.generate_report(actor=clerk, on=T)


def test_every_cell_adds_up_to_its_events(desk: Client, report: DailyReport) -> None:
    cells = [cell for row in desk.get(report.get_absolute_url()).context["rows"] for cell in row.cells if cell[1]]
    behind = [[figure.text for figure in desk.get(url).context["figures"]] for _text, url in cells]
    sets = [(text, figures[0]) for (text, _url), figures in list(zip(cells, behind, strict=True))[::3]]
    # what ended is written positive in the report, and its events take away
    assert (len(cells), sets) == (12, [("1", "1"), ("1", "1"), ("1", "-1"), ("1", "1")])


@pytest.mark.parametrize("market", ["presale", "existing"])
def test_the_events_stand_under_chinese_heads(desk: Client, report: DailyReport, market: str) -> None:
    address = reverse("transactions:daily_events", args=[report.pk])
    ((_title, table),) = desk.get(f"{address}?market={market}").context["parts"]["details"]
    assert [column.header for column in table.columns] == [
        "序号", "合同", "事项", "套数（套）", "面积（㎡）", "金额（元）", "录入人", "录入时间"
    ]


def test_the_way_of_a_report_at_the_desk(
    desk: Client, clerk: User, chief: User, client_of: Callable[[User], Client]
) -> None:
    desk.post(reverse("transactions:daily_generate"), {"on": "2026-03-10"})
    made = DailyReport.objects.get()

    def step(client: Client, code: str, **typed: str) -> str:
        client.post(reverse(f"transactions:daily_{code}", args=[made.pk]), typed)
        made.refresh_from_db()
        return made.status

    checker = client_of(chief)
    assert [
        step(desk, "check"), step(checker, "check"), step(desk, "submit", channel="省监测平台"),
        step(desk, "reject", reason="平台故障"), step(desk, "resubmit", channel="省监测平台", reason="平台恢复"),
        step(desk, "accept"),
    ] == ["generated", "checked", "submitted", "rejected", "resubmitted", "accepted"]
    sent = b"".join(desk.get(reverse("transactions:daily_workbook", args=[made.pk])).streaming_content)
    assert hashlib.sha256(sent).hexdigest() == made.digest


def test_late_entries_show_beside_the_report(
    report: DailyReport, building: Building, clerk: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(clerk).get(report.get_absolute_url()).context["late"] == []
    with homes.on(date(2026, 3, 11), 9):
        days.sale(builders.room(building, "103"), clerk, T, recorded_at=clock.now())
        desk = client_of(clerk)
        late = desk.get(report.get_absolute_url()).context["late"]
        behind = desk.get(late[0].cells[0][1]).context["figures"][0].text
    assert [(row.words, row.use, row.cells[0][0]) for row in late] == [("预售", "住宅", "1"), ("合计", "", "1")]
    assert behind == "1"


def test_the_calendar(desk: Client, report: DailyReport) -> None:
    page = desk.get(reverse("transactions:daily_calendar"), {"month": "2026-03"}).context
    shown = {day.on.day: day.state.label for week in page["weeks"] for day in week if day and day.state.label}
    assert (shown, len(page["weeks"]), page["after"]) == ({10: "应报", 11: "应报"}, 6, None)


def test_only_who_may_report_is_led_to_the_form(
    report: DailyReport, clerk: User, auditor: User, client_of: Callable[[User], Client]
) -> None:
    form = f"{reverse('transactions:daily_generate')}?on=2026-03-11".encode()
    pages = [client_of(user).get(reverse("transactions:daily_calendar")).content for user in (clerk, auditor)]
    assert [form in page for page in pages] == [True, False]


@pytest.mark.parametrize("month", ["x", "2026-13", "", "99999-01"])
def test_a_month_that_nobody_can_mean(desk: Client, month: str) -> None:
    page = desk.get(reverse("transactions:daily_calendar"), {"month": month})
    assert (page.status_code, page.context["month"]) == (200, date(2026, 3, 1))
