"""The bank says two things of one serial, or another thing than the books: what it answers, and what follows."""
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import RoleGrant, User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.todos import piles
from presale import ledger
from presale.enums import EntryKind, LineStatus, ReconciliationStatus
from presale.models import ClosedMonth, EscrowAccount, LineAnswer, Reconciliation, StatementLine
from presale.services import answers, lines, months, reconciliations
from reports.rules.escrow import ESCROW_RULES
from tests.material import evidence, pdf_bytes
from tests.presale import cases
from tests.presale.builders import received, yuan
from tests.presale.cases import Office, refused, sums
from tests.presale.statements import laid_out, movements, taken
from transactions.models import SaleContract

DAY = date(2024, 3, 1)
LETTER = [("更正函.pdf", pdf_bytes("更正函"))]


@pytest.fixture
def held(account: EscrowAccount, chief: User) -> EscrowAccount:
    return laid_out(account, chief)


@pytest.fixture
def booked(held: EscrowAccount, contract: SaleContract, finance: User) -> StatementLine:
    """Return B1, 600 元 for a contract, in the books; B2, 50 元, follows on the same day."""
    lines.book_file(actor=finance, file=taken(
        held, finance, [*movements(600, memo=contract.contract_no), *movements(50, opening=600, first=2)]
    ))
    return held.lines.get(serial="B1")


@pytest.fixture
def conflict(held: EscrowAccount, booked: StatementLine, finance: User) -> StatementLine:
    """Return what the bank says later: B1 was 700 元."""
    taken(held, finance, movements(700, 50))
    return held.lines.get(status=LineStatus.CONFLICT)


def answered(line: StatementLine, by: User, choice: str = "accept", **facts: object) -> LineAnswer:
    return answers.answer_line(**{
        "actor": by, "line": line, "choice": choice, "document": "更正函 1 号", "reason": "柜员录错",
        "evidence": LETTER, **facts,
    })


def confirmed(line: StatementLine, by: User, other: User, choice: str = "accept") -> StatementLine:
    answers.confirm_answer(actor=other, answer=answered(line, by, choice))
    line.refresh_from_db()
    return line


def states(account: EscrowAccount) -> list[tuple[str, str, str]]:
    return [(line.serial, str(line.amount), line.status) for line in account.lines.order_by("pk")]


def book(account: EscrowAccount) -> list[tuple]:
    return list(account.entries.order_by("seq").values_list("kind", "amount", "bank_serial", "contract"))


def faults() -> list[str]:
    return [sentence for rule in ESCROW_RULES.values() for sentence in rule()]


def kinds(user: User) -> list[tuple[str, str]]:
    return [(todo.kind, todo.deed) for pile in piles(user) for todo in pile.todos if todo.kind == "流水冲突"]


def compared(account: EscrowAccount, by: User, day: date = DAY) -> Reconciliation:
    return reconciliations.reconcile(actor=by, account=account, day=day)


def test_a_correction_is_reversed_and_booked_anew(
    held: EscrowAccount, conflict: StatementLine, contract: SaleContract, finance: User, chief: User
) -> None:
    line = confirmed(conflict, finance, chief)
    answer = line.answers.get()
    assert book(held) == [
        ("other", yuan(600), "B1", contract.pk), ("other", yuan(50), "B2", None),
        ("reversal", yuan(-600), f"B1/冲正{answer.pk}", contract.pk),
        ("other", yuan(700), f"B1/更正{answer.pk}", contract.pk),
    ]
    assert states(held) == [("B1", "600.00", "void"), ("B2", "50.00", "booked"), ("B1", "700.00", "booked")]
    held.refresh_from_db()
    assert (held.balance, held.unidentified) == (yuan(750), yuan(50))
    assert (answer.decided_by, answer.reversal.document, line.note) == (chief, "更正函 1 号", "银行更正（更正函 1 号）")
    row = compared(held, finance)
    assert (row.status, row.ledger_count, row.bank_count, row.bank_balance) == (
        ReconciliationStatus.MATCHED, 2, 2, yuan(750)
    )
    assert faults() == []
    assert list(Entry.objects.about(line).order_by("pk").values_list("action", "reason")) == [
        ("答复冲突", "柜员录错"), ("复核答复", "")
    ]
    assert Attachment.objects.about(line).get().kind == "银行答复"


def test_the_bank_confirms_what_is_there(
    held: EscrowAccount, conflict: StatementLine, finance: User, chief: User
) -> None:
    before = book(held)
    line = confirmed(conflict, finance, chief, "keep")
    assert (line.status, line.note, book(held)) == ("void", "银行确认原内容（更正函 1 号）", before)
    row = compared(held, finance)
    assert (row.status, row.bank_balance, faults()) == (ReconciliationStatus.MATCHED, yuan(650), [])


def test_what_was_matched_stays_with_its_contract(
    held: EscrowAccount, contract: SaleContract, finance: User, chief: User
) -> None:
    lines.book_file(actor=finance, file=taken(held, finance, movements(600)))
    ledger.match(actor=finance, entry=held.entries.get(), contract=contract, kind=EntryKind.DOWN, reason="收据")
    taken(held, finance, movements(700))
    line = confirmed(held.lines.get(status=LineStatus.CONFLICT), finance, chief)
    held.refresh_from_db()
    assert (line.entry.kind, line.entry.contract, held.unidentified, held.balance) == (
        "down", contract, yuan(0), yuan(700)
    )


def test_a_line_that_was_not_booked_gives_way(held: EscrowAccount, finance: User, chief: User) -> None:
    taken(held, finance, movements(600))
    taken(held, finance, movements(700))
    line = confirmed(held.lines.get(status=LineStatus.CONFLICT), finance, chief)
    assert (states(held), line.corrected_serial) == ([("B1", "600.00", "void"), ("B1", "700.00", "open")], "")
    assert lines.book_line(actor=finance, line=line).bank_serial == "B1"


@pytest.fixture
def disputed(held: EscrowAccount, clerk: User, finance: User) -> StatementLine:
    """Return B1 of the bank, 600 元, where the books have 601 元."""
    received(held, 601, by=clerk, bank_serial="B1", on=DAY)
    taken(held, finance, movements(600))
    return held.lines.get()


def test_the_books_give_way_to_the_bank(
    held: EscrowAccount, disputed: StatementLine, finance: User, chief: User
) -> None:
    assert refused(lambda: lines.book_line(actor=finance, line=disputed)) == [
        "当前状态是“与账不符”，不能“入账”（须为：待入账）。请刷新页面查看最新状态。"
    ]
    line = confirmed(disputed, finance, chief)
    assert (line.status, line.entry.amount, sums(held)[0]) == ("booked", yuan(600), yuan(600))
    assert (compared(held, finance).status, faults()) == (ReconciliationStatus.MATCHED, [])


def test_the_bank_takes_its_line_back_and_sends_another(
    held: EscrowAccount, disputed: StatementLine, finance: User, chief: User
) -> None:
    line = confirmed(disputed, finance, chief, "keep")
    assert (line.status, compared(held, finance).difference) == ("void", yuan(-601))
    taken(held, finance, movements(601))
    assert states(held) == [("B1", "600.00", "void"), ("B1", "601.00", "booked")]
    assert compared(held, finance).status == ReconciliationStatus.MATCHED
    (sentence,) = refused(lambda: taken(held, finance, movements(600), to_on=date(2024, 4, 1)))
    assert sentence == "文件中有 1 处错误，没有导入任何内容；请先预览并更正。"


def test_an_entry_after_the_line_is_a_question_too(held: EscrowAccount, clerk: User, finance: User) -> None:
    taken(held, finance, movements(600))
    entry = received(held, 601, by=clerk, bank_serial="B1", on=DAY)
    assert answers.entry_against(held.lines.get()) == entry
    assert held.lines.get().status == LineStatus.OPEN  # the ledger alone knows nothing of lines: comparing tells
    compared(held, finance)
    assert held.lines.get().status == LineStatus.DISPUTED


def test_the_right_line_comes_after_the_wrong_one(
    held: EscrowAccount, clerk: User, finance: User, chief: User
) -> None:
    entry = received(held, 700, by=clerk, bank_serial="B1", on=DAY)
    taken(held, finance, movements(600))
    taken(held, finance, movements(700))
    line = confirmed(held.lines.get(status=LineStatus.CONFLICT), finance, chief)
    assert (line.status, line.entry, held.entries.count()) == ("booked", entry, 1)
    assert states(held) == [("B1", "600.00", "void"), ("B1", "700.00", "booked")]


def test_a_payment_over_another_amount_is_nobody_s(who: Office, funded: EscrowAccount, payee: object) -> None:
    node = cases.topped_out(who, funded)
    release = cases.paid(who, cases.drafted(who, funded, payee, 1_000_000, node), bank_serial="P1")
    laid_out(funded, who.chief)
    today = clock.today()
    rows = movements(-900_000, opening=6_000_000, on=str(today), payer="某公司")
    taken(funded, who.finance, [("P1", *rows[0][1:])], from_on=today, to_on=today)
    line = confirmed(funded.lines.get(), who.finance, who.chief)
    assert (line.status, release.status, sums(funded)) == ("open", "paid", (yuan(6_000_000), yuan(0), yuan(0)))
    assert refused(lambda: lines.book_line(actor=who.finance, line=line)) == [lines.NO_ORDER]


def test_a_reversal_by_hand_before_the_answer_is_enough(
    held: EscrowAccount, disputed: StatementLine, finance: User, chief: User
) -> None:
    ledger.reverse(actor=finance, entry=held.entries.get(), booked_on=DAY, bank_serial="R1", document="1 号",
                   token="by-hand-1", memo="录错")
    line = confirmed(disputed, finance, chief)
    assert (line.answers.get().reversal, [kind for kind, *_ in book(held)], sums(held)[0]) == (
        None, ["other", "reversal", "other"], yuan(600)
    )


def test_a_closed_month_stays_closed(
    held: EscrowAccount, conflict: StatementLine, finance: User, chief: User
) -> None:
    ClosedMonth.objects.create(first_day=DAY, last_day=date(2024, 3, 31), closed_by=finance, closed_at=clock.now())
    answer = answered(conflict, finance)
    before = book(held)
    assert refused(lambda: answers.confirm_answer(actor=chief, answer=answer)) == [
        "2024-03 已结账，请记在未结账的月份，并在摘要中注明实际日期。"
    ]
    answer.refresh_from_db()
    assert (answer.status, book(held)) == ("proposed", before)


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"reason": " "}, "请写明银行的答复。"), ({"evidence": []}, "请上传银行的书面答复。"),
    ({"document": ""}, "请填写银行证明编号。"),
])
def test_an_answer_says_something(
    conflict: StatementLine, finance: User, facts: dict[str, object], sentence: str
) -> None:
    assert refused(lambda: answered(conflict, finance, **facts)) == [sentence]
    assert LineAnswer.objects.count() == 0


def test_only_a_question_is_answered_and_once(
    held: EscrowAccount, conflict: StatementLine, booked: StatementLine, finance: User, clerk: User
) -> None:
    assert refused(lambda: answered(booked, finance)) == [
        "这一行已入账，没有待答复的冲突，请刷新页面查看。"
    ]
    with pytest.raises(ServiceError, match="权限"):
        answered(conflict, clerk)
    answered(conflict, finance)
    assert refused(lambda: answered(conflict, finance)) == ["这一行的答复正在等待复核。"]


def test_two_persons(held: EscrowAccount, conflict: StatementLine, finance: User, chief: User) -> None:
    answer = answered(conflict, finance)
    assert refused(lambda: answers.confirm_answer(actor=finance, answer=answer)) == [
        "您没有“复核答复”的权限，请联系有此权限的同事办理。"
    ]
    RoleGrant.objects.create(user=finance, role="chief", reason="测试授权")
    both = User.objects.get(pk=finance.pk)
    for deed in (answers.confirm_answer, answers.return_answer):
        more = {"reason": "不清楚"} if deed is answers.return_answer else {}
        assert refused(lambda deed=deed, more=more: deed(actor=both, answer=answer, **more)) == [answers.OWN]
    answers.confirm_answer(actor=chief, answer=answer)
    for wrong in ({"decided_by": finance}, {"decided_by": None}, {"status": "proposed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LineAnswer.objects.filter(pk=answer.pk).update(**wrong)


def test_one_answer_waits_at_a_time(conflict: StatementLine, finance: User) -> None:
    answer = answered(conflict, finance)
    answer.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save(force_insert=True)


def test_what_was_returned_is_answered_again(
    held: EscrowAccount, conflict: StatementLine, finance: User, chief: User
) -> None:
    assert (kinds(finance), kinds(chief)) == ([("流水冲突", "答复")], [])
    answer = answered(conflict, finance, "keep")
    assert (kinds(finance), kinds(chief)) == ([], [("流水冲突", "复核")])
    assert refused(lambda: answers.return_answer(actor=chief, answer=answer, reason=" ")) == ["请写明退回的原因。"]
    answers.return_answer(actor=chief, answer=answer, reason="没有盖章")
    assert (kinds(finance), kinds(chief)) == ([("流水冲突", "答复")], [])
    conflict.refresh_from_db()
    assert (conflict.status, conflict.answers.get().remark) == ("conflict", "没有盖章")
    confirmed(conflict, finance, chief, "keep")
    assert (kinds(finance), kinds(chief)) == ([], [])


def test_a_day_is_not_closed_over_a_question(
    held: EscrowAccount, booked: StatementLine, finance: User, chief: User
) -> None:
    assert compared(held, finance).status == ReconciliationStatus.MATCHED
    days = {"from_on": DAY, "to_on": DAY}
    taken(held, finance, movements(700, 50), **days)
    conflict = held.lines.get(status=LineStatus.CONFLICT)
    asked = "还有 1 笔流水冲突没有答复，请先在“银行流水”中办理"
    row = compared(held, finance)
    assert (row.status, row.difference) == (ReconciliationStatus.DIFFERENT, yuan(100))
    held.refresh_from_db()
    assert held.pause_reason == f"2024-03-01 对账不平，差额 100.00 元；{asked}"
    row = reconciliations.explain(actor=finance, reconciliation=row, amount=yuan(100), cause="待银行更正")
    assert refused(lambda: reconciliations.close_difference(actor=chief, reconciliation=row)) == [
        f"{asked}，不能关闭。"
    ]
    confirmed(conflict, finance, chief, "keep")
    row = compared(held, finance)
    assert (row.status, row.difference, row.explained) == (ReconciliationStatus.MATCHED, yuan(0), yuan(0))


def test_a_question_alone_reopens_a_day_and_its_answer_closes_it(
    held: EscrowAccount, booked: StatementLine, finance: User, chief: User
) -> None:
    compared(held, finance)
    StatementLine.objects.create(
        file=booked.file, account=held, serial="B1", booked_on=DAY, amount=yuan(700), digest="other", row=9,
        status=LineStatus.CONFLICT,
    )
    asked = "还有 1 笔流水冲突没有答复，请先在“银行流水”中办理"
    assert months.obstacle(held, DAY) == asked
    row = compared(held, finance)
    assert (row.status, row.difference, months.obstacle(held, DAY)) == (
        ReconciliationStatus.DIFFERENT, yuan(0), "2024-03-01 对账有差异"
    )
    StatementLine.objects.filter(digest="other").delete()
    assert (compared(held, finance).status, months.obstacle(held, DAY)) == (ReconciliationStatus.MATCHED, "")


def test_at_the_window(
    held: EscrowAccount, conflict: StatementLine, finance: User, chief: User, client_of: Callable[[User], Client]
) -> None:
    desk, head, page = client_of(finance), client_of(chief), conflict.get_absolute_url()

    def buttons(client: Client) -> list[str]:
        return [button.label for button in client.get(page).context["buttons"]]

    assert (buttons(desk), buttons(head)) == (["答复冲突"], [])
    against = desk.get(page).context["parts"]["details"][0][1].data.data
    assert [(row["side"], row["amount"], row["words"]) for row in against] == [
        ("银行对账单", yuan(600), "已入账"), ("监管流水", yuan(600), "第 1 笔 其他入账")
    ]
    url = reverse("presale:line_answer", args=[conflict.pk])
    refusal = desk.post(url, {"choice": "", "document": "1 号", "reason": "银行更正"})
    assert dict(refusal.context["form"].errors) == {
        "choice": ["请选择银行答复。"], "evidence": ["请选择要上传的文件。"]
    }
    desk.post(url, {"choice": "accept", "document": "1 号", "reason": "银行更正", "evidence": evidence("函.pdf")})
    assert desk.get(url).context["blocked"] == "这一行的答复正在等待复核。"
    answer = LineAnswer.objects.get()
    assert (buttons(desk), buttons(head)) == ([], ["复核答复", "退回答复"])
    head.post(reverse("presale:answer_confirm", args=[answer.pk]), {})
    conflict.refresh_from_db()
    assert (conflict.status, buttons(desk), buttons(head)) == ("booked", [], [])
    shown = desk.get(page).context["parts"]["details"]
    assert [title for title, _table in shown] == ["银行答复"]
    assert shown[0][1].rows[0].record.decided_by == chief


def test_a_refused_confirmation_leaves_a_trace(
    conflict: StatementLine, finance: User, chief: User, client_of: Callable[[User], Client]
) -> None:
    answer = answered(conflict, finance)
    ClosedMonth.objects.create(first_day=DAY, last_day=date(2024, 3, 31), closed_by=finance, closed_at=clock.now())
    client_of(chief).post(reverse("presale:answer_confirm", args=[answer.pk]), {})
    trace = Entry.objects.about(conflict).get(action="复核冲突答复被拒")
    assert trace.reason == "2024-03 已结账，请记在未结账的月份，并在摘要中注明实际日期。"


def test_the_serial_of_a_correction_fits(held: EscrowAccount, clerk: User, finance: User, chief: User) -> None:
    serial = "9" * 40
    received(held, 601, by=clerk, bank_serial=serial, on=DAY)
    taken(held, finance, [(serial, *movements(600)[0][1:])])
    line = confirmed(held.lines.get(), finance, chief)
    assert line.entry.bank_serial == f"{'9' * 28}/更正{line.answers.get().pk}"
    assert line.entry.amount == yuan(600)
