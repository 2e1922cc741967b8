"""Reading a list in: first as a plan that leaves nothing behind, then for good. What is registered is never changed."""
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.excel.content import put
from housing_portal.kit.excel.package import saved
from housing_portal.kit.excel.reader import CellError, ExcelError, RowRead, TableRead, read_table
from housing_portal.kit.excel.template import import_template
from housing_portal.kit.figures import NOT_GIVEN
from housing_portal.registry.imports.sheets import SHEETS, Facts, Sheet, Values
from housing_portal.registry.services.steps import must, must_edit_market

MOST_ROWS = 2000
FIRST_ROW = 4  # below title, unit and the one row of heads


@dataclass
class RegisterPlan:
    """What an import does: records to add, rows that are registered just so, and why it cannot be done."""

    sheet: Sheet
    table: TableRead
    added: list[tuple[int, str]] = field(default_factory=list)
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.sheet.label

    def refuse(self, row: RowRead, key: str, reason: str, remedy: str) -> None:
        """Note that a cell cannot be taken; what is personal in it is masked."""
        error = self.table.problem(row, key, reason.removesuffix("。"), remedy)
        mask = self.sheet.masks.get(key)
        self.errors.append(replace(error, value=mask(error.value)) if mask else error)


def plan_import(*, actor: User, kind: str, data: bytes, filename: str) -> RegisterPlan:
    """Return what importing a list of the register would do."""
    return plan_sheet(actor=actor, sheet=sheet_of(actor, kind), data=data, filename=filename)


def commit_import(*, actor: User, kind: str, data: bytes, filename: str) -> RegisterPlan:
    """Import a list of the register."""
    return commit_sheet(actor=actor, sheet=sheet_of(actor, kind), data=data, filename=filename)


@transaction.atomic
def plan_sheet(*, actor: User, sheet: Sheet, data: bytes, filename: str) -> RegisterPlan:
    """Return what importing the file would do. The services are really called, and everything is rolled back."""
    plan = _run(actor, sheet, data, filename)
    transaction.set_rollback(True)
    return plan


@transaction.atomic
def commit_sheet(*, actor: User, sheet: Sheet, data: bytes, filename: str) -> RegisterPlan:
    """Import the file, all or nothing; the same file again changes nothing."""
    plan = _run(actor, sheet, data, filename)
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
    return template_of(SHEETS[kind]())


def template_of(sheet: Sheet) -> bytes:
    """Return the empty list to fill in."""
    needed = dict.fromkeys(sheet.needed, "每行必填")
    notes = {key: "；".join(filter(None, [needed.get(key), sheet.notes.get(key)])) for key in [*needed, *sheet.notes]}
    empty = import_template(sheet.specs, sheet.choices(), notes, f"{sheet.label}导入表")
    rows = list(sheet.prefilled())
    return _filled_in(empty, sheet, rows) if rows else empty


def _filled_in(empty: bytes, sheet: Sheet, rows: Sequence[Values]) -> bytes:
    """Return the template with rows below its head."""
    book = load_workbook(BytesIO(empty))
    page = book.worksheets[0]
    for number, row in enumerate(rows, FIRST_ROW):
        for column, spec in enumerate(sheet.specs, 1):
            put(page.cell(number, column), row.get(spec.key))
    return saved(book)


def sheet_of(actor: User, kind: str) -> Sheet:
    """Return what reads a list of the register, for those who may write there."""
    must(actor, SHEETS[kind].permission)
    must_edit_market(actor)
    return SHEETS[kind]()


def _run(actor: User, sheet: Sheet, data: bytes, filename: str) -> RegisterPlan:
    must(actor, sheet.permission)
    try:
        table = read_table(data, filename, sheet.specs)
    except ExcelError as error:
        raise ServiceError(error.sentence) from None
    plan = RegisterPlan(sheet, table, errors=list(table.errors))
    if len(table.rows) > MOST_ROWS:
        raise ServiceError(f"“{filename}”有 {len(table.rows)} 行，超过 {MOST_ROWS} 行；请分成几个文件导入。")
    wrong = {error.row for error in table.errors}
    for rows in sheet.records(table.rows):
        if wrong.isdisjoint(row.row_no for row in rows) and _are_filled(plan, sheet, rows):
            _take(plan, sheet, actor, rows)
    plan.errors.sort(key=lambda error: error.row)
    return plan


def _are_filled(plan: RegisterPlan, sheet: Sheet, rows: Sequence[RowRead]) -> bool:
    empty = [(row, key) for row in rows for key in sheet.needed if row.values[key] is None]
    for row, key in empty:
        plan.refuse(row, key, "没有填写", "请补填，这一列每行必填")
    return not empty


def _take(plan: RegisterPlan, sheet: Sheet, actor: User, rows: Sequence[RowRead]) -> None:
    """Register the record of some rows, or see that it is registered just so."""
    row = rows[0]
    try:
        with transaction.atomic():
            facts = sheet.facts(*(row.values for row in rows))
            known = sheet.known(facts)
            if known is not None:
                _compare(plan, sheet, row, known, facts)
            else:
                plan.added.append((row.row_no, sheet.named(sheet.register(actor, facts))))
    except NeedsReason as question:
        head = next((spec.label for spec in sheet.specs if spec.key == sheet.answer), "")
        remedy = f"请核对；属实的，在{head}栏写明原因" if head else "请核对；属实的，请在页面登记并说明"
        plan.refuse(row, sheet.answer or sheet.needed[0], question.sentence.partition("，请确认并说明")[0], remedy)
    except ValidationError as error:
        for (place, key), sentences in _by_cell(sheet, error).items():
            said = "；".join(sentence.removesuffix("。") for sentence in sentences)
            plan.refuse(rows[place], key, said, "请改正后重新导入")


def _compare(plan: RegisterPlan, sheet: Sheet, row: RowRead, known: Any, facts: Facts) -> None:
    different = sheet.differing(known, facts)
    for key in different:
        shown = sheet.shown(known, key) or NOT_GIVEN
        plan.refuse(row, key, f"与台账不同（“{known}”已登记为“{shown}”）", "请改成一致，或先在台账中修改")
    plan.unchanged += not different


def _by_cell(sheet: Sheet, error: ValidationError) -> dict[tuple[int, str], list[str]]:
    """Return sentences by row of the record and column; what names no column of the list stands at the first one."""
    keys = [spec.key for spec in sheet.specs]
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    found: dict[tuple[int, str], list[str]] = {}
    for name, sentences in by_field.items():
        place, key = sheet.cell(name)
        found.setdefault((place, key if key in keys else keys[0]), []).extend(sentences)
    return found
