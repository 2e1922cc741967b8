"""Reading an office table in: first as a plan that leaves nothing behind, then for good."""
import hashlib
from datetime import date
from pathlib import PurePath

from django.db import transaction

from affordable.imports import audit, progress
from affordable.imports.columns import audit_columns, audit_groups_of, progress_columns, unit_head_of
from affordable.imports.plan import ImportPlan
from affordable.models import ImportBatch
from affordable.services.checks import FIRST_YEAR, lock_units
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import must
from housing_portal.journal.services import attach, record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.reader import ExcelError, TableRead, open_table, read_table
from housing_portal.kit.saving import save_checked

PERMISSION = "affordable.import"


@transaction.atomic
def plan_import(data: bytes, filename: str, *, actor: User, as_of: date | None = None) -> ImportPlan:
    """Return what importing the file would do. The services are really called, and everything is rolled back.

    ``as_of`` is needed when the table does not say it. Raises ServiceError when the file holds no such table.
    """
    plan = _run(data, filename, actor, as_of)
    transaction.set_rollback(True)
    return plan


@transaction.atomic
def commit_import(*, actor: User, data: bytes, filename: str, as_of: date | None = None) -> ImportBatch:
    """Import the file, all or nothing, and return the batch; the same file again returns the earlier batch."""
    plan = _run(data, filename, actor, as_of)
    if plan.errors:
        raise ServiceError([error.sentence for error in plan.errors])
    digest = hashlib.sha256(data).hexdigest()
    earlier = ImportBatch.objects.visible_to(actor).filter(sha256=digest, as_of=plan.as_of).first()
    if earlier is not None and not plan.changes:
        return earlier
    batch = ImportBatch(
        kind=plan.kind, file_name=_workbook_name(filename), sha256=digest, as_of=plan.as_of, unit=actor.unit,
        created=plan.created, unchanged=plan.unchanged, differences=plan.differences, recorded_by=actor,
        recorded_at=clock.now(),
    )
    save_checked(batch)
    attach(actor=actor, obj=batch, name=batch.file_name, content=data, kind="导入表格")
    record(
        actor=actor, action="导入表格", label=f"导入{plan.kind}：{batch}", obj=batch,
        after={"新增记录": batch.created, "已有未变": batch.unchanged, "合计行差异": batch.differences,
               "提示": plan.notices},
    )
    return batch


def _run(data: bytes, filename: str, actor: User, as_of: date | None) -> ImportPlan:
    must(actor, PERMISSION)
    try:
        kind, table = _read(data, filename)
    except ExcelError as error:
        raise ServiceError(error.sentence) from None
    lock_units(Unit.objects.all())  # before records are compared: two clerks may import at once
    plan = ImportPlan(kind, table.title or kind, table.as_of or as_of, table, errors=list(table.errors))
    if _has_day(plan, as_of) and "unit" in table.header.columns:
        if kind == progress.NAME:
            progress.ProgressImport(plan, actor, _workbook_name(filename)).run()
        else:
            audit.AuditImport(plan, actor).run()
    plan.errors.sort(key=lambda error: error.row)
    return plan


def _read(data: bytes, filename: str) -> tuple[str, TableRead]:
    """Return which of the known tables it is, and the table."""
    for grid in open_table(data, filename).grids:
        unit_head = unit_head_of(grid)
        for kind, columns in (
            (progress.NAME, progress_columns(unit_head)),
            *((audit.NAME, audit_columns(unit_head, group)) for group in audit_groups_of(grid)),
        ):
            try:
                return kind, read_table(data, filename, columns, sheet=grid.name)
            except ExcelError:
                continue
    raise ExcelError(
        f"“{filename}”里没有找到{progress.NAME}或{audit.NAME}的表头；请核对是否选错了文件，或下载导入模板填写。"
    )


def _has_day(plan: ImportPlan, asked: date | None) -> bool:
    """Check the day that the table is about."""
    if plan.as_of is None:
        plan.refuse_table("截至日期", "", "表中没有写截至日期", "请在导入页面填写截至日期，或在表头写明“截至×年×月×日”")
        return False
    if asked is not None and asked != plan.as_of:
        plan.refuse_table("截至日期", str(plan.as_of), f"与填写的截至日期 {asked} 不同", "请核对后改成一致")
    if plan.as_of.year < FIRST_YEAR:
        plan.refuse_table("截至日期", str(plan.as_of), "年份不对", "请核对年份")
        return False
    if plan.as_of > clock.today():
        plan.refuse_table("截至日期", str(plan.as_of), "晚于今天", "请改为今天或以前的日期")
        return False
    return True


def _workbook_name(filename: str) -> str:
    """Return the name under which the workbook is kept; browsers send any name they like."""
    name = PurePath(filename.replace("\\", "/")).name[-190:]
    return name if name.lower().endswith(".xlsx") else f"{name}.xlsx"
