"""Recomputing the invariants of the portal from its rows: what services and constraints promise, looked at afresh.

Each rule returns the sentences of its breaches. A careless migration, a restored backup or a hand in the database can
break what no page could.
"""
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F, Q

from affordable.enums import EVIDENCED, PART_OF, FindingStatus, MilestoneStatus
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ContinuedTask,
    FundingArrival,
    ImportBatch,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    RentalStock,
    SubsidyProgress,
    WorkProgress,
)
from affordable.models.progress import CONFIRMED_STATES
from housing_portal.accounts.enums import UnitKind
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import storage_path
from housing_portal.kit import scope, triggers
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.errors import ServiceError
from reports.evaluate import audit_table, audit_years, evaluate
from reports.models import Document, FigureOverride, SupervisionExtension, SupervisionItem, TemplateVersion
from reports.rules.community import COMMUNITY_RULES
from reports.rules.credit import CREDIT_RULES
from reports.rules.delivery import DELIVERY_RULES
from reports.rules.diary import DIARY_RULES
from reports.rules.document import DOCUMENT_RULES
from reports.rules.escrow import ESCROW_RULES
from reports.rules.family import FAMILY_RULES
from reports.rules.followup import FOLLOWUP_RULES
from reports.rules.grant import GRANT_RULES
from reports.rules.inspection import INSPECTION_RULES
from reports.rules.loan import LOAN_RULES
from reports.rules.market import MARKET_RULES
from reports.rules.month import MONTH_RULES
from reports.rules.override import OVERRIDE_RULES
from reports.rules.paper import PAPER_RULES
from reports.rules.person import PERSON_RULES
from reports.rules.petition import PETITION_RULES
from reports.rules.project import PROJECT_RULES
from reports.rules.record import RECORD_RULES
from reports.rules.rectification import RECTIFICATION_RULES
from reports.rules.relocation import RELOCATION_RULES
from reports.rules.rental import RENTAL_RULES
from reports.rules.shared import SHARED_RULES
from reports.rules.step import STEP_RULES
from reports.rules.subsidy import SUBSIDY_RULES
from reports.rules.supervision import SUPERVISION_RULES
from reports.rules.table import TABLE_RULES
from reports.rules.template import TEMPLATE_RULES
from reports.rules.told import TOLD_RULES

STATEMENTS = (
    InvestmentRecord, SubsidyProgress, ProgressNote, RentalStock, ArrearsPlan, ContinuedTask, FundingArrival,
    WorkProgress,
)
OF_THE_OFFICE = (Document, FigureOverride, SupervisionExtension, SupervisionItem, TemplateVersion)
RECORDS = (AnnualTarget, AffordableProject, Milestone, AuditFinding, *STATEMENTS)

# what a damaged record makes of a rule
STUMBLES = (ObjectDoesNotExist, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ServiceError)

Sentences = Iterator[str]


@dataclass(frozen=True)
class Result:
    rule: str
    breaches: list[str]


def verify(rules: Mapping[str, Callable[[], Sentences]] | None = None) -> list[Result]:
    """Return the result of every rule, or of these, in their order."""
    return [Result(label, _breaches(rule)) for label, rule in (rules or RULES).items()]


def _breaches(rule: Callable[[], Sentences]) -> list[str]:
    """Return what a rule finds; one that stumbles over a damaged record must not keep the others from being asked."""
    found: list[str] = []
    try:
        found.extend(rule())
    except STUMBLES as problem:
        found.append(f"无法核算（{type(problem).__name__}）：记录缺失或内容损坏，请先处理其他违反项")
    return found


def parts_within_whole() -> Sentences:
    latest = _latest_targets()
    for (unit, year, program), target in latest.items():
        main = latest.get((unit, year, PART_OF.get(program)))
        if main and target.quantity > main.quantity:
            yield f"{target}：其中数 {target.quantity} 大于主项 {main.quantity}"
    for row in Milestone.objects.filter(old_core_sets__gt=F("sets")).order_by("pk"):
        yield f"{row}：其中老旧城区 {row.old_core_sets} 套大于总数"
    for project in AffordableProject.objects.filter(old_core_sets_planned__gt=F("sets_planned")).order_by("pk"):
        yield f"{project}：其中老旧城区计划 {project.old_core_sets_planned} 套大于计划套数"


def _latest_targets() -> dict[tuple[int, int, str], AnnualTarget]:
    rows = AnnualTarget.objects.select_related("unit").order_by("revision")
    return {(row.unit_id, row.year, row.program): row for row in rows}


def milestones_proven() -> Sentences:
    proofs = _attached(Milestone)
    for row in Milestone.objects.filter(status__in=CONFIRMED_STATES).select_related("unit").order_by("pk"):
        if row.confirmed_by_id == row.recorded_by_id:
            yield f"{row}：复核人就是录入人"
        if row.code not in EVIDENCED:
            continue
        if not proofs[row.pk]:
            yield f"{row}：没有证明材料"
        yield from (f"{row}：{fault}" for proof in proofs[row.pk] if (fault := _fault(proof)))


def _attached(model: type) -> dict[int, list[Attachment]]:
    found = defaultdict(list)
    for proof in Attachment.objects.filter(object_type=model._meta.label_lower).order_by("pk"):
        found[proof.object_id].append(proof)
    return found


def _fault(proof: Attachment) -> str:
    """Return what is wrong with the stored file, or ""."""
    path = storage_path(proof.sha256)
    if not default_storage.exists(path):
        return f"附件“{proof.name}”的文件不存在"
    with default_storage.open(path) as file:
        content = file.read()
    changed = hashlib.sha256(content).hexdigest() != proof.sha256 or len(content) != proof.size
    return f"附件“{proof.name}”的内容与登记的摘要不符" if changed else ""


def attachments_unchanged() -> Sentences:
    yield from filter(None, map(_fault, Attachment.objects.order_by("pk")))
    files = _attached(ImportBatch)
    for batch in ImportBatch.objects.order_by("pk"):
        if batch.sha256 not in {file.sha256 for file in files[batch.pk]}:
            yield f"导入批次 {batch}：没有保存原文件"


def target_revisions() -> Sentences:
    chains = defaultdict(list)
    for row in AnnualTarget.objects.select_related("unit").order_by("revision", "pk"):
        chains[row.unit_id, row.year, row.program].append(row)
    for chain in chains.values():
        links = [None, *(row.pk for row in chain)]
        expected = list(zip(range(1, len(chain) + 1), links, strict=False))
        if [(row.revision, row.supersedes_id) for row in chain] != expected:
            yield f"{chain[0]}：版次应为 1—{len(chain)} 且每版接续上一版"
        if [row.issued_on for row in chain] != sorted(row.issued_on for row in chain):
            yield f"{chain[0]}：后一版的下达日期早于前一版"


def findings_add_up() -> Sentences:
    figures = evaluate(scope.current())
    for year in audit_years(figures):
        table = audit_table(figures, year)
        by_unit = sum(total for _, _, total in table.rows)
        by_class = sum(table.totals) + table.uncategorised
        if not by_unit == by_class == table.total:
            yield f"{year} 年审计：分单位 {by_unit} 个，分类别 {by_class} 个，总数 {table.total} 个"
    serials = defaultdict(list)
    for row in AuditFinding.objects.select_related("unit").order_by("serial"):
        serials[f"{row.audit_year} 年审计 {row.unit}"].append(row.serial)
    yield from (f"{what}：序号不连续" for what, found in serials.items() if found != list(range(1, len(found) + 1)))


def stock_identity() -> Sentences:
    for row in RentalStock.objects.select_related("unit").order_by("pk"):
        arrears = row.reported_done_sets - row.reused_sets - row.existing_sets
        if arrears < 0:
            yield f"{row}：上报完成 − 盘活 − 实有 = {arrears}，应不小于 0"


def one_level_of_rows() -> Sentences:
    """A unit's sum and its projects' rows, or the whole's sum and the units' rows, would count the same twice."""
    levels = defaultdict(set)
    for unit, year, project in InvestmentRecord.objects.values_list("unit__name", "year", "project").order_by("pk"):
        levels[f"{unit} {year} 年完成投资：既有单位合计又有分项目"].add(project is None)
    numbers = Q(households_cum__isnull=False) | Q(amount_cum__isnull=False)
    paid = SubsidyProgress.objects.filter(numbers).values_list("unit__kind", "year").order_by("pk")
    for kind, year in paid:
        levels[f"{year} 年租赁补贴：既有全域合计又有分单位"].add(kind == UnitKind.WHOLE)
    yield from (sentence for sentence, found in levels.items() if len(found) == 2)


def status_implies_facts() -> Sentences:
    """What each status promises: by whom, when, and by two persons."""
    confirmed, revoked = Q(status__in=CONFIRMED_STATES), Q(status=MilestoneStatus.REVOKED)
    closed = Q(status=FindingStatus.CLOSED)
    yield from _broken(Milestone, confirmed, Q(confirmed_by__isnull=False, confirmed_at__isnull=False), "已复核")
    yield from _broken(Milestone, revoked, Q(revoked_at__isnull=False), "已撤销")
    yield from _broken(AuditFinding, closed, Q(closed_by__isnull=False, closed_at__isnull=False), "已销号")
    yield from _broken(AuditFinding, closed, Q(closed_on__isnull=False) & ~Q(closed_by=F("submitted_by")), "已销号")


def _broken(model: type, status: Q, facts: Q, word: str) -> Sentences:
    kept = model.objects.filter(status & facts).values("pk")
    for row in model.objects.filter(status).exclude(pk__in=kept).order_by("pk"):
        yield f"{model._meta.verbose_name} {row.pk}：状态是{word}，经办人或时间不齐，或由同一人办理"


def triggers_present() -> Sentences:
    remedy = "请运行 python manage.py migrate --skip-checks"  # without it the same lack stops the command
    yield from (f"缺少触发器 {name}，{remedy}" for name in triggers.missing(connection))


def told_in_the_diary() -> Sentences:
    for model in (*RECORDS, ImportBatch, *OF_THE_OFFICE):
        told = Entry.objects.filter(object_type=model._meta.label_lower, object_id__isnull=False).values("object_id")
        for row in model.objects.exclude(pk__in=told).order_by("pk"):
            yield f"{model._meta.verbose_name} {row.pk}：操作日志中没有登记"


def nothing_from_the_future() -> Sentences:
    dated: Iterable[tuple[type, str]] = [(model, "as_of") for model in STATEMENTS] + [
        (Milestone, "actual_on"), (AuditFinding, "listed_on"), (AnnualTarget, "issued_on"),
    ]
    for model, field in dated:
        for row in model.objects.order_by("pk"):
            if getattr(row, field) > row.recorded_at.astimezone(SHANGHAI).date():
                yield f"{model._meta.verbose_name} {row.pk}：{getattr(row, field)} 晚于录入日期"


RULES: dict[str, Callable[[], Sentences]] = {
    "其中数不大于主项": parts_within_whole,
    "已复核的里程碑有证明材料，录入与复核是两个人": milestones_proven,
    "年度目标版次连续，逐版接续": target_revisions,
    "审计问题分类别与分单位相等，序号连续": findings_add_up,
    "公租房四数勾稽": stock_identity,
    "合计与分项不重复登记": one_level_of_rows,
    **DOCUMENT_RULES,
    **PAPER_RULES,
    **OVERRIDE_RULES,
    "状态与办理人、时间相符": status_implies_facts,
    "附件未被改动": attachments_unchanged,
    "只增表的触发器齐全": triggers_present,
    "每条记录都有操作日志": told_in_the_diary,
    "发生日期不晚于录入日期": nothing_from_the_future,
    **MARKET_RULES,
    **ESCROW_RULES,
    **STEP_RULES,
    **PROJECT_RULES,
    **RELOCATION_RULES,
    **COMMUNITY_RULES,
    **FAMILY_RULES,
    **RENTAL_RULES,
    **SUBSIDY_RULES,
    **GRANT_RULES,
    **SHARED_RULES,
    **INSPECTION_RULES,
    **RECTIFICATION_RULES,
    **SUPERVISION_RULES,
    **FOLLOWUP_RULES,
    **CREDIT_RULES,
    **PETITION_RULES,
    **DELIVERY_RULES,
    **LOAN_RULES,
    **MONTH_RULES,
    **TEMPLATE_RULES,
    **RECORD_RULES,
    **PERSON_RULES,
    **TABLE_RULES,
    **TOLD_RULES,
    **DIARY_RULES,
}
