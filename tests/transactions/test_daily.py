"""The report of a day: six lines, frozen, checked and sent; and how punctually."""
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.figures import Ratio
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building, CalendarDay, Setting
from reports.evaluate import evaluate
from tests.transactions import builders, days, homes
from tests.transactions.homes import refused
from transactions import daily as reporting
from transactions.enums import EventKind, Market, ReportDay, RoomUse, SaleKind
from transactions.models import DailyReport, Room
from transactions.services import daily

T = date(2026, 3, 10)  # a Tuesday
NEXT = date(2026, 3, 11)
HOMES = (Market.PRESALE, True)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(NEXT, 8):
        yield


@pytest.fixture
def sold(building: Building, permit: object, clerk: User) -> Callable[..., object]:
    """Return a seller of rooms: ``sold("1502", T)``."""

    def sell(number: str, signed_on: date, filed_on: date | None = None, use: RoomUse = RoomUse.HOME,
             area: str = "100.00", **facts: object) -> object:
        return days.sale(builders.room(building, number, use=use, area=area), clerk, signed_on, filed_on, **facts)

    return sell


@pytest.fixture
def sent(clerk: User, chief: User) -> Callable[[date], DailyReport]:
    """Return a sender of reports: taken, checked and submitted at this moment."""

    def send(day: date) -> DailyReport:
        report = daily.generate_report(actor=clerk, on=day)
        daily.check_report(actor=chief, report=report)
        return daily.submit_report(actor=clerk, report=report, channel="省监测平台")

    return send


def frozen(report: DailyReport) -> dict[tuple[str, bool], dict[str, object]]:
    """Return the measures that are not zero, line by line."""
    lines = reporting.lines_of(report)
    return {
        (line.market, line.is_residential): {k: v for k, v in reporting.figures_in(line).items() if v}
        for line in lines
    }


def together(figures: dict) -> dict[tuple[str, bool], dict[str, object]]:
    return {cell: {k: v for k, v in line.items() if v} for cell, line in figures.items() if any(line.values())}


# -- the figures -------------------------------------------------------------------------------------


def test_six_lines_of_what_happened_on_the_day(sold: Callable, clerk: User) -> None:
    sold("101", T, T)
    sold("102", T)
    sold("201", T, use=RoomUse.SHOP, area="50.00", unit_price="9000.00")
    sold("301", T, kind=SaleKind.SPOT)
    homes.signed(clerk, T)
    sold("401", date(2026, 3, 9))  # another day
    days.end(sold("501", date(2026, 2, 2), date(2026, 2, 3)), clerk, T)
    changed = sold("601", date(2026, 3, 1))
    days.event(changed, clerk, EventKind.CHANGE, T, 0, area=Decimal("-2.00"), amount=Decimal("-12000.00"))
    assert frozen(daily.generate_report(actor=clerk, on=T)) == {
        HOMES: {
            "signed_sets": 2, "signed_area": Decimal(200), "signed_amount": Decimal(1200000),
            "filed_sets": 1, "filed_area": Decimal(100), "filed_amount": Decimal(600000),
            "ended_sets": 1, "ended_area": Decimal(100), "ended_amount": Decimal(600000),
            "changed_area": Decimal(-2), "changed_amount": Decimal(-12000),
        },
        (Market.PRESALE, False): {
            "signed_sets": 1, "signed_area": Decimal(50), "signed_amount": Decimal(450000),
        },
        (Market.SPOT, True): {"signed_sets": 1, "signed_area": Decimal(100), "signed_amount": Decimal(600000)},
        (Market.SPOT, False): {},
        (Market.EXISTING, True): {"signed_sets": 1, "signed_area": Decimal(96), "signed_amount": homes.PRICE},
        (Market.EXISTING, False): {},
    }


def test_the_net_of_lines_together(sold: Callable, clerk: User) -> None:
    days.end(sold("101", T), clerk, T)
    sold("102", T)
    total = reporting.together(map(reporting.figures_in, reporting.lines_of(daily.generate_report(actor=clerk, on=T))))
    assert (total["signed_sets"], total["ended_sets"], total["net_sets"], total["net_amount"]) == (
        2, 1, 1, Decimal(600000)
    )


def test_stock_stands_as_at_the_end_of_the_day(sold: Callable, building: Building, clerk: User) -> None:
    builders.room(building, "801", area="90.00")
    builders.room(building, "901", use=RoomUse.SHOP, area="40.00")
    sold("101", T)
    sold("102", NEXT)  # on T it was still for sale
    report = daily.generate_report(actor=clerk, on=T)
    assert (report.stock_sets, report.stock_area, report.stock_home_sets, report.stock_home_area) == (
        3, Decimal(230), 2, Decimal(190)
    )


def test_a_zero_report_is_a_report(clerk: User) -> None:
    report = daily.generate_report(actor=clerk, on=T)
    assert (list(frozen(report).values()), DailyReport.objects.with_zero().get().is_zero) == ([{}] * 6, True)


def test_a_report_of_the_day_exists_once_and_never_ahead(clerk: User) -> None:
    daily.generate_report(actor=clerk, on=T)
    with refused({"on": ["2026-03-10 的日报已生成（已生成），请直接打开办理。"]}):
        daily.generate_report(actor=clerk, on=T)
    with refused({"on": ["2026-03-12 晚于今天，请填写今天或以前的日期。"]}):
        daily.generate_report(actor=clerk, on=date(2026, 3, 12))


def test_late_entries_stand_apart(sold: Callable, clerk: User) -> None:
    sold("101", T)
    report = daily.generate_report(actor=clerk, on=T)
    before = frozen(report)
    with homes.on(NEXT, 9):
        sold("102", T, recorded_at=clock.now())
    assert (frozen(report), reporting.differences(report)) == (before, {})
    assert together(reporting.late_figures(report)) == {
        HOMES: {"signed_sets": 1, "signed_area": Decimal(100), "signed_amount": Decimal(600000)}
    }


# -- steps -------------------------------------------------------------------------------------------


def test_taken_anew_before_it_is_checked(sold: Callable, clerk: User, chief: User) -> None:
    report = daily.generate_report(actor=clerk, on=T)
    with homes.on(NEXT, 9):
        sold("101", T)
        report = daily.regenerate_report(actor=clerk, report=report, reason="补录一件")
    assert (report.revision, report.lines.count(), frozen(report)[HOMES]["signed_sets"]) == (2, 12, 1)
    daily.check_report(actor=chief, report=report)
    with refused(["日报已核对，不能重新取数；此后补录的事项列在“报后补录”，不改日报。"]):
        daily.regenerate_report(actor=clerk, report=report, reason="再补一件")


def test_whoever_took_the_figures_does_not_check_them(clerk: User, chief: User) -> None:
    report = daily.generate_report(actor=clerk, on=T)
    DailyReport.objects.update(recorded_by=chief)
    with refused(["核对人不能是生成日报的本人，请由另一位同事核对。"]):
        daily.check_report(actor=chief, report=report)


def test_figures_that_the_events_do_not_give_are_not_checked(sold: Callable, clerk: User, chief: User) -> None:
    report = daily.generate_report(actor=clerk, on=T)
    sold("101", T, recorded_at=clock.now())  # was being entered while the figures were taken
    with refused(["日报与取数时刻的合同事项不一致（取数时有事项正在录入），请先重新取数，再核对。"]):
        daily.check_report(actor=chief, report=report)


def test_the_way_of_a_report(sent: Callable, clerk: User) -> None:
    report = sent(T)
    assert (report.status, report.submitted_at, report.first_submitted_at, len(report.digest)) == (
        "submitted", clock.now(), clock.now(), 64
    )
    assert daily.accept_report(actor=clerk, report=report).status == "accepted"


def test_a_rejected_report_is_sent_again_as_it_is(sent: Callable, clerk: User) -> None:
    report = sent(T)
    daily.reject_report(actor=clerk, report=report, reason="平台重复接收")
    with homes.on(NEXT, 15):
        again = daily.resubmit_report(actor=clerk, report=report, channel="省监测平台", reason="已与平台核对")
    assert (again.status, again.digest, again.first_submitted_at) == (
        "resubmitted", report.digest, datetime(2026, 3, 11, 8, tzinfo=clock.SHANGHAI)
    )


def test_a_rejected_report_with_new_figures_is_checked_again(
    sent: Callable, sold: Callable, clerk: User, chief: User
) -> None:
    report = sent(T)
    daily.reject_report(actor=clerk, report=report, reason="漏报一件")
    with homes.on(NEXT, 15):
        sold("101", T)
        again = daily.regenerate_report(actor=clerk, report=report, reason="补录漏报一件")
        assert (again.status, again.checked_by) == ("generated", None)
        daily.check_report(actor=chief, report=again)
        again = daily.submit_report(actor=clerk, report=again, channel="省监测平台")
    assert (again.status, again.revision, again.digest != report.digest) == ("submitted", 2, True)


# -- when it is due ----------------------------------------------------------------------------------


def moments(first: date, last: date) -> list[str]:
    return [f"{moment:%m-%d %H:%M}" for moment in reporting.due_moments(first, last).values()]


def test_due_on_the_next_working_day(office: object) -> None:
    CalendarDay.objects.create(on=date(2026, 4, 6), kind="holiday", name="清明节")
    assert moments(date(2026, 4, 2), date(2026, 4, 6)) == ["04-03 09:20", *["04-07 09:20"] * 4]
    Setting.objects.create(key="param.report_on_holidays", value="1")
    Setting.objects.create(key="param.report_due_time", value="10:00")
    assert moments(date(2026, 4, 3), date(2026, 4, 4)) == ["04-04 10:00", "04-05 10:00"]


def test_punctuality_tells_zero_from_nothing(sent: Callable, sold: Callable, clerk: User) -> None:
    sold("101", date(2026, 3, 2), date(2026, 3, 4))
    for day, moment in ((2, (3, 9)), (3, (4, 9)), (4, (5, 10)), (6, (9, 9))):  # on the 5th nothing is sent
        with homes.on(date(2026, 3, moment[0]), moment[1]):
            sent(date(2026, 3, day))
    with homes.on(date(2026, 3, 9), 10):
        daily.reject_report(actor=clerk, report=DailyReport.objects.get(on=date(2026, 3, 6)), reason="格式不符")
        found = reporting.punctuality(date(2026, 3, 1), date(2026, 3, 10))
    assert [day.state for day in found.days] == [
        ReportDay.NONE, ReportDay.ON_TIME, ReportDay.ZERO, ReportDay.LATE, ReportDay.MISSING, ReportDay.RETURNED,
        ReportDay.MISSING, ReportDay.MISSING, ReportDay.DUE, ReportDay.NONE,
    ]
    assert (found.due, found.on_time, found.zero, found.late, found.returned, found.missing, found.rate) == (
        7, 2, 1, 1, 1, 3, Ratio(2, 7)
    )


def test_punctuality_as_it_was_known(sent: Callable, sold: Callable, clerk: User) -> None:
    """What was made, sent or sent back after the cut-off was not known then, whatever the reports say now."""
    sold("101", date(2026, 3, 2), date(2026, 3, 4))
    for day, moment in ((2, (3, 9)), (3, (4, 9)), (4, (5, 10)), (6, (9, 9))):
        with homes.on(date(2026, 3, moment[0]), moment[1]):
            sent(date(2026, 3, day))
    with homes.on(date(2026, 3, 9), 10):
        back = daily.reject_report(actor=clerk, report=DailyReport.objects.get(on=date(2026, 3, 6)), reason="格式不符")
    with homes.on(date(2026, 3, 10), 10):
        daily.regenerate_report(actor=clerk, report=back, reason="格式不符")
    first, last = date(2026, 3, 2), date(2026, 3, 6)
    known = {
        (day, hour): [one.state for one in reporting.punctuality(
            first, last, datetime(2026, 3, day, hour, 30, tzinfo=clock.SHANGHAI)).days]
        for day, hour in ((2, 12), (4, 12), (9, 8), (9, 9), (9, 12), (10, 12))
    }
    on_time, zero, due = ReportDay.ON_TIME, ReportDay.ZERO, ReportDay.DUE
    late, missing, none = ReportDay.LATE, ReportDay.MISSING, ReportDay.NONE
    assert known == {
        (2, 12): [none, none, none, none, none],
        (4, 12): [on_time, zero, due, none, none],
        (9, 8): [on_time, zero, late, missing, due],
        (9, 9): [on_time, zero, late, missing, zero],
        (9, 12): [on_time, zero, late, missing, ReportDay.RETURNED],
        (10, 12): [on_time, zero, late, missing, ReportDay.RETURNED],
    }
    with homes.on(date(2026, 3, 20)):
        rates = [evaluate(Scope(last, datetime(2026, 3, 9, hour, 30, tzinfo=clock.SHANGHAI))).value(
            "daily_report_punctuality") for hour in (8, 9, 12)]
    assert rates == [Decimal("50.00"), Decimal("60.00"), Decimal("40.00")]


# -- the month after a cancellation (dossier I4) -----------------------------------------------------


def test_a_cancellation_in_april_leaves_march_alone(
    sold: Callable, sent: Callable, clerk: User, chief: User
) -> None:
    contract, home = sold("101", T, T), homes.filed(clerk, chief, T)
    march = sent(T)
    before = frozen(march)
    april = date(2026, 4, 8)
    with homes.on(date(2026, 4, 9), 8):
        days.end(contract, clerk, april, clock.now())
        homes.cancelled(home, chief, april)
        later, eve = sent(april), sent(date(2026, 4, 7))
    ended = {"ended_sets": 1, "ended_area": Decimal(100), "ended_amount": Decimal(600000)}
    assert frozen(march) == before
    assert (frozen(later)[HOMES], frozen(later)[Market.EXISTING, True]["ended_sets"]) == (ended, 1)
    assert (march.stock_sets, eve.stock_sets, later.stock_sets) == (0, 0, 1)
    assert Room.objects.get().contract_layer == "none"
