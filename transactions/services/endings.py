"""How a contract ends: 撤销网签 before it is filed, 注销备案 after it. Its number is never used again."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from transactions.enums import SEALS, EndReason, EventKind
from transactions.models import SaleContract
from transactions.services.entry import Evidence
from transactions.services.events import book_whole, must_follow
from transactions.services.filing import must_be_another
from transactions.services.holding import begin, finish, must_have, must_say

ON_PAPER = {EndReason.COURT: "生效法律文书"}
BY_BOTH = "双方解除申请"


@transaction.atomic
def void_contract(
    *, actor: User, contract: SaleContract, end_reason: str, reason: str, ended_on: date | None = None,
    evidence: Evidence = (),
) -> SaleContract:
    """Take back a signing that has not been filed; the room is free again."""
    contract, before, step = begin(actor, contract, "void")
    on = ended_on or clock.today()
    must_follow(contract, "ended_on", on)
    contract.ended_on, contract.end_reason = on, _known(end_reason)
    _must_be_unsealed(contract)
    if contract.end_reason in ON_PAPER:
        must_have(evidence, f"请上传{proof_of(end_reason)}。")
    contract.end_note = must_say(reason, "请写明撤销网签的原因。")
    finish(actor, step.label, contract, before, evidence, contract.end_note)
    book_whole(actor, contract, EventKind.VOID, on, sign=-1)
    return contract


@transaction.atomic
def request_cancel(
    *, actor: User, contract: SaleContract, end_reason: str, reason: str, evidence: Evidence,
    loan_release: str = "",
) -> SaleContract:
    """Ask for the end of a filed contract, on the application of both parties or a document of a court.

    A contract with a loan must say how the loan and the advance registration were released.
    """
    contract, before, step = begin(actor, contract, "cancel")
    kind = proof_of(_known(end_reason))
    must_have(evidence, f"请上传{kind}。")
    words = must_say(reason, "请写明申请注销的原因。")
    if contract.loan_amount and not loan_release.strip():
        raise ServiceError({"loan_release": "合同有贷款，请写明贷款结清、预告登记和预抵押解除的情况。"})
    release = f"；贷款、预告登记：{loan_release.strip()}" if loan_release.strip() else ""
    contract.end_reason, contract.end_note = end_reason, words + release
    _must_be_unsealed(contract)
    contract.submitted_by, contract.confirmed_by = actor, None
    return finish(actor, step.label, contract, before, evidence, contract.end_note, proof=kind)


@transaction.atomic
def approve_cancel(*, actor: User, contract: SaleContract, ended_on: date | None = None) -> SaleContract:
    """End a filed contract; the end is booked on its own day and touches no earlier figure."""
    contract, before, step = begin(actor, contract, "approve_cancel")
    must_be_another(actor, contract)
    _must_be_unsealed(contract)
    on = ended_on or clock.today()
    must_follow(contract, "ended_on", on)
    contract.ended_on, contract.confirmed_by = on, actor
    finish(actor, step.label, contract, before, reason=contract.end_note)
    book_whole(actor, contract, EventKind.CANCEL, on, sign=-1, was_filed=True)
    return contract


@transaction.atomic
def refuse_cancel(*, actor: User, contract: SaleContract, reason: str) -> SaleContract:
    """Leave a filed contract as it is."""
    contract, before, step = begin(actor, contract, "refuse_cancel")
    must_be_another(actor, contract)
    words = must_say(reason, "请写明不予注销的理由。")
    contract.end_reason, contract.end_note, contract.confirmed_by = "", "", actor
    return finish(actor, step.label, contract, before, reason=words)


def _must_be_unsealed(contract: SaleContract) -> None:
    """What a court holds the parties do not give up by agreement: they need its document."""
    sealed = contract.room.restrictions.active().filter(kind__in=SEALS).order_by("from_on", "pk").first()
    if sealed is not None and contract.end_reason != EndReason.COURT:
        by = f"{sealed.get_kind_display()}（{sealed.authority}，{sealed.case_no}）"
        raise ServiceError(f"这户自 {sealed.from_on} 起{by}，解除之前只能凭生效法律文书撤销、注销。")


def proof_of(end_reason: str) -> str:
    """Return the name of the document on which a contract is ended for this reason."""
    return ON_PAPER.get(EndReason(end_reason), BY_BOTH)


def _known(end_reason: str) -> str:
    if end_reason not in EndReason.values:
        raise ServiceError({"end_reason": "请选择撤销、注销原因。"})
    return end_reason
