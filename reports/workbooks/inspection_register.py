"""检查台账 as an official form: every inspection with its findings and what became of each."""
from collections.abc import Iterator
from datetime import date
from typing import Any

from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.periods import written
from inspections.enums.findings import FindingStatus
from inspections.enums.ground import CheckAspect, TargetKind
from inspections.models.domain import InspectionDomain
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from reports.workbooks.progress import SIGNOFF

COLUMNS = (
    Head("序号", key="no", width=6, align="center", number="0"),
    Head("检查日期", key="on", width=12, align="center"),
    Head("被查企业", key="firm", width=24, align="left"),
    Head("售房部\n（项目、场所）", key="place", width=18, align="left", empty=""),
    Head("检查内容", key="aspects", width=18, align="left"),
    Head("发现问题", key="finding", width=30, align="left"),
    Head("整改通知单号", key="notice", width=20, align="center"),
    Head("整改期限", key="due_on", width=12, align="center"),
    Head("复查日期", key="rechecked_on", width=12, align="center"),
    Head("结果", key="result", width=14, align="center"),
    Head("销号日期", key="closed_on", width=12, align="center"),
)
NOTES = ("一次检查没有发现问题的列一行；有多个问题的，每个问题列一行。",
         "整改期限为现行期限，含批准的延期；作废的检查不列入。")


def inspection_register(first: date, last: date, domain: InspectionDomain | None = None, filler: str = "") -> bytes:
    """Return the register of the inspections from ``first`` to ``last``, of one domain or of all."""
    rows = list(_rows(first, last, domain))
    words = f"{domain.name}检查台账" if domain else "检查台账"
    return write_forms([FormSheet(
        name="检查台账", title=words, filler=f"填报单位（盖章）：{filler}",
        unit_line=f"{written(first)}至{written(last)}", columns=COLUMNS,
        rows=[{"no": number, **row} for number, row in enumerate(rows, 1)], notes=NOTES,
        signoff=f"{SIGNOFF}{written(last)}", frozen_columns=2,
    )])


def _rows(first: date, last: date, domain: InspectionDomain | None) -> Iterator[dict[str, Any]]:
    visits = Inspection.objects.valid().filter(on__range=(first, last)).order_by("on", "pk")
    if domain is not None:
        visits = visits.filter(target__domain=domain)
    visits = visits.select_related("target__organization").prefetch_related("items__item")
    of_visit: dict[int, list[Finding]] = {}
    found = Finding.objects.exclude(status=FindingStatus.WITHDRAWN).filter(inspection__in=visits.order_by())
    found = found.select_related("violation").prefetch_related(
        "steps__undone", "rechecks__step__undone", "notice_lines__notice").order_by("pk")
    for one in found:
        of_visit.setdefault(one.inspection_id, []).append(one)
    for visit in visits:
        facts = _visit(visit)
        findings = of_visit.get(visit.pk, [])
        yield from ({**facts, **_finding(one)} for one in findings)
        if not findings:
            yield {**facts, "finding": "未发现问题"}


def _visit(visit: Inspection) -> dict[str, Any]:
    target = visit.target
    aspects = dict.fromkeys(CheckAspect(answer.item.aspect).label for answer in visit.items.all())
    is_firm = target.kind not in (TargetKind.SALES_OFFICE, TargetKind.PROJECT, TargetKind.OTHER)
    return {
        "on": visit.on.isoformat(), "firm": target.organization.name if target.organization else target.name,
        "place": "" if is_firm or not target.organization else target.name,
        "aspects": "、".join(aspects) or visit.methods_text,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    rechecks = [one for one in finding.rechecks.all() if not hasattr(one.step, "undone")]
    closing = [step for step in finding.steps.all() if step.code == FindingStatus.CLOSED and _stands(step)]
    numbers = [line.notice.number for line in finding.notice_lines.all() if line.is_live and line.notice.number]
    return {
        "finding": f"{finding.violation.name}：{finding.description}", "notice": "、".join(numbers) or None,
        "due_on": finding.due_on.isoformat() if finding.due_on else None,
        "rechecked_on": max(one.on for one in rechecks).isoformat() if rechecks else None,
        "result": finding.get_status_display(), "closed_on": closing[-1].on.isoformat() if closing else None,
    }


def _stands(step: Any) -> bool:
    return step.undoes_id is None and not hasattr(step, "undone")
