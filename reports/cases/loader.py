"""Entering a whole case: facts first, then the tables that came with the notice. All or nothing, and only once."""
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from affordable.imports import commit_import
from affordable.models import ImportBatch
from housing_portal.journal.services import record
from housing_portal.kit.errors import NeedsReason, ServiceError
from reports.cases import heritage, progress
from reports.cases.case import Case, open_case
from reports.cases.facts import read
from reports.cases.paper import draft_paper
from reports.cases.stated import enter_stated


@dataclass(frozen=True)
class Loaded:
    """What a load did; ``notices`` are for the reader, e.g. where a table's own total row disagrees."""

    created: int
    unchanged: int
    notices: list[str]


@transaction.atomic
def load_case(directory: Path, *, dry_run: bool = False) -> Loaded:
    """Enter the case in ``directory``; raises ServiceError with a sentence, and then nothing has been entered."""
    facts = read(directory)
    case = open_case(facts, directory)
    case.notices += [f"facts.json 中的“{key}”不是已知的内容，没有导入。" for key in facts.unread]
    try:
        _enter(case)
    except NeedsReason as problem:
        raise ServiceError(problem.sentence) from None
    if case.created:
        record(actor=case.clerk, action="导入案例", label=(
            f"导入案例 {facts.source}：新增 {case.created} 项。目标下达日期原文未写，按 {progress.issued_on(case)} 登记"
        ))
    if dry_run:
        transaction.set_rollback(True)
    return Loaded(case.created, case.unchanged, case.notices)


def _enter(case: Case) -> None:
    policies = progress.register_policies(case)
    progress.enter_targets(case, policies)
    progress.enter_progress(case)
    progress.enter_subsidy(case)
    progress.enter_projects(case)
    heritage.enter_history(case)
    heritage.enter_findings(case)
    heritage.enter_push(case)
    draft_paper(case, policies)
    enter_stated(case)
    for path in case.workbooks():
        _enter_table(case, path)


def _enter_table(case: Case, path: Path) -> None:
    batch: ImportBatch = commit_import(
        actor=case.clerk, data=path.read_bytes(), filename=path.name, as_of=case.facts.authority.as_of
    )
    case.notices += [
        f"{path.name} 合计行“{gap['label']}”写 {gap['stated']}{gap['unit']}，各行之和 {gap['derived']}{gap['unit']}。"
        for gap in batch.differences
    ]
