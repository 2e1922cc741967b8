"""The invariants of rental subsidies, recomputed from their rows: sums, seals, answers of the bank, progress."""
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.core.files.storage import default_storage

from affordable.enums import BatchStatus, PaymentStatus, ResultKind
from affordable.models import BankReceipt, PaymentResult, SubsidyBatch, SubsidyPayment, SubsidyProgress
from affordable.services.batch_content import PURPOSE, content_of
from affordable.services.derived_progress import derived
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import storage_path
from housing_portal.kit.excel.bulk import read_bulk
from housing_portal.kit.figures import grouped
from housing_portal.kit.secrecy import is_signature
from reports.querysets import sizes

Sentences = Iterator[str]
UNTOUCHED = (BatchStatus.APPROVED, BatchStatus.FUNDED, BatchStatus.EXPORTED, BatchStatus.SENT)
DEEDS = {
    "测算": "computed_by_id", "复核": "checked_by_id", "批准": "approved_by_id", "生成代发文件": "exported_by_id",
}
BLOCK = 2_000


def batches_add_up() -> Sentences:
    """What stands on a batch is the sum of its lines, and four people had a part in it."""
    sums = sizes(SubsidyPayment.objects.all(), "batch", "amount")
    for batch in SubsidyBatch.objects.exclude(status__in=(BatchStatus.DRAFTED, BatchStatus.VOID)).order_by("pk"):
        _lines, amount = sums.get(batch.pk, (0, Decimal(0)))
        if batch.amount != amount:
            yield f"{batch}（{batch.pk}）：批次金额 {grouped(batch.amount, 2)} 元，明细合计 {grouped(amount, 2)} 元"
        people = [getattr(batch, name) for name in DEEDS.values() if getattr(batch, name)]
        if len(set(people)) < len(people):
            yield f"{batch}（{batch.pk}）：测算、复核、审批、导出中有同一人"


def batches_are_as_approved() -> Sentences:
    """Up to the bank's answer families, amounts, names and cards are those that were approved."""
    for batch in SubsidyBatch.objects.filter(status__in=UNTOUCHED).order_by("pk"):
        if not is_signature(PURPOSE, content_of(batch), batch.digest):
            yield f"{batch}（{batch.pk}）：内容与批准时的校验值不符"


def paid_is_what_the_bank_said() -> Sentences:
    """A line counts as paid for one answer of the bank over its amount and day, and for no other reason."""
    rows = PaymentResult.objects.standing().filter(kind=ResultKind.PAID).order_by("pk")
    told = {pk: facts for pk, *facts in rows.values_list("payment", "amount", "on")}
    paid = (PaymentStatus.PAID, PaymentStatus.CLAWED_BACK)
    lines = SubsidyPayment.objects.order_by("pk").values_list("pk", "amount", "paid_on", "status")
    for pk, amount, day, status in lines:
        if status in paid and told.get(pk) != [amount, day]:
            yield f"补贴明细 {pk}：记为 {day} 到账 {grouped(amount, 2)} 元，银行结果中没有这一笔"
        if status not in paid and pk in told:
            yield f"补贴明细 {pk}：银行结果为到账，明细不是已到账"
    for receipt in BankReceipt.objects.order_by("pk"):
        if receipt.results.count() != receipt.paid_count + receipt.returned_count:
            yield f"银行回单 {receipt.pk}：登记的笔数与结果不符"


def files_are_as_sent() -> Sentences:
    """Once the bank has answered, names and cards are those of the last file with the line, or put right since."""
    sent = SubsidyBatch.objects.filter(attempt__gt=0).exclude(status__in=(*UNTOUCHED, BatchStatus.VOID))
    for batch in sent.order_by("pk"):
        files = list(Attachment.objects.about(batch).filter(kind="代发文件").order_by("pk"))
        if batch.file_digest not in {file.sha256 for file in files}:
            yield f"{batch}（{batch.pk}）：代发文件校验值与保存的文件不符"
        told = {number: account for file in files for number, account in _accounts(file)}
        lines = batch.payments.filter(is_ready=False).order_by("pk").values_list("pk", "payee_name", "card")
        for pk, name, card in lines.iterator(BLOCK):
            if told.get(str(pk)) != (name, card.reveal()):
                yield f"补贴明细 {pk}：户名或卡号与送银行的代发文件不符"


def _accounts(file: Attachment) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield number, name and card of every line; nothing of a file that is gone, which another rule says."""
    path = storage_path(file.sha256)
    if not default_storage.exists(path):
        return
    with default_storage.open(path) as kept:
        for row in read_bulk(kept.read(), file.name, {name: (name,) for name in ("明细号", "户名", "卡号")}):
            number, *account = row.values.values()
            yield number, tuple(account)


def deeds_are_told() -> Sentences:
    """Whoever stands on a batch for one of the four deeds is the one of whom the diary says it."""
    batches = SubsidyBatch.objects.in_bulk()
    entries = Entry.objects.filter(object_type=SubsidyBatch._meta.label_lower, action__in=DEEDS).order_by("pk")
    told = {(batch, action): actor for batch, action, actor in entries.values_list("object_id", "action", "actor")}
    for pk, batch in sorted(batches.items()):
        for action, person in DEEDS.items():
            stands = getattr(batch, person)
            if stands is not None and told.get((pk, action)) != stands:
                yield f"{batch}（{pk}）：{action}的办理人与操作日志不符"


def progress_follows_payments() -> Sentences:
    """The latest derived statement of a unit and year says what the payments come to as of its day."""
    latest: dict[tuple[int, int], SubsidyProgress] = {}
    for row in SubsidyProgress.objects.filter(is_derived=True).select_related("unit").order_by("as_of", "pk"):
        latest[row.unit_id, row.year] = row
    for row in latest.values():
        now = derived(row.unit, row.as_of)
        stated = (row.quarter, row.households_cum, row.amount_cum)
        if now is not None and stated != (now.quarter, now.households_cum, now.amount_cum):
            yield (f"{row}：登记 {row.households_cum} 户、{grouped(row.amount_cum, 2)} 元，"
                   f"明细为 {now.households_cum} 户、{grouped(now.amount_cum, 2)} 元")


SUBSIDY_RULES: dict[str, Callable[[], Sentences]] = {
    "补贴批次金额等于明细合计，四个环节由四人办理": batches_add_up,
    "补贴批次内容与批准时一致": batches_are_as_approved,
    "补贴到账以银行结果为准": paid_is_what_the_bank_said,
    "补贴进度等于发放明细推导的数字": progress_follows_payments,
    "补贴发放的户名和卡号与代发文件一致": files_are_as_sent,
    "补贴批次的办理人与操作日志一致": deeds_are_told,
}
