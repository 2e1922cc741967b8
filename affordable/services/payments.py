"""Single payments: what came back is put right for the next sending; what was paid wrongly is recovered."""
from datetime import date

from django.db import transaction

from affordable.enums import PaymentStatus, ResultKind
from affordable.models import PaymentResult, PayoutCard, SubsidyPayment
from affordable.services.checks import lock_record, lock_with_whole
from affordable.services.derived_progress import state_progress
from affordable.workflow import ENTER, FINANCE
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.journal.stages import happen
from housing_portal.kit import text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.secrecy import mask_names


@transaction.atomic
def ready_payment(*, actor: User, payment: SubsidyPayment, reason: str = "") -> SubsidyPayment:
    """Make a returned payment ready to be sent again, to the card that the family uses now.

    Raises NeedsReason when that is the card from which it came back.
    """
    must(actor, ENTER)
    payment = _locked(actor, payment)
    before = snapshot(payment)
    if payment.status != PaymentStatus.RETURNED:
        raise ServiceError(f"这笔补贴{payment.get_status_display()}，只有退票才需要更正。")
    card = PayoutCard.objects.filter(family=payment.family, is_current=True).select_related("holder").first()
    if card is None or not card.holder.is_current:
        raise ServiceError("这个家庭没有可用的代发账户，请先在保障对象页面登记。")
    facts = (card.holder.name, card.bank_name, card.card)
    if facts == (payment.payee_name, payment.bank_name, payment.card) and not text.clean(reason):
        raise NeedsReason(f"代发账户与退票时相同（退票原因：{payment.get_return_reason_display()}）。"
                          "请先登记新的代发账户；银行已处理、仍用原卡的请写明情况。")
    names = (mask_names(payment.payee_name), mask_names(card.holder.name))
    payment.payee_name, payment.bank_name, payment.card = facts
    payment.is_ready, payment.readied_by = True, actor
    return change(actor, "更正退票账户", payment, before, reason=reason, also={"户名": names})


@transaction.atomic
def claw_back(
    *, actor: User, payment: SubsidyPayment, on: date, note: str, evidence: Evidence = ()
) -> SubsidyPayment:
    """Enter that a payment which should not have been made has been recovered; it counts as paid no longer."""
    must(actor, FINANCE)
    lock_with_whole(payment.unit)
    payment = _locked(actor, payment)
    before = snapshot(payment)
    if payment.status != PaymentStatus.PAID:
        raise ServiceError(f"这笔补贴{payment.get_status_display()}，只有已到账的才能登记追回。")
    not_in_future("on", on)
    not_before("on", on, payment.paid_on, "到账日期")
    if not text.clean(note):
        raise ServiceError({"note": "请写明追回原因和凭证。"})
    happen(actor, PaymentResult(
        payment=payment, attempt=payment.batch.attempt, kind=ResultKind.CLAWED_BACK, amount=payment.amount, on=on,
        note=note,
    ))
    payment.status = PaymentStatus.CLAWED_BACK
    change(actor, "登记追回", payment, before, evidence, reason=note)
    state_progress(actor, [payment.unit], [on])
    return payment


def _locked(actor: User, payment: SubsidyPayment) -> SubsidyPayment:
    """Lock the batch first: nothing of it is sent meanwhile."""
    lock_record(actor, payment.batch)
    return lock_record(actor, payment)
