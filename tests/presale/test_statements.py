"""Statements taken over, and their lines on the way into the ledger."""
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from presale.enums import LineStatus
from presale.models import EscrowAccount, LedgerEntry, StatementFile, StatementLine
from presale.services import lines, statements
from tests.presale.builders import OPENED, received, yuan
from tests.presale.statements import laid_out, movements, taken, text
from transactions.models import SaleContract

DAYS = {"from_on": OPENED, "to_on": date(2024, 3, 31)}


@pytest.fixture
def held(account: EscrowAccount, chief: User) -> EscrowAccount:
    return laid_out(account, chief)


@pytest.fixture
def desk(finance: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(finance)


def counts(file: StatementFile) -> tuple[int, int, int]:
    return file.lines_new, file.lines_known, file.lines_conflict


def states(account: EscrowAccount) -> list[tuple[str, str]]:
    return list(account.lines.order_by("pk").values_list("serial", "status"))


def test_a_plan_changes_nothing(held: EscrowAccount, finance: User) -> None:
    plan = statements.plan_statement(
        actor=finance, account=held, content=text(movements(600, -200)), name="a.csv", **DAYS
    )
    assert (len(plan.new), plan.income, plan.outgo, plan.opening, plan.closing) == (
        2, yuan(600), yuan(200), yuan(0), yuan(400)
    )
    assert (plan.notices, StatementFile.objects.count(), StatementLine.objects.count()) == ([], 0, 0)


def test_the_same_file_twice_is_one_file(held: EscrowAccount, finance: User) -> None:
    once, again = (taken(held, finance, movements(600, -200)) for _ in range(2))
    assert (again.pk, counts(once), held.lines.count()) == (once.pk, (2, 0, 0), 2)


def test_another_file_brings_what_is_new(held: EscrowAccount, finance: User) -> None:
    taken(held, finance, movements(600))
    file = taken(held, finance, movements(600, 50))
    assert (counts(file), held.lines.count()) == ((1, 1, 0), 2)


def test_a_line_twice_in_one_file_is_one_line(held: EscrowAccount, finance: User) -> None:
    row, balance = movements(600)[0], 4
    again = (*row[:balance], 1200, *row[balance + 1:])
    assert counts(taken(held, finance, [row, again])) == (1, 1, 0)


def test_the_same_serial_with_other_content_stands_beside_it(held: EscrowAccount, finance: User) -> None:
    taken(held, finance, movements(600))
    file = taken(held, finance, movements(700))
    assert (counts(file), states(held)) == ((0, 0, 1), [("B1", "open"), ("B1", "conflict")])
    assert held.lines.get(status="conflict").note == "同号流水已有：2024-03-01，600.00 元；内容不同，请与银行核对"
    assert counts(taken(held, finance, [*movements(700), *movements(1, opening=700, first=2)])) == (1, 1, 0)


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"to_on": date(2024, 2, 28)}, "文件中有 1 处错误，没有导入任何内容；请先预览并更正。"),
    ({"from_on": date(2024, 1, 31)}, "2024-01-31 早于开户日期 2024-02-01，请核对。"),
    ({"closing": yuan(601)}, "期末余额 601.00 元，与文件末笔余额 600.00 元不符，请核对是否缺行或漏导。"),
    ({"content": b""}, "“对账单.csv”是空文件；请选择填好的 .xlsx 文件。"),
    ({"content": text([])}, "文件中没有一笔流水；确无往来的，请填写期末余额。"),
    ({"content": text([]), "closing": yuan(5)},
     "期末余额 5.00 元，与已导入的末笔余额 0.00 元不符，请核对是否缺行或漏导。"),
])
def test_a_file_that_is_refused(held: EscrowAccount, finance: User, facts: dict, sentence: str) -> None:
    with pytest.raises(ServiceError) as refused:
        taken(held, finance, movements(600), **facts)
    assert (refused.value.messages, StatementFile.objects.count()) == ([sentence], 0)


def test_a_statement_without_movements(held: EscrowAccount, finance: User) -> None:
    file = taken(held, finance, [], closing=yuan(0))
    assert (counts(file), file.closing) == ((0, 0, 0), yuan(0))


def test_a_bank_without_layout(account: EscrowAccount, finance: User) -> None:
    with pytest.raises(ServiceError, match="还没有对账单格式"):
        taken(account, finance, movements(600))


def test_only_finance_takes_statements_over(held: EscrowAccount, clerk: User) -> None:
    with pytest.raises(ServiceError, match="权限"):
        taken(held, clerk, movements(600))


def test_a_gap_before_the_statement_is_told(held: EscrowAccount, finance: User) -> None:
    plan = statements.plan_statement(
        actor=finance, account=held, content=text(movements(600, opening=100)), name="a.csv", **DAYS
    )
    assert plan.notices == [
        "期初余额 100.00 元，与已导入的上一笔余额 0.00 元不符：可能还有更早的对账单没有导入，对账前请补齐。"
    ]


def test_what_was_entered_before_is_joined(held: EscrowAccount, finance: User, clerk: User) -> None:
    entry = received(held, 600, by=clerk, bank_serial="B1", on=date(2024, 3, 1))
    received(held, 51, by=clerk, bank_serial="B2", on=date(2024, 3, 1))
    taken(held, finance, movements(600, 50))
    assert [(line.entry, line.status) for line in held.lines.order_by("pk")] == [
        (entry, LineStatus.BOOKED), (None, LineStatus.OPEN)
    ]


def test_what_is_entered_later_is_joined(held: EscrowAccount, desk: Client, finance: User) -> None:
    taken(held, finance, movements(600))
    desk.post(reverse("presale:receipt_create"), {
        "account": held.pk, "kind": "other", "amount": "600", "booked_on": "2024-03-01", "bank_serial": "B1",
        "payer": "周小静", "token": "token-0001",
    })
    assert held.lines.get().entry == LedgerEntry.objects.get()


def test_a_receipt_is_booked_as_it_states(held: EscrowAccount, contract: SaleContract, finance: User) -> None:
    rows = [*movements(600, memo=f"房款{contract.contract_no}"), *movements(50, opening=600, first=2, memo="房款")]
    file = taken(held, finance, rows)
    assert lines.book_file(actor=finance, file=file) == lines.Booked(2, ())
    held.refresh_from_db()
    booked = list(held.entries.order_by("seq").values_list("amount", "contract", "bank_serial"))
    assert booked == [(yuan(600), contract.pk, "B1"), (yuan(50), None, "B2")]
    assert (held.unidentified, states(held)) == (yuan(50), [("B1", "booked"), ("B2", "booked")])
    assert lines.book_file(actor=finance, file=file) == lines.Booked(0, ())


def test_money_that_went_out_unasked_stays_open(held: EscrowAccount, finance: User) -> None:
    file = taken(held, finance, movements(600, -200, payer="某公司"))
    assert lines.book_file(actor=finance, file=file) == lines.Booked(1, (f"第 3 行（B2）：{lines.NO_ORDER}",))
    assert states(held) == [("B1", "booked"), ("B2", "open")]


def test_a_line_at_the_window(held: EscrowAccount, contract: SaleContract, finance: User, desk: Client) -> None:
    taken(held, finance, movements(600))
    line = held.lines.get()
    url = reverse("presale:line_book", args=[line.pk])
    answer = desk.post(url, {"kind": "down", "contract_no": ""})
    assert dict(answer.context["form"].errors) == {
        "contract_no": ["请填写合同编号；无法确认合同的，款项性质选“其他入账”，作为不明款登记。"]
    }
    assert Entry.objects.about(line).get().action == "对账单入账被拒"
    desk.post(url, {"kind": "down", "contract_no": contract.contract_no})
    line.refresh_from_db()
    assert (line.status, line.entry.contract, line.entry.kind) == (LineStatus.BOOKED, contract, "down")
    assert desk.get(url).context["blocked"].startswith("当前状态是“已入账”")
    assert desk.get(line.get_absolute_url()).status_code == 200


def test_a_line_is_left_out_and_taken_up_again(held: EscrowAccount, finance: User, desk: Client) -> None:
    taken(held, finance, movements(600))
    line = held.lines.get()
    desk.post(reverse("presale:line_ignore", args=[line.pk]), {"reason": "银行误记"})
    line.refresh_from_db()
    assert (line.status, line.note) == (LineStatus.IGNORED, "银行误记")
    lines.reopen_line(actor=finance, line=line)
    line.refresh_from_db()
    assert line.status == LineStatus.OPEN


def test_the_window_shows_first_and_then_takes(held: EscrowAccount, desk: Client) -> None:
    url = reverse("presale:statement_import")

    def send(deed: str, amount: int = 600) -> object:
        file = SimpleUploadedFile("三月.csv", text(movements(amount), encoding="gb18030"))
        days = {name: str(day) for name, day in DAYS.items()}
        return desk.post(url, {"account": held.pk, "file": file, "deed": deed, "closing": "", **days})

    assert [len(send("look").context["plan"].new), StatementFile.objects.count()] == [1, 0]
    answer = send("commit")
    file = StatementFile.objects.get()
    assert (answer.headers["Location"], counts(file)) == (file.get_absolute_url(), (1, 0, 0))
    send("commit")
    assert StatementFile.objects.count() == 1
    page = send("look", 700).context["plan"]
    assert [line.serial for line, _why in page.conflicts] == ["B1"]
    desk.post(reverse("presale:statement_book", args=[file.pk]), {})
    assert desk.get(file.get_absolute_url()).context["figures"][0].text == "0"
    assert states(held) == [("B1", "booked")]


def test_wrong_cells_are_shown(held: EscrowAccount, desk: Client) -> None:
    file = SimpleUploadedFile("三月.csv", text([("4.4E+17", "2024-03-01", "1e10", "", "5", "周小静", "")]))
    days = {name: str(day) for name, day in DAYS.items()}
    answer = desk.post(reverse("presale:statement_import"), {"account": held.pk, "file": file, "deed": "look", **days})
    assert [error.head for error in answer.context["plan"].errors] == ["流水号", "贷方发生额"]
