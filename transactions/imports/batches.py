"""One file, all or nothing, once: the record of an import and its diary entry, the same for every kind."""
from pathlib import PurePath

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.safety import ExcelError
from housing_portal.kit.saving import save_checked
from transactions.enums import BatchKind, BatchStatus
from transactions.imports.kinds import KINDS
from transactions.imports.plan import Given, Plan, digest_of
from transactions.models import ImportBatch
from transactions.services.entry import must

PERMISSION = "transactions.import"


def plan_import(*, actor: User, kind: str, content: bytes, name: str, given: Given) -> Plan:
    """Return what importing the file would do; changes nothing."""
    must(actor, PERMISSION)
    try:
        return KINDS[kind].read(content, name, given)
    except ExcelError as error:
        raise ServiceError({"file": error.sentence}) from None


@transaction.atomic
def commit_import(*, actor: User, kind: str, content: bytes, name: str, given: Given) -> ImportBatch:
    """Import the file, all or nothing, and return its batch; the same file again returns the earlier batch."""
    digest = digest_of(content, given)
    if earlier := ImportBatch.objects.filter(kind=kind, digest=digest, status=BatchStatus.DONE).first():
        must(actor, PERMISSION)
        return earlier
    plan = plan_import(actor=actor, kind=kind, content=content, name=name, given=given)
    if plan.errors:
        raise ServiceError({"file": f"文件中有 {len(plan.errors)} 处错误，没有导入任何内容；请先预览并更正。"})
    plan.commit(actor)
    now = clock.now()
    batch = ImportBatch(
        kind=kind, name=PurePath(name.replace("\\", "/")).name[-200:], digest=digest, status=BatchStatus.DONE,
        rows=plan.rows, rows_done=plan.rows, added=plan.added, finished_at=now, recorded_by=actor, recorded_at=now,
    )
    save_checked(batch)
    record(actor=actor, action="导入", label=f"导入{BatchKind(kind).label}：{batch.name}", obj=batch,
           after=dict(plan.summary))
    return batch
