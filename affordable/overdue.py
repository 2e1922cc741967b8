"""What is past its date: findings not closed, arrears not lived in."""
from dataclasses import dataclass
from datetime import date

from affordable.models import ArrearsPlan, AuditFinding
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope


@dataclass(frozen=True)
class Overdue:
    """One matter past its date; ``days`` are plain days."""

    title: str
    unit: Unit
    due_on: date
    days: int
    url: str


def overdue_matters(scope: Scope) -> list[Overdue]:
    """Return what is overdue on the as-of date, the longest first."""
    findings = AuditFinding.objects.open_at(scope).filter(due_on__lt=scope.as_of).select_related("unit", "category")
    plans = ArrearsPlan.objects.latest(scope).filter(due_on__lt=scope.as_of, arranged_sets__gt=0).select_related("unit")
    if scope.unit_ids is not None:
        findings, plans = findings.filter(unit__in=scope.unit_ids), plans.filter(unit__in=scope.unit_ids)
    matters = [
        Overdue(f"{row.audit_year}年审计：{row.category or '未分类'}", row.unit, row.due_on,
                (scope.as_of - row.due_on).days, row.get_absolute_url())
        for row in findings
    ] + [
        Overdue(f"历史欠账 {row.arranged_sets} 套分配入住", row.unit, row.due_on,
                (scope.as_of - row.due_on).days, row.get_absolute_url())
        for row in plans
    ]
    return sorted(matters, key=lambda matter: (-matter.days, matter.unit.order))
