"""银行回单: looked at first, then all of it or nothing. Only what the bank says has been paid counts as paid."""
import hashlib
from datetime import date

from django.db import transaction

from affordable.enums import PaymentStatus, ResultKind
from affordable.imports.receipt import Answer, Awaited, Receipt, read_receipt
from affordable.models import BankReceipt, PaymentResult, SubsidyBatch, SubsidyPayment
from affordable.services.checks import lock_record, lock_units
from affordable.services.derived_progress import state_progress
from affordable.workflow import BATCH, FINANCE
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import change, enter, must
from housing_portal.journal.services import attach_list, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import ExcelError

BLOCK = 500


def plan_receipt(*, actor: User, batch: SubsidyBatch, name: str, content: bytes) -> Receipt:
    """Return what importing the file would do; changes nothing."""
    must(actor, FINANCE)
    awaited = {
        pk: Awaited(pk, payee, card.reveal(), amount)
        for pk, payee, card, amount in batch.payments.awaited().order_by("pk").values_list(
            "pk", "payee_name", "card", "amount"
        )
    }
    if not awaited:
        raise ServiceError(f"批次{batch.get_status_display()}，没有等待银行回单的明细。")
    if _known(batch, content):
        raise ServiceError({"file": "这份回单文件已导入。"})
    try:
        return read_receipt(
            content, name, code=batch.code, awaited=awaited, first=batch.sent_on, last=clock.today()
        )
    except ExcelError as error:
        raise ServiceError({"file": error.sentence}) from None


@transaction.atomic
def import_receipt(*, actor: User, batch: SubsidyBatch, name: str, content: bytes) -> SubsidyBatch:
    """Take a receipt over: every line is paid or returned from now on, and the progress of the units follows."""
    must(actor, FINANCE)
    units = _locked_units(batch)
    batch = lock_record(actor, batch)
    receipt = plan_receipt(actor=actor, batch=batch, name=name, content=content)
    if receipt.errors:
        raise ServiceError({"file": f"文件中有 {len(receipt.errors)} 处错误，没有导入任何内容；请先预览并核对。"})
    before, returned = snapshot(batch), receipt.of(ResultKind.RETURNED)
    kept = enter(actor, "导入银行回单", BankReceipt(
        unit=batch.unit, batch=batch, file_name=name[-200:], sha256=_digest(content),
        paid_count=len(receipt.answers) - len(returned), returned_count=len(returned),
    ))
    attach_list(actor=actor, obj=batch, name=name, content=content, kind="银行回单")
    PaymentResult.objects.bulk_create(
        (_result(actor, kept, batch.attempt, answer) for answer in receipt.answers), batch_size=BLOCK
    )
    days = _settle(kept)
    _return(kept)
    left = batch.payments.filter(status=PaymentStatus.RETURNED).exists()
    step = BATCH.enter(batch, "partly" if left else "settle", actor)
    change(actor, step.label, batch, before, also={"退票笔数": (None, len(returned))})
    if days:
        state_progress(actor, units, days)
    return batch


def _locked_units(batch: SubsidyBatch) -> list[Unit]:
    """Lock the units of the batch's families, its own and the whole; return those of the families in their order."""
    families = list(Unit.objects.filter(pk__in=batch.payments.order_by().values("unit")).order_by("order", "pk"))
    keys = {batch.unit_id, *(unit.pk for unit in families)}
    lock_units(Unit.objects.filter(pk__in=keys) | Unit.objects.filter(kind=UnitKind.WHOLE))
    return families


def _known(batch: SubsidyBatch, content: bytes) -> bool:
    return BankReceipt.objects.filter(batch=batch, sha256=_digest(content)).exists()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _result(actor: User, receipt: BankReceipt, attempt: int, answer: Answer) -> PaymentResult:
    return PaymentResult(
        payment_id=answer.payment, attempt=attempt, kind=answer.kind, amount=answer.amount, on=answer.on,
        reason=answer.reason, note=answer.note, receipt=receipt, recorded_by=actor, recorded_at=clock.now(),
    )


def _settle(receipt: BankReceipt) -> list[date]:
    """Mark what was paid, day by day; return the days."""
    paid = receipt.results.filter(kind=ResultKind.PAID).order_by()
    days = sorted(set(paid.values_list("on", flat=True)))
    for day in days:
        SubsidyPayment.objects.filter(pk__in=paid.filter(on=day).values("payment")).update(
            status=PaymentStatus.PAID, paid_on=day, return_reason=""
        )
    return days


def _return(receipt: BankReceipt) -> None:
    back = receipt.results.filter(kind=ResultKind.RETURNED).order_by()
    for reason in sorted(set(back.values_list("reason", flat=True))):
        SubsidyPayment.objects.filter(pk__in=back.filter(reason=reason).values("payment")).update(
            status=PaymentStatus.RETURNED, return_reason=reason
        )
