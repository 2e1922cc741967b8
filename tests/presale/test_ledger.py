"""The books: order, sums, chain, and what the tables refuse by themselves."""
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from presale import ledger
from presale.enums import AccountStatus, EntryKind
from presale.models import ClosedMonth, EscrowAccount, LedgerEntry
from presale.services.position import position
from tests.presale import builders
from tests.presale.builders import received, yuan
from transactions.models import SaleContract


def test_entries_follow_each_other(account: EscrowAccount, clerk: User) -> None:
    first, second = received(account, 600, by=clerk), received(account, "400.55", by=clerk)
    account.refresh_from_db()
    rows = [(e.seq, e.amount, e.balance_after, e.prev_hash) for e in account.entries.order_by("seq")]
    assert rows == [(1, yuan(600), yuan(600), ""), (2, yuan("400.55"), yuan("1000.55"), first.hash)]
    assert (account.last_seq, account.balance, account.head) == (2, yuan("1000.55"), second.hash)
    assert (account.unidentified, position(account).usable) == (yuan("1000.55"), yuan(0))
    assert ledger.broken(account.entries.order_by("seq")) == []


def test_a_receipt_for_a_contract(account: EscrowAccount, contract: SaleContract, clerk: User) -> None:
    entry = received(account, 600_000, by=clerk, kind=EntryKind.FULL, contract=contract, payer="周小静")
    account.refresh_from_db()
    assert (entry.contract, account.unidentified, position(account).usable) == (contract, yuan(0), yuan(600_000))


def test_the_same_submission_twice_is_one_entry(account: EscrowAccount, clerk: User) -> None:
    once = received(account, 600, by=clerk, bank_serial="A1", token="t1")
    again = received(account, 600, by=clerk, bank_serial="A1", token="t1")
    assert (again.pk, LedgerEntry.objects.count()) == (once.pk, 1)


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"token": "t2"}, "这笔流水已入账（第 1 笔），没有重复记账。"),
    ({"token": "t2", "amount": 700}, "流水号 A1 已用于第 1 笔（2024-02-01，600.00 元），内容不同，请与银行核对。"),
    ({"token": "t1", "amount": 700}, "这次提交已用于另一笔流水，请重新打开页面填写。"),
    ({"token": "t3", "bank_serial": "A2", "on": date(2024, 1, 31)}, "2024-01-31 早于开户日期 2024-02-01，请核对。"),
    ({"token": "t3", "bank_serial": "A2", "amount": 0}, "入账金额应大于 0；退回错账请办理冲正。"),
])
def test_refusals(account: EscrowAccount, clerk: User, facts: dict, sentence: str) -> None:
    received(account, 600, by=clerk, bank_serial="A1", token="t1")
    wanted = {"amount": 600, "bank_serial": "A1", **facts}
    with pytest.raises(ServiceError) as refused:
        received(account, wanted.pop("amount"), by=clerk, **wanted)
    account.refresh_from_db()
    assert (refused.value.messages, account.balance) == ([sentence], yuan(600))


def test_nothing_in_a_closed_month(account: EscrowAccount, clerk: User) -> None:
    ClosedMonth.objects.create(first_day=date(2024, 2, 1), last_day=date(2024, 2, 29), closed_by=clerk,
                               closed_at="2024-03-02T00:00:00Z")
    with pytest.raises(ServiceError, match="2024-02 已结账"):
        received(account, 600, by=clerk)


def test_a_reversal_mirrors_once(account: EscrowAccount, clerk: User) -> None:
    wrong = received(account, 600, by=clerk)
    facts = {"actor": clerk, "entry": wrong, "booked_on": builders.OPENED, "document": "证明1号", "memo": "错账"}
    undo = ledger.reverse(**facts, bank_serial="R1", token="r1")
    account.refresh_from_db()
    assert (undo.amount, account.balance, account.unidentified) == (yuan(-600), yuan(0), yuan(0))
    for entry, sentence in ((wrong, "这一笔已由第 2 笔冲正。"), (undo, "冲正本身不能再冲正；确有错误的，请重新入账。")):
        with pytest.raises(ServiceError) as refused:
            ledger.reverse(**{**facts, "entry": entry}, bank_serial="R2", token="r2")
        assert refused.value.messages == [sentence]


def test_a_deduction_is_booked_and_blocks(account: EscrowAccount, clerk: User) -> None:
    received(account, 600, by=clerk)
    ledger.deduct(actor=clerk, account=account, amount=yuan(900), booked_on=builders.OPENED, bank_serial="K1",
                  document="（2024）执字1号", court="云岭县人民法院", token="k1")
    account.refresh_from_db()
    assert (account.balance, account.status) == (yuan(-300), AccountStatus.PAUSED)


def test_what_came_in_is_kept_beside_the_balance(account: EscrowAccount, contract: SaleContract, clerk: User) -> None:
    unnamed = received(account, 600, by=clerk)
    received(account, 3, by=clerk, kind=EntryKind.INTEREST)
    wrong = received(account, 50, by=clerk, kind=EntryKind.FULL, contract=contract)
    ledger.reverse(actor=clerk, entry=wrong, booked_on=builders.OPENED, bank_serial="R1", document="证明1号",
                   token="r1", memo="错账")
    ledger.match(actor=clerk, entry=unnamed, contract=contract, kind=EntryKind.DOWN, reason="收据")
    ledger.deduct(actor=clerk, account=account, amount=yuan(100), booked_on=builders.OPENED, bank_serial="K1",
                  document="（2024）执字1号", court="云岭县人民法院", token="k1")
    account.refresh_from_db()
    assert (account.received, account.balance) == (yuan(603), yuan(503))
    assert account.entries.received().total() == position(account).received == yuan(603)


def test_a_posting_asks_the_same_behind_many_entries(account: EscrowAccount, clerk: User) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            received(account, 1, by=clerk)
        return [query["sql"].split()[0] for query in found.captured_queries]

    first, second = asked(), asked()
    for _one in range(20):
        received(account, 1, by=clerk)
    assert first == second == asked()
    assert [first.count(word) for word in ("SELECT", "INSERT", "UPDATE")] == [3, 2, 1]


def test_a_match_and_its_withdrawal(account: EscrowAccount, contract: SaleContract, clerk: User) -> None:
    entry = received(account, 600, by=clerk)
    found = ledger.match(actor=clerk, entry=entry, contract=contract, kind=EntryKind.DOWN, reason="收据")
    account.refresh_from_db()
    assert (account.unidentified, list(LedgerEntry.objects.unnamed())) == (yuan(0), [])
    ledger.unmatch(actor=clerk, given=found, reason="认错人")
    account.refresh_from_db()
    assert (account.unidentified, list(LedgerEntry.objects.unnamed())) == (yuan(600), [entry])


FORBIDDEN = {
    "update": "UPDATE presale_ledgerentry SET amount = amount + 1",
    "delete": "DELETE FROM presale_ledgerentry",
    "quota": "UPDATE presale_quotaversion SET amount = amount + 1",
    "quota gone": "DELETE FROM presale_quotaversion",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_raw_changes_are_refused(account: EscrowAccount, clerk: User, statement: str) -> None:
    received(account, 600, by=clerk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"seq": "seq + 2", "balance_after": "amount", "prev_hash": "''"}, "the number does not follow"),
    ({"balance_after": "balance_after + amount + 1"}, "the balance does not follow"),
    ({"prev_hash": "'0'"}, "the chain is broken"),
])
def test_raw_entries_out_of_order_are_refused(
    account: EscrowAccount, clerk: User, wrong: dict[str, str], sentence: str,
) -> None:
    received(account, 600, by=clerk)
    columns = [f.column for f in LedgerEntry._meta.concrete_fields if not f.primary_key]
    right = {"seq": "seq + 1", "balance_after": "balance_after + amount", "prev_hash": "hash", "token": "'x'",
             "bank_serial": "'x'"}
    chosen = {name: right.get(name, name) for name in columns} | wrong
    insert = (f"INSERT INTO presale_ledgerentry ({', '.join(columns)}) "
              f"SELECT {', '.join(chosen[name] for name in columns)} FROM presale_ledgerentry")
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert)
