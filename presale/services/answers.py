"""流水冲突: what the bank says of a line that it, or the ledger, states otherwise under the same serial.

One person writes the bank's answer down on its paper, another confirms it: either the line counts and takes the place
of what was there, reversed and booked anew, or it is void. Locks: account, answer, line.
"""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.workflow import Step
from presale import ledger
from presale.enums import IN_KINDS, IN_QUESTION, AnswerChoice, AnswerStatus, EntryKind
from presale.models import LedgerEntry, LineAnswer, StatementLine
from presale.services.receipts import standing_match
from presale.workflow import ANSWER, QUESTION, VERIFY
from transactions.services.entry import Evidence, keep, lock, must
from transactions.services.holding import must_have, must_say

OWN = "答复冲突的人不能自己复核，请由另一位同事办理。"
KEPT = 28  # characters of a serial to which a correction is added


@transaction.atomic
def answer_line(
    *, actor: User, line: StatementLine, choice: str, document: str, reason: str, evidence: Evidence = ()
) -> LineAnswer:
    """Write down what the bank has answered; it counts when another person has confirmed it."""
    must(actor, VERIFY)
    line = _locked(line)
    if fault := why_not(line):
        raise ServiceError(fault)
    reason = must_say(reason, "请写明银行的答复。")
    if not document.strip():
        raise ServiceError({"document": "请填写银行证明编号。"})
    must_have(evidence, "请上传银行的书面答复。")
    answer = LineAnswer(line=line, choice=choice, document=document, reason=reason)
    answer.recorded_by, answer.recorded_at = actor, clock.now()
    save_checked(answer)
    keep(actor, line, evidence, "银行答复")
    record(actor=actor, action="答复冲突", label=f"答复冲突：{line}", obj=line, reason=reason,
           after={"银行答复": answer.get_choice_display(), "银行证明编号": answer.document})
    return answer


@transaction.atomic
def confirm_answer(*, actor: User, answer: LineAnswer) -> LineAnswer:
    """Let the answer count."""
    answer, step = _begin(actor, answer, "confirm")
    deed = _accept if answer.choice == AnswerChoice.ACCEPT else _keep
    deed(actor, answer)
    return _decide(actor, answer, step)


@transaction.atomic
def return_answer(*, actor: User, answer: LineAnswer, reason: str) -> LineAnswer:
    """Send the answer back: the line waits for another one."""
    answer, step = _begin(actor, answer, "return")
    answer.remark = must_say(reason, "请写明退回的原因。")
    return _decide(actor, answer, step)


# -- what stands against a line ------------------------------------------------------------------------


def why_not(line: StatementLine) -> str:
    """Return why no answer is wanted for ``line`` now, or nothing."""
    if line.status not in IN_QUESTION:
        return f"这一行{line.get_status_display()}，没有待答复的冲突，请刷新页面查看。"
    waiting = line.answers.filter(status=AnswerStatus.PROPOSED).exists()
    return "这一行的答复正在等待复核。" if waiting else ""


def beside(line: StatementLine) -> StatementLine | None:
    """Return the line of the same serial by which the bank has stood until now."""
    return line.account.lines.stated().filter(serial=line.serial).exclude(pk=line.pk).first()


def entry_against(line: StatementLine) -> LedgerEntry | None:
    """Return what the ledger holds under the serial of a line in question."""
    other = beside(line)
    if other is not None and other.entry is not None:
        return other.entry
    return line.account.entries.filter(bank_serial=line.ledger_serial).first()


# -- shared steps --------------------------------------------------------------------------------------


def _locked(line: StatementLine) -> StatementLine:
    account = ledger.lock_account(line.account)
    line = lock(line)
    line.account = account
    return line


def _begin(actor: User, answer: LineAnswer, code: str) -> tuple[LineAnswer, Step]:
    line = _locked(answer.line)
    answer = lock(answer)
    answer.line = line
    step = ANSWER.enter(answer, code, actor)
    if actor.is_person(answer.recorded_by_id):
        raise ServiceError(OWN)
    return answer, step


def _decide(actor: User, answer: LineAnswer, step: Step) -> LineAnswer:
    answer.decided_by, answer.decided_at = actor, clock.now()
    save_checked(answer)
    line = answer.line
    record(actor=actor, action=step.label, label=f"{step.label}：{line}", obj=line, reason=answer.remark,
           after={"银行答复": answer.get_choice_display(), "状态": line.get_status_display()})
    return answer


def _move(actor: User, line: StatementLine, code: str, entry: LedgerEntry | None, note: str) -> None:
    QUESTION.enter(line, code, actor)
    line.entry, line.note = entry, note
    save_checked(line)


def _keep(actor: User, answer: LineAnswer) -> None:
    _move(actor, answer.line, "keep", None, f"银行确认原内容（{answer.document}）")


def _accept(actor: User, answer: LineAnswer) -> None:
    """Put the line in the place of what stood there: the line beside it is void, its entry is corrected."""
    line, other, entry = answer.line, beside(answer.line), entry_against(answer.line)
    note = f"银行更正（{answer.document}）"
    if other is not None:
        other.account = line.account
        _move(actor, other, "replace", None, f"{note}，由同号的另一行取代")
    if entry is None:
        _move(actor, line, "accept", None, note)
    elif (entry.booked_on, entry.amount) == (line.booked_on, line.amount):
        _move(actor, line, "rebook", entry, note)
    else:
        _correct(actor, answer, entry, note)


def _correct(actor: User, answer: LineAnswer, entry: LedgerEntry, note: str) -> None:
    """Reverse what was booked; a receipt is booked anew for whom it was, a payment when its order is known."""
    line, serial = answer.line, answer.line.serial[:KEPT]
    given = standing_match(entry)
    if not LedgerEntry.objects.filter(reversal_of=entry).exists():
        answer.reversal = ledger.reverse(
            actor=actor, entry=entry, booked_on=entry.booked_on, bank_serial=f"{serial}/冲正{answer.pk}",
            document=answer.document, token=f"answer-{answer.pk:08}-reverse", memo=answer.reason,
        )
    line.corrected_serial = f"{serial}/更正{answer.pk}"
    if line.amount < 0 or entry.kind not in IN_KINDS:
        _move(actor, line, "accept", None, note)
        return
    made = ledger.receive(
        actor=actor, account=line.account, kind=EntryKind(given.kind if given else entry.kind), amount=line.amount,
        booked_on=line.booked_on, bank_serial=line.corrected_serial, token=f"answer-{answer.pk:08}-receive",
        payer=line.counterparty, memo=line.memo, contract=given.contract if given else entry.contract,
    )
    _move(actor, line, "rebook", made, note)
