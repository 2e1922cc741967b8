"""Entries, statements, reconciliations and closed months, made by the services."""
from datetime import date

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.kit.periods import month_end
from presale.models import (
    ClosedMonth,
    EscrowAccount,
    LedgerEntry,
    LineAnswer,
    Reconciliation,
    StatementFile,
    StatementLayout,
    StatementLine,
)
from presale.services import answers, lines, receipts, reconciliations
from tests.material import pdf_bytes
from tests.pages import records_escrow_accounts as accounts
from tests.pages.records import DAY, Writers
from tests.pages.route import Route
from tests.presale import statements
from tests.presale.builders import yuan


def finance() -> User:
    """Return whoever keeps the books; one for all accounts."""
    known = User.objects.filter(username="finance.books").first()
    if known:
        return known
    bureau = Unit.objects.get(kind=UnitKind.BUREAU)
    made = User.objects.create(username="finance.books", name="孙财务", unit=bureau)
    RoleGrant.objects.create(user=made, role="finance", reason="测试授权")
    return made


def receipt(by: Writers, unit: Unit) -> LedgerEntry:
    return receipts.record_receipt(
        actor=finance(), account=accounts.active(by, unit), kind="other", amount=yuan(600), booked_on=DAY,
        bank_serial="B1", token=f"token-{unit.pk:04}", payer="周小静",
    )


def _account(by: Writers, unit: Unit) -> EscrowAccount:
    account = accounts.active(by, unit)
    account.bank.layout = StatementLayout.objects.order_by("pk").first() or statements.layout(by.chief)
    account.bank.save()
    return account


def file(by: Writers, unit: Unit) -> StatementFile:
    rows = statements.movements(600, -200, on=str(DAY))
    return statements.taken(_account(by, unit), finance(), rows, to_on=DAY)


def line(by: Writers, unit: Unit) -> StatementLine:
    return file(by, unit).lines.order_by("pk").first()


def disputed(by: Writers, unit: Unit) -> StatementLine:
    """Return a line whose serial stands in the ledger with another amount."""
    account = _account(by, unit)
    receipts.record_receipt(
        actor=finance(), account=account, kind="other", amount=yuan(601), booked_on=DAY, bank_serial="B1",
        token=f"token-{unit.pk:04}",
    )
    taken = statements.taken(account, finance(), statements.movements(600, on=str(DAY)), to_on=DAY)
    return taken.lines.get()


def answer(by: Writers, unit: Unit) -> LineAnswer:
    return answers.answer_line(
        actor=finance(), line=disputed(by, unit), choice="accept", document="更正函 1 号", reason="银行更正",
        evidence=[("更正函.pdf", pdf_bytes("更正函"))],
    )


def ignored(by: Writers, unit: Unit) -> StatementLine:
    return lines.ignore_line(actor=finance(), line=line(by, unit), reason="银行误记")


def different(by: Writers, unit: Unit) -> Reconciliation:
    return reconciliations.reconcile(actor=finance(), account=file(by, unit).account, day=DAY)


def explained(by: Writers, unit: Unit) -> Reconciliation:
    row = different(by, unit)
    return reconciliations.explain(actor=finance(), reconciliation=row, amount=row.difference, cause="银行误记")


def month(by: Writers, unit: Unit) -> ClosedMonth:
    """Return the month after the last closed one, well before any entry."""
    first = date(2023, ClosedMonth.objects.count() + 1, 1)
    return ClosedMonth.objects.create(
        first_day=first, last_day=month_end(first.year, first.month), closed_by=by.clerk,
        closed_at=by.clerk.password_changed_at,
    )


VIEW, CONFIRM, VERIFY = "presale.view", "presale.confirm", "presale.verify"
# escrow belongs to the bureau: nobody else has the permissions
ESCROW_BANKSIDE = [
    *(Route(f"presale:{noun}_list", VIEW) for noun in (
        "entry", "unidentified", "statement", "line", "reconciliation", "month",
    )),
    *(Route(f"presale:{noun}_detail", VIEW, make, outside=403) for noun, make in (
        ("entry", receipt), ("statement", file), ("line", line), ("reconciliation", different), ("month", month),
    )),
    *(Route(f"presale:{name}", VERIFY) for name in (
        "receipt_create", "deduction_create", "statement_import", "reconciliation_create", "month_close",
    )),
    *(Route(f"presale:{name}", VERIFY, make, outside=403) for name, make in (
        ("entry_reverse", receipt), ("entry_match", receipt), ("entry_unmatch", receipt), ("statement_book", file),
        ("line_book", line), ("line_kind", line), ("line_answer", disputed),
        ("line_ignore", line), ("line_reopen", ignored), ("reconciliation_explain", different),
    )),
    Route("presale:reconciliation_close", CONFIRM, explained, outside=403),
    *(Route(f"presale:answer_{code}", CONFIRM, answer, outside=403) for code in ("confirm", "return")),
]
