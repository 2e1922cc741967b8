"""Receipts booked at once: what they leave in the books is what one by one would leave, and all or none."""
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from presale import ledger
from presale.enums import EntryKind
from presale.ledger import Posting
from presale.models import ClosedMonth, EscrowAccount, LedgerEntry
from presale.querysets import EntryQuerySet
from reports.rules.escrow import chains_are_whole, entries_are_told, sums_are_those_of_rows
from tests.presale.builders import OPENED, received, yuan
from transactions.models import SaleContract


def posting(number: int, amount: str | int, **facts: Any) -> Posting:
    return Posting(**{"kind": EntryKind.OTHER, "amount": yuan(amount), "booked_on": OPENED, "bank_serial": f"M{number}",
                      "token": f"m{number}", "counterparty": "周小静", **facts})


def entries() -> EntryQuerySet:
    return LedgerEntry.objects.order_by("seq")


def test_they_follow_each_other_and_are_told(account: EscrowAccount, contract: SaleContract, clerk: User) -> None:
    received(account, 100, by=clerk)
    made = ledger.receive_many(actor=clerk, account=account, postings=[
        posting(1, 200, kind=EntryKind.DOWN, contract=contract), posting(2, "0.50", kind=EntryKind.INTEREST),
        posting(3, 7, counterparty=" 周　静 "),
    ])
    assert list(entries())[1:] == made
    assert list(entries().values_list("seq", "kind", "amount", "balance_after")) == [
        (1, "other", 100, 100), (2, "down", 200, 300), (3, "interest", Decimal("0.50"), Decimal("300.50")),
        (4, "other", 7, Decimal("307.50")),
    ]
    account.refresh_from_db()
    assert (account.last_seq, account.balance, account.received, account.unidentified, account.head) == (
        4, Decimal("307.50"), Decimal("307.50"), 107, made[-1].hash
    )
    assert [*chains_are_whole(), *sums_are_those_of_rows(), *entries_are_told()] == []
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True))[-3:] == [
        "登记首付款", "登记利息", "登记其他入账",
    ]


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"kind": EntryKind.RELEASE}, "请选择入账的款项性质。"),
    ({"amount": Decimal(0)}, "入账金额应大于 0；退回错账请办理冲正。"),
    ({"bank_serial": "S1"}, "流水号 S1 已用于第 1 笔，请逐笔核对入账。"),
    ({"bank_serial": "M1"}, "流水号 M1 在这一批中重复，请与银行核对。"),
    # as it would be stored
    ({"bank_serial": " M1\u200b "}, "流水号 M1 在这一批中重复，请与银行核对。"),
    ({"booked_on": date(2024, 5, 20)}, "2024-05 已结账，请记在未结账的月份，并在摘要中注明实际日期。"),
])
def test_one_that_is_refused_keeps_all_out(
    account: EscrowAccount, clerk: User, facts: dict[str, Any], sentence: str
) -> None:
    received(account, 1, by=clerk, bank_serial="S1")
    ClosedMonth.objects.create(first_day=date(2024, 5, 1), last_day=date(2024, 5, 31), closed_by=clerk,
                               closed_at=account.recorded_at)
    with pytest.raises(ServiceError) as refusal:
        ledger.receive_many(actor=clerk, account=account,
                            postings=[posting(1, 5), posting(2, **{"amount": 5, **facts})])
    assert (refusal.value.messages, entries().count()) == ([sentence], 1)


def test_a_contract_of_another_account_is_refused(
    account: EscrowAccount, contract: SaleContract, clerk: User
) -> None:
    account.places.update(is_current=False)
    with pytest.raises(ServiceError) as refusal:
        ledger.receive_many(actor=clerk, account=account, postings=[posting(1, 5, contract=contract)])
    assert refusal.value.messages == [f"合同 {contract} 的房屋不在这个账户监管的楼幢内，请核对。"]
