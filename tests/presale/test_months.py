"""A month is closed once everything in it agrees with the banks; then nothing is booked in it any more."""
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from presale.models import ClosedMonth, EscrowAccount
from presale.services import months
from presale.services.reconciliations import reconcile
from reports.rules.diary import records_say_what_was_entered
from tests.presale.builders import received, yuan
from tests.presale.statements import laid_out, movements, taken
from tests.transactions import homes

FEBRUARY, LAST = date(2024, 2, 1), date(2024, 2, 29)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(date(2024, 3, 20)):
        yield


@pytest.fixture
def held(account: EscrowAccount, chief: User, finance: User, clerk: User) -> EscrowAccount:
    """Return an account with one receipt in February, which the bank states as well."""
    laid_out(account, chief)
    received(account, 600, by=clerk, bank_serial="B1", on=date(2024, 2, 9))
    taken(account, finance, movements(600, on="2024-02-09"), to_on=LAST)
    return account


def refusal(by: User, first: date = FEBRUARY) -> list[str]:
    with pytest.raises(ServiceError) as refused:
        months.close_month(actor=by, first=first)
    return refused.value.messages


def test_a_month_that_agrees_is_closed_for_good(held: EscrowAccount, finance: User, clerk: User) -> None:
    assert refusal(finance) == [f"{held}：2024-02-29 没有对账。"]
    reconcile(actor=finance, account=held, day=LAST)
    closed = months.close_month(actor=finance, first=FEBRUARY)
    assert (str(closed), closed.last_day, closed.closed_by) == ("2024-02", LAST, finance)
    with pytest.raises(ServiceError, match="2024-02 已结账"):
        received(held, 5, by=clerk, on=LAST)
    assert received(held, 5, by=clerk, on=date(2024, 3, 1)).balance_after == yuan(605)
    assert refusal(finance) == ["下一个应结账的月份是 2024-03，请刷新页面后办理。"]
    assert refusal(finance, date(2024, 3, 1)) == ["2024-03 还没有过完，月末以后才能结账。"]


def test_what_came_after_the_comparison_holds_the_month_open(held: EscrowAccount, finance: User, clerk: User) -> None:
    reconcile(actor=finance, account=held, day=LAST)
    received(held, 5, by=clerk, bank_serial="B2", on=LAST)
    assert refusal(finance) == [f"{held}：2024-02-29 对账以后账目有变动，请重新对账。"]
    reconcile(actor=finance, account=held, day=LAST)
    assert refusal(finance) == [f"{held}：2024-02-29 对账有差异。"]


def test_no_month_is_left_out(held: EscrowAccount, finance: User) -> None:
    assert months.next_month() == FEBRUARY
    assert refusal(finance, date(2024, 1, 1)) == ["下一个应结账的月份是 2024-02，请刷新页面后办理。"]


def test_only_finance_closes(held: EscrowAccount, chief: User) -> None:
    assert refusal(chief) == ["您没有“财务核额，登记入账、回单与对账”的权限，请联系有此权限的同事办理。"]


def test_at_the_window(held: EscrowAccount, finance: User, client_of: Callable[[User], Client]) -> None:
    desk, url = client_of(finance), reverse("presale:month_close")
    page = desk.get(url)
    assert [row["obstacle"] for row in page.context["readiness"].data.data] == ["2024-02-29 没有对账"]
    answer = desk.post(url, {"month": "2024-02"})
    assert (answer.context["form"].non_field_errors(), ClosedMonth.objects.count()) == (
        [f"{held}：2024-02-29 没有对账。"], 0
    )
    assert list(records_say_what_was_entered()) == []  # the refusal is in the diary, of a month that is none yet
    reconcile(actor=finance, account=held, day=LAST)
    answer = desk.post(url, {"month": "2024-02"})
    closed = ClosedMonth.objects.get()
    assert answer.headers["Location"] == closed.get_absolute_url()
    assert [figure.text for figure in desk.get(closed.get_absolute_url()).context["figures"]] == ["600.00", "1"]
    assert desk.get(reverse("presale:month_list")).status_code == 200


@pytest.mark.parametrize("month", ["", "2024-13", "２０２４-02", "上月"])
def test_a_month_that_is_none(held: EscrowAccount, finance: User, client_of: Callable, month: str) -> None:
    answer = client_of(finance).post(reverse("presale:month_close"), {"month": month})
    assert (list(answer.context["form"].errors), ClosedMonth.objects.count()) == (["month"], 0)


def test_an_account_that_was_closed_in_the_month_is_compared_on_its_last_day(
    held: EscrowAccount, finance: User
) -> None:
    """Nothing is booked in a closed account any more, but the month in which it moved is closed like any other."""
    EscrowAccount.objects.filter(pk=held.pk).update(
        status="closed", closed_on=date(2024, 2, 20), balance=0, end_notice_no=None
    )
    assert refusal(finance) == [f"{held}：2024-02-20 没有对账。"]
    with pytest.raises(ServiceError) as refused:
        reconcile(actor=finance, account=held, day=LAST)
    assert refused.value.message_dict == {"day": [f"{held}已于 2024-02-20 销户，请填写当日或以前的日期。"]}
    reconcile(actor=finance, account=held, day=date(2024, 2, 20))
    assert str(months.close_month(actor=finance, first=FEBRUARY)) == "2024-02"
