"""The banks' side is broken by SQL, one row at a time, and verify names the account and the day."""
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from housing_portal.accounts.models import User
from presale.models import ClosedMonth, EscrowAccount, LedgerEntry, Reconciliation, ReconciliationItem, StatementLine
from presale.services import months
from presale.services.reconciliations import close_difference, explain, reconcile
from reports.rules.bank import BANK_RULES
from tests.presale import builders
from tests.presale.builders import received, yuan
from tests.presale.statements import laid_out, movements, taken
from tests.reports.desk import disarm, rearm, tamper
from tests.transactions import builders as market
from tests.transactions import homes

pytestmark = pytest.mark.django_db
DAY, LAST = date(2024, 2, 9), date(2024, 2, 29)
BOOKED, CAME, LINKED, EVEN, CONFIRMED = BANK_RULES


class Month:
    """A month with two receipts on one day, stated by the bank, compared and closed."""

    def __init__(self, clerk: User, chief: User, finance: User, director: User) -> None:
        building = market.building(market.estate())
        self.account = laid_out(builders.account(building, by=clerk, other=director), chief)
        self.entries = [received(self.account, amount, by=clerk, bank_serial=f"B{place}", on=DAY)
                        for place, amount in enumerate((600, 50), 1)]
        self.file = taken(self.account, finance, movements(600, 50, on=str(DAY)), to_on=LAST)
        self.lines = list(self.account.lines.order_by("pk"))
        self.row = reconcile(actor=finance, account=self.account, day=LAST)
        self.closed = months.close_month(actor=finance, first=LAST.replace(day=1))


@pytest.fixture
def month(clerk: User, chief: User, finance: User, director: User) -> Iterator[Month]:
    with homes.on(date(2024, 3, 20)):
        yield Month(clerk, chief, finance, director)
    rearm()


def found() -> dict[str, list[str]]:
    return {rule: said for rule, ask in BANK_RULES.items() if (said := list(ask()))}


def test_a_closed_month_breaks_nothing(month: Month) -> None:
    assert found() == {}


def test_lines_may_come_in_any_order(month: Month, finance: User) -> None:
    """The bank sends the afternoon first, and the whole day after it; nobody knows the days before yet."""
    rows = movements(3, 2, 7, opening=650, on="2024-03-04", first=3)
    for some in (rows[2:], rows):
        taken(month.account, finance, some, from_on=date(2024, 3, 4), to_on=date(2024, 3, 4))
    assert (month.account.lines.count(), found()) == (5, {})


def test_a_difference_that_was_explained_breaks_nothing(
    month: Month, finance: User, chief: User, clerk: User,
) -> None:
    on = date(2024, 3, 1)
    taken(month.account, finance, movements(9, opening=650, on=str(on), first=3), from_on=on, to_on=on)
    row = reconcile(actor=finance, account=month.account, day=on)
    row = explain(actor=finance, reconciliation=row, amount=yuan(9), cause="银行误记，次日冲回")
    row = close_difference(actor=chief, reconciliation=row)
    assert found() == {}
    disarm(ReconciliationItem, Reconciliation)
    tamper(row, closed_by=finance)
    assert found() == {EVEN: [f"对账 {row.pk}：说明差异和关闭是同一人"]}


Tampering = Callable[[Month], object]
LATE = "账户 {m.account.pk}：2024-02 已结账，月末对账没有对平，或与流水余额 "
CASES: dict[str, tuple[Tampering, dict[str, list[str]]]] = {
    "amount of a line": (
        lambda m: tamper(m.lines[1], amount=yuan(51)),
        {BOOKED: ["账户 {m.account.pk} 银行流水 B2：对账单与所记的监管流水不符"],
         CAME: ["账户 {m.account.pk} 银行流水 B2：内容与导入时的校验值不符"],
         LINKED: ["账户 {m.account.pk}：2024-02-09 的银行流水合计与当日银行余额的变动不符"]}),
    "payer of a line": (
        lambda m: tamper(m.lines[0], counterparty="他人"),
        {CAME: ["账户 {m.account.pk} 银行流水 B1：内容与导入时的校验值不符"]}),
    "line gone": (
        lambda m: StatementLine.objects.filter(pk=m.lines[1].pk)._raw_delete("default"),
        {CAME: ["账户 {m.account.pk} 对账单 {m.file.pk}：导入时 2 行，现有 1 行"]}),
    "balance of a line": (
        lambda m: tamper(m.lines[0], balance=yuan(601)),
        {LINKED: ["账户 {m.account.pk}：2024-02-09 的银行流水合计与当日银行余额的变动不符"]}),
    "balance gone": (
        lambda m: tamper(m.lines[1], balance=None),
        {LINKED: ["账户 {m.account.pk}：2024-02-09 的银行流水合计与当日银行余额的变动不符"]}),
    "both sides of the day": (
        lambda m: tamper(m.row, ledger_balance=yuan(651), bank_balance=yuan(651)),
        {CONFIRMED: [LATE + "650.00 元不符", "2024-02：各账户余额合计 650.00 元，银行确认合计 651.00 元"]}),
    "the bank's balance": (
        lambda m: tamper(m.row, bank_balance=yuan(653), difference=yuan(3)),
        {EVEN: ["对账 {m.row.pk}：有差异而没有关闭人"],
         CONFIRMED: ["2024-02：各账户余额合计 650.00 元，银行确认合计 653.00 元"]}),
    "explained by nobody": (
        lambda m: tamper(m.row, bank_balance=yuan(653), difference=yuan(3), explained=yuan(3)),
        {EVEN: ["对账 {m.row.pk}：已说明 3.00 元，明细合计 0.00 元", "对账 {m.row.pk}：有差异而没有关闭人"]}),
    "number of movements": (
        lambda m: tamper(m.row, bank_count=3), {EVEN: ["对账 {m.row.pk}：有差异而没有关闭人"]}),
    "opened again": (
        lambda m: tamper(m.row, status="different"), {CONFIRMED: [LATE + "650.00 元不符"]}),
    "no comparison": (
        lambda m: Reconciliation.objects.filter(pk=m.row.pk)._raw_delete("default"),
        {CONFIRMED: ["账户 {m.account.pk}：2024-02 已结账，月末没有对账，流水余额 650.00 元",
                     "2024-02：各账户余额合计 650.00 元，银行确认合计 0.00 元"]}),
    "an entry moved out of the month": (
        lambda m: tamper(m.entries[1], booked_on=date(2024, 3, 1)),
        {BOOKED: ["账户 {m.account.pk} 银行流水 B2：对账单与所记的监管流水不符"],
         CONFIRMED: [LATE + "600.00 元不符", "2024-02：各账户余额合计 600.00 元，银行确认合计 650.00 元"]}),
}


@pytest.mark.parametrize("name", CASES)
def test_each_tampering_is_found(month: Month, name: str) -> None:
    spoil, sentences = CASES[name]
    disarm(EscrowAccount, LedgerEntry, StatementLine, Reconciliation, ClosedMonth)
    spoil(month)
    assert found() == {rule: [one.format(m=month) for one in said] for rule, said in sentences.items()}


def test_every_rule_has_been_broken() -> None:
    assert {rule for _spoil, sentences in CASES.values() for rule in sentences} == set(BANK_RULES)
