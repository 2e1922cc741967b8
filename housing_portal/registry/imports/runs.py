"""Reading a list in: first as a plan that leaves nothing behind, then for good. What is registered is never changed."""
import hashlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.excel.reader import CellError, ExcelError, RowRead, TableRead, read_table
from housing_portal.kit.excel.template import import_template
from housing_portal.kit.figures import NOT_GIVEN
from housing_portal.registry.imports.sheets import SHEETS, Facts, Sheet
from housing_portal.registry.services.steps import must, must_edit_market

PERMISSION = "transactions.import"
MOST_ROWS = 2000


@dataclass
class RegisterPlan:
    """What an import does: records to add, rows that are registered just so, and why it cannot be done."""

    label: str
    table: TableRead
    added: list[tuple[int, str]] = field(default_factory=list)
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)

    def refuse(self, row: RowRead, key: str, reason: str, remedy: str) -> None:
        """Note that a cell cannot be taken."""
        self.errors.append(self.table.problem(row, key, reason.removesuffix("。"), remedy))


@transaction.atomic
def plan_import(*, actor: User, kind: str, data: bytes, filename: str) -> RegisterPlan:
    """Return what importing the file would do. The services are really called, and everything is rolled back."""
    plan = _run(actor, kind, data, filename)
    transaction.set_rollback(True)
    return plan


@transaction.atomic
def commit_import(*, actor: User, kind: str, data: bytes, filename: str) -> RegisterPlan:
    """Import the file, all or nothing; the same file again changes nothing."""
    plan = _run(actor, kind, data, filename)
    if plan.errors:
        raise ServiceError([error.sentence for error in plan.errors])
    if plan.added:
        name = PurePath(filename.replace("\\", "/")).name
        record(
            actor=actor, action=f"导入{plan.label}", label=f"导入{plan.label} {len(plan.added)} 条：{name}",
            after={"新增记录": len(plan.added), "已有未变": plan.unchanged,
                   "文件摘要（SHA-256）": hashlib.sha256(data).hexdigest()},
        )
    return plan


def template(kind: str) -> bytes:
    """Return the empty list of ``kind``, a key of SHEETS."""
    sheet = SHEETS[kind]()
    needed = dict.fromkeys(sheet.needed, "每行必填")
    notes = {key: "；".join(filter(None, [needed.get(key), sheet.notes.get(key)])) for key in [*needed, *sheet.notes]}
    return import_template(sheet.specs, sheet.choices(), notes, f"{sheet.label}导入表")


def _run(actor: User, kind: str, data: bytes, filename: str) -> RegisterPlan:
    must(actor, PERMISSION)
    must_edit_market(actor)
    sheet = SHEETS[kind]()
    try:
        table = read_table(data, filename, sheet.specs)
    except ExcelError as error:
        raise ServiceError(error.sentence) from None
    plan = RegisterPlan(sheet.label, table, errors=list(table.errors))
    if len(table.rows) > MOST_ROWS:
        raise ServiceError(f"“{filename}”有 {len(table.rows)} 行，超过 {MOST_ROWS} 行；请分成几个文件导入。")
    wrong = {error.row for error in table.errors}
    for row in table.rows:
        if row.row_no not in wrong and _is_filled(plan, sheet, row):
            _take(plan, sheet, actor, row)
    plan.errors.sort(key=lambda error: error.row)
    return plan


def _is_filled(plan: RegisterPlan, sheet: Sheet, row: RowRead) -> bool:
    empty = [key for key in sheet.needed if row.values[key] is None]
    for key in empty:
        plan.refuse(row, key, "没有填写", "请补填，这一列每行必填")
    return not empty


def _take(plan: RegisterPlan, sheet: Sheet, actor: User, row: RowRead) -> None:
    """Register one row, or see that it is registered just so."""
    try:
        with transaction.atomic():
            facts = sheet.facts(row.values)
            known = sheet.known(facts)
            if known is not None:
                _compare(plan, sheet, row, known, facts)
            else:
                plan.added.append((row.row_no, str(sheet.register(actor, facts))))
    except NeedsReason as question:
        column = next((spec.key for spec in sheet.specs if spec.key == "note"), sheet.needed[0])
        remedy = "请核对；属实的，在备注栏写明原因" if column == "note" else "请核对；属实的，请在页面登记并说明"
        plan.refuse(row, column, question.sentence.partition("，请确认并说明")[0], remedy)
    except ValidationError as error:
        for key, sentences in _by_column(sheet, error).items():
            plan.refuse(row, key, "；".join(sentence.removesuffix("。") for sentence in sentences), "请改正后重新导入")


def _compare(plan: RegisterPlan, sheet: Sheet, row: RowRead, known: Any, facts: Facts) -> None:
    different = [key for key, value in facts.items() if sheet.held(known, key) != value]
    for key in different:
        shown = sheet.shown(known, key) or NOT_GIVEN
        plan.refuse(row, key, f"与台账不同（“{known}”已登记为“{shown}”）", "请改成一致，或先在台账中修改")
    plan.unchanged += not different


def _by_column(sheet: Sheet, error: ValidationError) -> dict[str, list[str]]:
    """Return sentences by column; what names no column of the list stands at the first one."""
    keys = [spec.key for spec in sheet.specs]
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    found: dict[str, list[str]] = {}
    for name, sentences in by_field.items():
        found.setdefault(name if name in keys else keys[0], []).extend(sentences)
    return found
