"""What was approved of a batch, line by line, and the seal by which every later step knows it again."""
import json
from collections.abc import Iterator

from affordable.models import SubsidyBatch, SubsidyPayment
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.secrecy import is_signature, signature

PURPOSE = "subsidy batch"
BLOCK = 2_000
STALE = "批次内容与批准时不一致，不能继续办理。请立即联系系统管理员核对操作日志。"


def seal_of(batch: SubsidyBatch) -> str:
    """Return the seal of the content: without the secret nobody makes it, and no card can be guessed from it."""
    return signature(PURPOSE, content_of(batch))


def must_be_as_approved(batch: SubsidyBatch) -> None:
    """Refuse a batch whose families, amounts, names or cards are not those that were approved."""
    if not is_signature(PURPOSE, content_of(batch), batch.digest):
        raise ServiceError(STALE)


def content_of(batch: SubsidyBatch) -> bytes:
    head = [batch.pk, batch.year, batch.quarter, batch.households, batch.amount]
    return json.dumps([head, *_lines(batch)], default=str, ensure_ascii=False).encode()


def _lines(batch: SubsidyBatch) -> Iterator[list[object]]:
    rows = SubsidyPayment.objects.filter(batch=batch).order_by("pk").values_list(
        "pk", "family", "grant", "kind", "year", "quarter", "months", "amount", "payee_name", "bank_name", "card"
    )
    for *facts, card in rows.iterator(BLOCK):
        yield [*facts, card.reveal()]
