"""Terms on the workbench: each stands for records, and opens the list of exactly these."""
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.registry.models import Building, Estate, SalePermit
from housing_portal.todos import piles, waiting
from housing_portal.todos.parts import Pile
from tests.transactions import builders, homes
from tests.transactions.days import sale
from transactions.models import DailyReport
from transactions.services import daily
from transactions.services.indices import close_month
from transactions.services.restrictions import restrict_rooms

TODAY = date(2026, 5, 20)
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(TODAY):
        yield


def pile(user: User, key: str) -> Pile:
    return next(one for one in piles(user) if one.key == key)


def told(user: User, key: str) -> list[tuple[str, str, int]]:
    return [(todo.kind, todo.title, todo.days_left) for todo in pile(user, key).todos]


def listed(client: Client, url: str) -> set[int]:
    return {row.record.pk for row in client.get(url).context["table"].paginated_rows}


def ending(estate: Estate, by: User, number: str, valid_to: date | None, **facts: object) -> SalePermit:
    permit = builders.permit(builders.building(estate, number), by=by, number=f"预售{number}")
    SalePermit.objects.filter(pk=permit.pk).update(valid_to=valid_to, **facts)
    return permit


def test_permits_that_run_out_until_somebody_registers_it(
    estate: Estate, clerk: User, chief: User, deputy: User, client_of: ClientOf
) -> None:
    over, paused = ending(estate, clerk, "1#楼", TODAY - timedelta(1)), ending(estate, clerk, "2#楼", TODAY)
    SalePermit.objects.filter(pk=paused.pk).update(status="suspended")
    last = ending(estate, clerk, "3#楼", TODAY + timedelta(10))
    ending(estate, clerk, "4#楼", TODAY + timedelta(11))
    ending(estate, clerk, "5#楼", None)
    gone = {"status": "expired", "ended_on": TODAY, "ended_at": clock.now()}
    ending(estate, clerk, "6#楼", TODAY - timedelta(2), **gone)
    for user in (clerk, chief):
        assert told(user, "overdue") == [("许可有效期", "预售1#楼", -1)]
        assert told(user, "due") == [("许可有效期", "预售2#楼", 0), ("许可有效期", "预售3#楼", 10)]
    for key, permits in (("overdue", {over.pk}), ("due", {paused.pk, last.pk})):
        [(label, count, url)] = pile(clerk, key).lists
        assert (label, count, listed(client_of(clerk), url)) == ("许可有效期", len(permits), permits)
    assert (told(deputy, "due"), told(deputy, "overdue")) == ([], [])


def test_payouts_are_overdue_after_their_working_days(clerk: User, chief: User, client_of: ClientOf) -> None:
    late, _in_time = (
        homes.transferred(
            homes.paid_in(homes.opened(homes.filed(clerk, chief, number=number), clerk), clerk, homes.PRICE), clerk,
            date(2026, 5, 13 + number),  # Thursday the 14th: due on the 19th
        )
        for number in (1, 2)
    )
    for user in (clerk, chief):
        assert told(user, "overdue") == [("资金划付期限", late.agreement_no, -1)]
    [(label, count, url)] = pile(chief, "overdue").lists
    assert (label, count, listed(client_of(chief), url)) == ("资金划付期限", 1, {late.pk})


def test_filings_and_restrictions_open_their_lists(
    building: Building, permit: SalePermit, clerk: User, client_of: ClientOf
) -> None:
    rooms = [builders.room(building, f"15{place:02}") for place in range(1, 6)]
    days = (TODAY - timedelta(31), TODAY - timedelta(30), TODAY - timedelta(20), TODAY - timedelta(19))
    first, second, third, _fourth = (builders.signed(one, clerk, on=on).pk
                                     for one, on in zip(rooms, days, strict=False))
    lien, soon = (
        restrict_rooms(actor=clerk, rooms=rooms[4:], kind="restricted", from_on=date(2026, 1, 5), until_on=until,
                       authority="住建局")[0]
        for until in (TODAY - timedelta(1), TODAY)
    )
    client = client_of(clerk)
    found = {key: [(label, count, listed(client, url)) for label, count, url in pile(clerk, key).lists]
             for key in ("due", "overdue")}
    assert found == {
        "due": [("合同备案期限", 2, {second, third}), ("限制到期", 1, {soon.pk})],
        "overdue": [("合同备案期限", 1, {first}), ("限制到期", 1, {lien.pk})],
    }
    assert [pile(clerk, key).count for key in ("due", "overdue")] == [3, 2]


@pytest.fixture
def reported(db: None, clerk: User, chief: User) -> DailyReport:
    """Report 2026-04-29 on time; nothing since."""
    with homes.on(date(2026, 4, 30), 8):
        report = daily.generate_report(actor=clerk, on=date(2026, 4, 29))
        checked = daily.check_report(actor=chief, report=report)
        return daily.submit_report(actor=clerk, report=checked, channel="省平台")


def test_days_not_reported_by_month(reported: DailyReport, clerk: User, chief: User, client_of: ClientOf) -> None:
    daily.generate_report(actor=clerk, on=date(2026, 5, 4))  # made, but never sent
    assert [(title, days) for _kind, title, days in told(clerk, "overdue")] == [
        ("2026年4月 1 天的日报没有报送", -19), ("2026年5月 19 天的日报没有报送", -16),
    ]
    client, shown = client_of(clerk), []
    for todo in pile(clerk, "overdue").todos:
        odd = client.get(todo.url).context["odd"]
        shown.append([row.record.on.day for row in odd.rows])
    assert shown == [[30], list(range(1, 20))]
    assert (told(clerk, "due"), told(chief, "overdue")) == ([], [])


def test_what_is_due_today_is_not_overdue_yet(reported: DailyReport, clerk: User, client_of: ClientOf) -> None:
    with homes.on(date(2026, 5, 6), 9):  # before 09:20; the 1st to the 5th are plain weekdays and a weekend
        [todo] = pile(clerk, "due").todos
        odd = client_of(clerk).get(todo.url).context["odd"]
        assert (todo.title, todo.days_left, [row.record.on.day for row in odd.rows]) == (
            "2026年5月 1 天的日报没有报送", 0, [5]
        )


def test_no_reports_at_all_are_not_missing(clerk: User) -> None:
    assert (told(clerk, "due"), told(clerk, "overdue")) == ([], [])


def test_an_open_month_waits_for_who_confirms(
    building: Building, permit: SalePermit, clerk: User, chief: User
) -> None:
    for month in (3, 4):
        day = date(2026, month, 15)
        sale(builders.room(building, f"10{month}", 1), clerk, day, day)
    assert told(chief, "overdue") == [("月度结算", "2026年3月价格指数没有结算", -20)]
    assert [todo.note for todo in pile(chief, "overdue").todos] == ["到2026年4月共 2 个月没有结算"]
    close_month(actor=chief, month=202603)
    assert (told(chief, "overdue"), told(chief, "due")) == ([], [("月度结算", "2026年4月价格指数没有结算", 11)])
    close_month(actor=chief, month=202604)
    assert (told(chief, "due"), told(clerk, "due")) == ([], [])


def test_the_number_in_the_head_asks_no_more_for_terms(
    building: Building, permit: SalePermit, reported: DailyReport, chief: User
) -> None:
    with CaptureQueriesContext(connection) as asked:
        waiting(chief)
    words = " ".join(query["sql"] for query in asked)
    assert [table in words for table in ("registry_salepermit", "transactions_priceindex")] == [False, False]
    assert Entry.objects.exists()
