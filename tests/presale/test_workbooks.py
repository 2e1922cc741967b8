"""The official forms: what stands in their cells equals the records, typed, with totals that add up."""
import io
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.accounts.models import User
from presale.enums import EntryKind
from presale.models import EscrowAccount
from tests.presale import builders, payments, works
from tests.presale.builders import OPENED, TODAY
from tests.presale.payments import People

pytestmark = pytest.mark.usefixtures("may_20")

Sign = Callable[[User], Client]


@pytest.fixture
def busy(
    account: EscrowAccount, clerk: User, chief: User, finance: User, deputy: User, director: User
) -> EscrowAccount:
    people = People(clerk, chief, finance, deputy, director)
    builders.received(account, "8000000.50", by=clerk, kind=EntryKind.INTEREST, payer="=cmd()")
    payments.paid(payments.paying(account, 1_000_000, people), finance, on=TODAY, serial="0012345678901234567")
    return account


def sheet(client: Client, route: str, *args: object, **asked: str) -> Worksheet:
    answer = client.get(reverse(route, args=args), asked)
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content)).active


def rows(of: Worksheet) -> list[tuple]:
    return [tuple(cell for cell in row) for row in of.iter_rows(values_only=True)]


def test_ledger(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    page = sheet(client_of(clerk), "presale:ledger_workbook", busy.pk)
    body = rows(page)
    first = next(place for place, row in enumerate(body) if row[0] == 1)
    came, went, total = body[first:first + 3]
    assert (came[1], came[2], came[4], came[6], came[7], came[8]) == (
        datetime.combine(OPENED, datetime.min.time()), "利息", "=****)", 8000000.5, None, 8000000.5
    )
    assert (went[2], went[5], went[6], went[7], went[8]) == ("拨付", "0012345678901234567", None, 1000000, 7000000.5)
    assert (total[0], total[6], total[7], total[8]) == ("合　计", 8000000.5, 1000000, 7000000.5)
    assert page.cell(first + 1, 5).data_type == "s"  # a name, masked and never a formula
    assert f"账号 {busy.account_no}" in body[1][0]


def test_ledger_of_some_days(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    asked = {"from": "2026-05-01", "as_of": "2026-05-20"}
    body = rows(sheet(client_of(clerk), "presale:ledger_workbook", busy.pk, **asked))
    assert [row[0] for row in body if isinstance(row[0], int)] == [2]


def test_register_of_releases(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    body = rows(sheet(client_of(clerk), "presale:release_workbook"))
    line = next(row for row in body if row[0] == 1)
    assert (line[2], line[3], line[4], line[5], line[7], line[8], line[9]) == (
        datetime(2026, 5, 20), str(busy.estate), busy.account_no, "超额度资金", "云岭第一建筑公司", 1000000, 1000000
    )
    assert [row[9] for row in body if row[0] == "合　计"] == [1000000]
    earlier = rows(sheet(client_of(clerk), "presale:release_workbook", as_of="2026-05-19"))
    assert [row[9] for row in earlier if row[0] == "合　计"] == [0]


def test_overview(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    body = rows(sheet(client_of(clerk), "presale:overview_workbook"))
    assert body[0][0] == "商品房预售资金监管情况表"
    line, total = (next(row for row in body if row[0] == key) for key in (1, "合　计"))
    figures = (1000, 0, 1000, 800.00005, 100, 700.00005, 0, 70, 299.99995)
    assert (line[1], *line[4:13], *line[13:15]) == (str(busy), *figures, "未登记", "高风险")
    assert (*total[4:13], total[13]) == (*figures, "未登记")
    assert "截至2026年5月20日" in "".join(str(cell) for cell in body[1] if cell)


def test_overview_with_a_report_of_the_works(busy: EscrowAccount, clerk: User, chief: User, client_of: Sign) -> None:
    works.stated(busy, clerk, chief)
    body = rows(sheet(client_of(clerk), "presale:overview_workbook"))
    line, total = (next(row for row in body if row[0] == key) for key in (1, "合　计"))
    assert (line[13], total[13]) == (699.99995, 699.99995)  # 1200 + 200 - 700.00005


def test_the_same_records_give_the_same_bytes(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    client = client_of(clerk)
    for url in (reverse("presale:overview_workbook"), reverse("presale:ledger_workbook", args=[busy.pk])):
        assert client.get(url).content == client.get(url).content
