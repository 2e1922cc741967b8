"""Releases on their way to the bank, made as rows: what the steps before are about is tested elsewhere."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from presale import ledger
from presale.enums import (
    AccountStatus,
    LineStatus,
    NodeCode,
    NodeStatus,
    ProposalStatus,
    Purpose,
    ReconciliationStatus,
    ReleaseStatus,
)
from presale.models import (
    Decision,
    EscrowAccount,
    LedgerEntry,
    NodeCertification,
    QuotaProposal,
    Reconciliation,
    Release,
    StatementFile,
    StatementLine,
)
from presale.services.decisions import decide
from presale.workflow import RELEASE
from tests.presale import builders
from tests.presale.builders import OPENED, yuan

_numbers = count(1)


@dataclass(frozen=True)
class People:
    """Who acts on a release: five natural persons."""

    clerk: User
    chief: User
    finance: User
    deputy: User
    director: User
    inspector: User | None = None


def verified(
    account: EscrowAccount, amount: str | int | Decimal, people: People, node: NodeCertification | None = None,
) -> Release:
    """Return an application that finance has checked; so many at once would not have been accepted at the window."""
    payee = account.payees.first() or builders.payee(account, by=people.clerk, confirmed_by=people.chief)
    made = Release.objects.create(
        number=f"YK{next(_numbers):06}", account=account, amount=yuan(amount), approved_amount=yuan(amount),
        payee=payee, payee_name=payee.name, payee_bank=payee.bank_name, payee_account=payee.payee_account,
        purpose=Purpose.PROGRESS, contract_doc=payee.contract_doc, applicant="马建国", applied_on=OPENED, node=node,
        accepted_by=people.clerk, inspected_by=people.chief, verified_by=people.finance, recorded_by=people.clerk,
        recorded_at=clock.now(), quota=account.quotas.order_by("-version").first(), status=ReleaseStatus.VERIFIED,
    )
    for code, by in (("accept", people.clerk), ("verify", people.finance)):
        _told(by, made, code)
    return made


def paying(account: EscrowAccount, amount: str | int | Decimal, people: People) -> Release:
    """Return a release that was approved, with its money set aside, and sent to the bank."""
    with transaction.atomic():
        locked = ledger.lock_account(account)
        made = verified(locked, amount, people)
        made.approved_by, made.approved_at = people.deputy, clock.now()
        made.digest = _told(people.deputy, made, "approve").digest
        made.notice_no, made.notified_on = f"监拨{made.number}", OPENED
        made.status = ReleaseStatus.PAYING
        made.save()
        ledger.reserve(locked, made.approved_amount)
    return made


def _told(by: User, release: Release, code: str) -> Decision:
    """Take a step as far as decision and diary go."""
    step = RELEASE.steps[code]
    record(actor=by, action=f"用款{step.label}", label=f"{step.label}：{release}", obj=release)
    return decide(by, release, step)


def paid(release: Release, by: User, *, on: date = OPENED, serial: str = "", token: str = "") -> Release:
    """Book the bank's receipt of a release and close it."""
    serial = serial or f"P{release.pk:08}"
    with transaction.atomic():
        ledger.lock_account(release.account)
        ledger.pay_release(actor=by, release=release, booked_on=on, bank_serial=serial, token=token or f"t{serial}")
        release.status, release.paid_on = ReleaseStatus.PAID, on
        release.save()
        _told(by, release, "pay")
    return release


# -- what a hand in the database may leave behind --------------------------------------------------------


def booked_line(entry: LedgerEntry, *, amount: Decimal) -> StatementLine:
    """Return a line of the bank that was booked as ``entry`` and says another amount."""
    file = StatementFile.objects.create(
        account=entry.account, bank=entry.account.bank, name="对账单.csv", sha256="0" * 64, from_on=entry.booked_on,
        to_on=entry.booked_on, closing=amount, recorded_by=entry.recorded_by, recorded_at=clock.now(),
    )
    return StatementLine.objects.create(
        file=file, account=entry.account, serial=entry.bank_serial, booked_on=entry.booked_on, amount=amount,
        digest="0", row=1, status=LineStatus.BOOKED, entry=entry,
    )


def reconciled(account: EscrowAccount, *, explained: Decimal) -> Reconciliation:
    """Return a day that is closed with a difference that nobody has explained."""
    sides: dict[str, Decimal | int] = {"ledger_count": 1, "ledger_amount": 0, "ledger_balance": 0, "bank_count": 1,
                                       "bank_amount": 0, "bank_balance": explained}
    return Reconciliation.objects.create(
        account=account, day=OPENED, difference=explained, explained=explained, status=ReconciliationStatus.MATCHED,
        recorded_by=account.recorded_by, recorded_at=clock.now(), **sides,
    )


def deducted_and_active(account: EscrowAccount, by: User) -> None:
    """Let a court take money, and the account go on as if nothing had happened."""
    ledger.deduct(actor=by, account=account, amount=yuan(1), booked_on=OPENED, bank_serial="K1", document="裁定",
                  court="云岭县人民法院", token="k1")
    EscrowAccount.objects.filter(pk=account.pk).update(status=AccountStatus.ACTIVE)


def node_of_one(account: EscrowAccount, by: User, other: User) -> NodeCertification:
    """Return a node that was entered and certified by one and the same."""
    return NodeCertification.objects.create(
        building=account.buildings.get(), node=NodeCode.HALF, applied_on=OPENED, inspected_on=OPENED,
        inspector_one=by, inspector_two=other, certified_on=OPENED, certified_by=by, status=NodeStatus.CERTIFIED,
        recorded_by=by, recorded_at=clock.now(),
    )


def proposal_of(account: EscrowAccount, by: User, decided_by: User, *, amount: Decimal) -> QuotaProposal:
    """Return a proposal that became the first version of the quota, and says another amount."""
    version = account.quotas.get()
    return QuotaProposal.objects.create(
        account=account, rules=account.rules, inputs={}, working=version.working, amount=amount, reason="核定",
        effective_on=version.effective_on, status=ProposalStatus.APPROVED, version=version, decided_by=decided_by,
        decided_on=OPENED, recorded_by=by, recorded_at=clock.now(),
    )


def columns_of(model: type, leave: Sequence[str] = ()) -> list[str]:
    """Return the stored columns of a model but its key."""
    return [field.column for field in model._meta.concrete_fields if field.column not in ("id", *leave)]
