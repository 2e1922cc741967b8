"""What should be supervised and is not yet: programmes with a red lamp, and matters of other areas past their day."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from affordable.models import AuditFinding
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit.figures import grouped
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import PolicyDoc
from inspections.models import Finding, Petition
from inspections.petition_clock import next_due
from presale.delivery.models import MeetingDecision
from reports.catalogue import PROGRAMMES, Programme
from reports.enums import SupervisionSource
from reports.evaluate import IndicatorSet, Pace
from reports.models import SupervisionItem


@dataclass(frozen=True)
class Candidate:
    """A matter of a known unit that can be ticked; ``facts`` are what an item is made of."""

    token: str
    label: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Elsewhere:
    """A matter past its day whose unit has to be chosen by hand."""

    source: SupervisionSource
    pk: int
    title: str
    due_on: date
    days: int
    url: str

    @property
    def query(self) -> str:
        """Return what opens the form for it."""
        return f"source={self.source.value}&record={self.pk}"


def candidates(figures: IndicatorSet) -> list[Candidate]:
    """Return programme by programme the units with a red lamp, the slowest first, then the overdue audit findings."""
    live = set(SupervisionItem.objects.live().exclude(programme="").order_by().values_list("programme", "unit"))
    found = []
    for programme in PROGRAMMES:
        orders = _orders(figures, programme)
        found += [
            _behind(programme, pace, orders.get(pace.unit.pk)) for pace in reversed(figures.ranking(programme))
            if pace.lamp == "r" and (programme.code, pace.unit.pk) not in live
        ]
    return [*found, *(_audit(row, figures.scope) for row in overdue_audits(figures.scope))]


def _orders(figures: IndicatorSet, programme: Programme) -> dict[int, PolicyDoc]:
    """Return unit → the paper that sets its target."""
    rows = figures.indicators[programme.target].records(figures.scope).filter(policy_doc__isnull=False)
    return {row.unit_id: row.policy_doc for row in rows.select_related("policy_doc")}


def _behind(programme: Programme, pace: Pace, order: PolicyDoc | None) -> Candidate:
    words = (f"{pace.unit}：{programme.label}　任务 {grouped(pace.target, programme.places)} {programme.unit}，"
             f"完成 {grouped(pace.done, programme.places)} {programme.unit}，完成率 {pace.rate}%，"
             f"差距 {pace.gap_text} 个百分点{f'　依据 {order.number or order.title}' if order else ''}")
    name = programme.label.removeprefix("其中：")
    return Candidate(f"{programme.code}:{pace.unit.pk}", words, {
        "source": SupervisionSource.TARGET, "programme": programme.code, "unit": pace.unit,
        "title": f"{name}进度滞后", "requirement": f"加快{name}，办理期限内达到序时进度",
    })


def _audit(row: AuditFinding, scope: Scope) -> Candidate:
    words = (f"{row.unit}：{row}（{row.category or '未分类'}）　整改期限 {row.due_on}，"
             f"已逾期 {(scope.as_of - row.due_on).days} 天")
    return Candidate(f"audit:{row.pk}", words, {
        "source": SupervisionSource.AUDIT, "audit_finding": row, "unit": row.unit,
        "title": f"审计问题整改（{row.audit_year}年第{row.serial}号）", "requirement": "完成整改，报送证明材料并销号",
    })


def overdue_audits(scope: Scope) -> list[AuditFinding]:
    """Return the audit findings past their day that nobody supervises."""
    rows = AuditFinding.objects.open_at(scope).filter(due_on__lt=scope.as_of)
    rows = rows.exclude(pk__in=_taken("audit_finding"))
    return list(rows.select_related("unit", "category").order_by("unit__order", "unit", "pk"))


def elsewhere(scope: Scope, user: User) -> list[Elsewhere]:
    """Return the decisions, findings and petitions past their day that ``user`` may see, the longest first."""
    found = [*_decisions(scope, user), *_findings(scope, user), *_petitions(scope, user)]
    return sorted(found, key=lambda one: (-one.days, one.source, one.pk))


def _taken(field: str) -> QuerySet:
    """Return the keys of the records that are supervised already."""
    return SupervisionItem.objects.live().filter(**{f"{field}__isnull": False}).values(field)


def _decisions(scope: Scope, user: User) -> Iterator[Elsewhere]:
    rows = MeetingDecision.objects.visible_to(user).behind(scope).exclude(pk__in=_taken("decision"))
    for row in rows.order_by("pk"):
        yield _one(SupervisionSource.DECISION, row, f"{row.responsible}：{row.text}", row.due_on, scope)


def _findings(scope: Scope, user: User) -> Iterator[Elsewhere]:
    rows = Finding.objects.visible_to(user).known(scope).overdue_at(scope).exclude(pk__in=_taken("finding"))
    for row in rows.select_related("target", "violation").order_by("pk"):
        yield _one(SupervisionSource.FINDING, row, str(row), row.stood_due, scope)


def _petitions(scope: Scope, user: User) -> Iterator[Elsewhere]:
    rows = Petition.objects.visible_to(user).overdue(scope).exclude(pk__in=_taken("petition"))
    terms = rows.terms_at(scope)
    for row in rows.order_by("pk"):
        term = next_due(terms[row.pk], scope.as_of)
        yield _one(SupervisionSource.PETITION, row, f"{row.number} {row.title}：{term.label}", term.due, scope)


def _one(source: SupervisionSource, row: Any, title: str, due: date, scope: Scope) -> Elsewhere:
    return Elsewhere(source, row.pk, title, due, (scope.as_of - due).days, row.get_absolute_url())


def responsible_units() -> QuerySet:
    """Return the units to which a matter can be given: everybody in use but the whole."""
    return Unit.objects.active().exclude(kind=UnitKind.WHOLE).order_by("order", "pk")
