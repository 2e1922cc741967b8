"""代发文件: names and cards in clear, made once for every sending and kept with its digest.

Whoever opens the kept file later says why; the diary names him.
"""
import csv
import hashlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.db import transaction

from affordable.enums import PaymentKind, PaymentStatus
from affordable.models import SubsidyBatch
from affordable.querysets import PaymentQuerySet
from affordable.services.batch_content import must_be_as_approved
from affordable.services.checks import lock_record
from affordable.services.subsidy_batches import must_be_another
from affordable.workflow import BATCH
from housing_portal.accounts.models import User
from housing_portal.journal.entry import change
from housing_portal.journal.services import attach_list, snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.stream import Column, write_rows

FORMATS = ("xlsx", "csv")
BLOCK = 2_000
# the bank fills in the last three and sends the file back
COLUMNS = (
    Column("批次号", width=18), Column("明细号", width=12), Column("户名", width=16), Column("开户行", width=30),
    Column("卡号", width=24), Column("金额", "money", 14), Column("所属季度", width=16), Column("发放结果", width=10),
    Column("入账日期", "date", 12), Column("退票原因", width=16),
)


@transaction.atomic
def export_batch(*, actor: User, batch: SubsidyBatch, file_format: str, reason: str) -> SubsidyBatch:
    """Make the file for the bank, by somebody who has neither computed nor decided anything of the batch."""
    batch = lock_record(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "export", actor)
    must_be_another(batch, actor, "exported_by")
    must_be_as_approved(batch)
    batch.exported_by = actor
    return _file(actor, step.label, batch, before, batch.payments.all(), file_format, reason)


@transaction.atomic
def reissue_batch(*, actor: User, batch: SubsidyBatch, file_format: str, reason: str) -> SubsidyBatch:
    """Send what was returned and has been put right to the bank once more, in a file of its own."""
    batch = lock_record(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "reissue", actor)
    ready = batch.payments.filter(status=PaymentStatus.RETURNED, is_ready=True)
    if not ready.exists():
        raise ServiceError("还没有可以补发的退票，请先在退票明细中核对或更正代发账户。")
    if any(actor.is_person(pk) for pk in ready.order_by().values_list("readied_by", flat=True).distinct()):
        raise ServiceError("其中有由您本人更正的代发账户，须由另一位同事办理补发。")
    batch = _file(actor, step.label, batch, before, ready, file_format, reason)
    ready.update(status=PaymentStatus.REISSUED, is_ready=False)
    return batch


def _file(
    actor: User, action: str, batch: SubsidyBatch, before: dict[str, Any], payments: PaymentQuerySet, file_format: str,
    reason: str,
) -> SubsidyBatch:
    if file_format not in FORMATS:
        raise ServiceError({"file_format": "文件格式是 xlsx 或 csv。"})
    if not text.clean(reason):
        raise ServiceError({"reason": "代发文件含完整户名和卡号，请写明导出用途。"})
    batch.attempt += 1
    content = bank_file(batch, payments, file_format)
    batch.file_digest = hashlib.sha256(content).hexdigest()
    attach_list(actor=actor, obj=batch, name=f"代发文件 {batch.code}.{file_format}", content=content, kind="代发文件")
    return change(actor, action, batch, before, reason=reason)


def bank_file(batch: SubsidyBatch, payments: PaymentQuerySet, file_format: str) -> bytes:
    """Return the file for the bank: one line per payment, names and cards in clear."""
    rows = _rows(batch, payments)
    return _workbook(rows) if file_format == "xlsx" else _text(rows)


def _rows(batch: SubsidyBatch, payments: PaymentQuerySet) -> Iterator[Sequence[Any]]:
    columns = ("pk", "payee_name", "bank_name", "card", "amount", "year", "quarter", "kind")
    for pk, name, bank, card, amount, year, quarter, kind in (
        payments.order_by("pk").values_list(*columns).iterator(BLOCK)
    ):
        note = "（补）" if kind == PaymentKind.BACKPAY else ""
        yield [batch.code, str(pk), name, bank, card.reveal(), amount, f"{year} 年第 {quarter} 季度{note}", None, None,
               None]


def _workbook(rows: Iterator[Sequence[Any]]) -> bytes:
    target = BytesIO()
    write_rows(target, COLUMNS, rows, "代发明细")
    return target.getvalue()


def _text(rows: Iterator[Sequence[Any]]) -> bytes:
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow([column.label for column in COLUMNS])
    writer.writerows(["" if cell is None else _guarded(str(cell)) for cell in row] for row in rows)
    return BOM_UTF8 + target.getvalue().encode()


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
