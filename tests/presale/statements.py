"""Statements as the banks of an invented county send them."""
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from presale.models import EscrowAccount, StatementFile, StatementLayout
from presale.services.statements import import_statement
from tests.presale.builders import OPENED

COLUMNS = {"serial": "流水号", "booked_on": "交易日期", "amount_in": "贷方发生额", "amount_out": "借方发生额",
           "balance": "余额", "counterparty": "对方户名", "memo": "摘要"}
HEAD = tuple(COLUMNS.values())
Row = Sequence[Any]


def layout(by: User, columns: dict[str, str] | None = None, **facts: Any) -> StatementLayout:
    name = f"格式{StatementLayout.objects.count() + 1}"
    return StatementLayout.objects.create(
        name=name, columns=columns or COLUMNS, recorded_by=by, recorded_at=clock.now(), **facts
    )


def laid_out(account: EscrowAccount, by: User) -> EscrowAccount:
    """Let the account's bank have a layout."""
    account.bank.layout = layout(by)
    account.bank.save()
    return account


def text(rows: Sequence[Row], head: Row = HEAD, encoding: str = "utf-8") -> bytes:
    """Return a statement as CSV."""
    return "\n".join(",".join(str(cell) for cell in row) for row in (head, *rows)).encode(encoding)


def movements(*amounts: str | int, opening: str | int = 0, on: str = "2024-03-01", first: int = 1,
              memo: str = "", payer: str = "周小静") -> list[Row]:
    """Return rows with serials B1, B2 … whose balances follow from each other."""
    rows, balance = [], Decimal(opening)
    for number, amount in enumerate((Decimal(one) for one in amounts), first):
        balance += amount
        sides = (amount, "") if amount > 0 else ("", -amount)
        rows.append((f"B{number}", on, *sides, balance, payer, memo))
    return rows


def taken(account: EscrowAccount, by: User, rows: Sequence[Row], *, from_on: date = OPENED,
          to_on: date = date(2024, 3, 31), **facts: Any) -> StatementFile:
    """Take rows over as a statement."""
    return import_statement(
        **{"actor": by, "account": account, "content": text(rows), "name": "对账单.csv", "from_on": from_on,
           "to_on": to_on, **facts},
    )
