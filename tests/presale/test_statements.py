"""Statements taken over, and their lines on the way into the ledger."""
import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit.errors import ServiceError
from presale.enums import LineStatus
from presale.models import EscrowAccount, LedgerEntry, StatementFile, StatementLayout, StatementLine
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
    ({"content": text([*movements(600), *movements(50, opening=600)])},
     "文件中有 1 处错误，没有导入任何内容；请先预览并更正。"),
    ({"content": text(movements(-600, opening=1200))},
     "期初余额 1,200.00 元与已导入的 0.00 元不符，收支颠倒后正好相符：请核对对账单格式中收入、支出两列，或借贷标志。"),
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


def test_a_statement_goes_on_where_the_last_one_ended(held: EscrowAccount, finance: User) -> None:
    taken(held, finance, movements(600), to_on=date(2024, 3, 1))
    days = {"from_on": date(2024, 3, 2), "to_on": date(2024, 3, 2)}
    with pytest.raises(ServiceError) as refused:
        taken(held, finance, movements(50, opening=610, first=2, on="2024-03-02"), **days)
    assert refused.value.messages == [
        "期初余额 600.00 元加收入 50.00 元减支出 0.00 元，不等于期末余额 660.00 元；2024-03-01 的对账单已导入，"
        "请核对它是否完整，或本文件是否缺行。"
    ]
    file = taken(held, finance, movements(50, opening=600, first=2, on="2024-03-02"), **days)
    assert (counts(file), file.closing) == ((1, 0, 0), yuan(650))


def test_two_days_in_the_file_of_one(held: EscrowAccount, finance: User) -> None:
    rows = [*movements(600), *movements(50, opening=600, first=2, on="2024-03-02")]
    plan = statements.plan_statement(actor=finance, account=held, content=text(rows), name="a.csv",
                                     from_on=date(2024, 3, 1), to_on=date(2024, 3, 1))
    assert [(fault.row, fault.head, fault.reason) for fault in plan.errors] == [
        (3, "记账日期", "不在 2024-03-01 至 2024-03-01 之内")
    ]


def test_a_serial_twice_in_one_file_is_a_fault_of_the_file(held: EscrowAccount, finance: User) -> None:
    rows = [*movements(600), *movements(50, opening=600)]
    plan = statements.plan_statement(actor=finance, account=held, content=text(rows), name="a.csv", **DAYS)
    assert [(fault.row, fault.value, fault.reason) for fault in plan.errors] == [(3, "B1", "与第 2 行同号，内容不同")]


def test_the_file_is_kept_as_it_came(
    held: EscrowAccount, finance: User, clerk: User, desk: Client, client_of: Callable[[User], Client]
) -> None:
    content = text(movements(600), encoding="gb18030")
    taken(held, finance, [], content=content, name="C:\\下载\\三月.csv")
    file = StatementFile.objects.get()
    original = Attachment.objects.about(file).get()
    assert (original.name, original.kind, original.content_type, original.sha256) == (
        "三月.csv", "银行对账单原件", "text/csv", hashlib.sha256(content).hexdigest()
    )
    page = desk.get(file.get_absolute_url())
    assert page.context["parts"]["facts"][-1] == ("原件 SHA-256", original.sha256)
    assert [one.url for one in page.context["parts"]["attachments"]] == [original.get_absolute_url()]
    opened = reverse("journal:attachment_open", args=[original.pk])
    assert desk.get(original.get_absolute_url()).headers["Location"] == opened
    answer = desk.post(opened, {"reason": "核对原件"})
    assert (b"".join(answer.streaming_content), answer.headers["Content-Type"]) == (content, "text/csv")
    seen = Entry.objects.about(file).get(action="查看附件")
    assert (seen.actor, seen.reason, seen.after) == (finance, "核对原件", {"附件": "三月.csv"})
    assert client_of(clerk).post(opened, {"reason": "看看"}).status_code == 403


def test_interest_is_booked_as_interest(
    held: EscrowAccount, contract: SaleContract, finance: User, desk: Client
) -> None:
    rows = [*movements(5, memo="二季度 结 息"), *movements(7, opening=5, first=2, payer="应付利息"),
            *movements(600, opening=12, first=3, memo=f"利息补贴{contract.contract_no}"),
            *movements(-3, opening=612, first=4, memo="利息税")]
    plan = statements.plan_statement(actor=finance, account=held, content=text(rows), name="a.csv", **DAYS)
    assert [line.serial for line in plan.interest] == ["B1", "B2", "B3"]
    file = taken(held, finance, rows)
    third = held.lines.get(serial="B3")
    book = reverse("presale:statement_book", args=[file.pk])
    assert [row.get_cell("booked_as") for row in desk.get(book).context["preview"].rows] == [
        "利息", "利息", "利息", "没有对应的用款或退款，留待办理"
    ]
    desk.post(reverse("presale:line_kind", args=[third.pk]), {"kind": "down"})
    rows = desk.get(book).context["preview"].rows
    assert rows[2].get_cell("booked_as") == f"首付款，合同 {contract}"
    desk.post(book, {})
    assert list(held.entries.order_by("seq").values_list("kind", "contract")) == [
        ("interest", None), ("interest", None), ("down", contract.pk)
    ]
    assert Entry.objects.about(third).get(action="改款项性质").after == {"款项性质": "首付款"}


def test_the_words_for_interest_belong_to_the_layout(held: EscrowAccount, finance: User) -> None:
    StatementLayout.objects.update(interest_words="孳息")
    taken(held, finance, [*movements(5, memo="结息"), *movements(7, opening=5, first=2, memo="活期孳息")])
    assert list(held.lines.order_by("pk").values_list("kind", flat=True)) == ["other", "interest"]
    StatementLayout.objects.update(interest_words="")
    taken(held, finance, movements(9, opening=12, first=3, memo="孳息"), closing=yuan(21))
    assert held.lines.get(serial="B3").kind == "other"


def test_money_that_went_out_has_no_kind(held: EscrowAccount, finance: User, desk: Client) -> None:
    taken(held, finance, movements(600, -200))
    line = held.lines.get(serial="B2")
    url = reverse("presale:line_kind", args=[line.pk])
    assert desk.get(url).context["blocked"] == lines.NO_KIND
    with pytest.raises(ServiceError) as refused:
        lines.set_kind(actor=finance, line=line, kind="interest")
    assert refused.value.message_dict == {"kind": [lines.NO_KIND]}
    assert url not in [button.url for button in desk.get(line.get_absolute_url()).context["buttons"]]
    with pytest.raises(IntegrityError), transaction.atomic():
        held.lines.filter(serial="B2").update(kind="interest")


def test_what_was_entered_before_is_joined(held: EscrowAccount, finance: User, clerk: User) -> None:
    entry = received(held, 600, by=clerk, bank_serial="B1", on=date(2024, 3, 1))
    received(held, 51, by=clerk, bank_serial="B2", on=date(2024, 3, 1))
    taken(held, finance, movements(600, 50))
    assert [(line.entry, line.status) for line in held.lines.order_by("pk")] == [
        (entry, LineStatus.BOOKED), (None, LineStatus.DISPUTED)
    ]
    assert held.lines.get(serial="B2").note == (
        "第 2 笔用了同一流水号：2024-03-01，51.00 元；内容不同，请与银行核对"
    )


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
        "contract_no": ["请填写合同编号；未网签的认购款选“定金”，无法确认合同的选“其他入账”，作为不明款登记。"]
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


def test_a_day_ends_as_the_bank_knew_it_when_it_wrote_its_file(held: EscrowAccount, finance: User) -> None:
    """A file made on the fifth lacks what the bank booked on that day afterwards: the next one has it."""
    taken(held, finance, movements(600, on="2024-03-05"), to_on=date(2024, 3, 5))
    late = movements(600, 50, on="2024-03-05") + movements(7, opening=650, on="2024-03-06", first=3)
    taken(held, finance, late, from_on=date(2024, 3, 5), to_on=date(2024, 3, 6), name="次日.csv")
    days = [date(2024, 3, day) for day in (4, 5, 6)]
    assert [statements.balance_at(held, day) for day in days] == [yuan(0), yuan(650), yuan(657)]
