"""Entering a whole case: facts first, then the tables that came with the notice. All or nothing, and only once."""
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.imports import commit_import, plan_import
from affordable.services.checks import lock_units
from housing_portal.accounts.models import Unit
from housing_portal.journal.services import record
from housing_portal.kit.errors import NeedsReason, ServiceError
from reports.cases import heritage, progress
from reports.cases.case import Case, open_case
from reports.cases.facts import FILE, read
from reports.cases.paper import draft_paper
from reports.cases.printed import enter_printed


@dataclass(frozen=True)
class Loaded:
    """What a load did; ``notices`` are for the reader, e.g. where a table's own total row disagrees."""

    created: int
    unchanged: int
    notices: list[str]


@transaction.atomic
def load_case(directory: Path, *, dry_run: bool = False) -> Loaded:
    """Enter the case in ``directory``; raises ValidationError with sentences, and then nothing has been entered."""
    facts = read(directory)
    case = open_case(facts, directory)
    lock_units(Unit.objects.all())  # all at once and in their order: a case and an import never wait for each other
    case.notices += [f"{FILE} 中的“{key}”不是已知的内容，没有导入。" for key in facts.unread]
    case.notices += [f"{FILE} 中的 {gap}" for gap in facts.gaps]
    faults = {path: _faults(case, path) for path in case.workbooks()}
    _enter_facts(case)
    for path in case.workbooks():
        # with facts known before, a fault may be a disagreement with them, which the first load has reported
        if faults[path] and case.created:
            raise ServiceError([f"{path.name}：{sentence}" for sentence in faults[path]])
        _enter_table(case, path)
    if case.created:
        record(actor=case.clerk, action="导入案例", label=(
            f"导入案例 {facts.source}：新增 {case.created} 项。目标下达日期原文未写，按 {progress.issued_on(case)} 登记"
        ))
    if dry_run:
        transaction.set_rollback(True)
    return Loaded(case.created, case.unchanged, case.notices)


def _faults(case: Case, path: Path) -> list[str]:
    """Return what is wrong with a table before any fact is entered that it could disagree with."""
    plan = plan_import(path.read_bytes(), path.name, actor=case.clerk, as_of=case.facts.authority.as_of)
    return [error.sentence for error in plan.errors]


def _enter_facts(case: Case) -> None:
    try:
        policies = progress.register_policies(case)
        progress.enter_targets(case, policies)
        progress.enter_progress(case)
        progress.enter_subsidy(case)
        progress.enter_projects(case)
        heritage.enter_history(case)
        heritage.enter_findings(case)
        heritage.enter_push(case)
        draft_paper(case, policies)
        enter_printed(case)
    except NeedsReason as question:
        raise ServiceError(question.sentence) from None


def _enter_table(case: Case, path: Path) -> None:
    """Import a table that may add to the facts but not contradict them: each fact has to stand as before."""
    as_of = case.facts.authority.as_of
    try:
        with transaction.atomic():
            batch = commit_import(actor=case.clerk, data=path.read_bytes(), filename=path.name, as_of=as_of)
            _enter_facts(replace(case))
    except ValidationError as problem:
        case.notices.append(f"{path.name} 与 {FILE} 不一致，没有导入：{'；'.join(problem.messages)}")
        return
    case.notices += [
        f"{path.name} 合计行“{gap['label']}”写 {gap['stated']}{gap['unit']}，各行之和 {gap['derived']}{gap['unit']}。"
        for gap in batch.differences
    ]
