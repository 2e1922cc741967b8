"""What is past its planned day, of every noun of this area: ready to be pressed in a supervision notice."""
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import Model, QuerySet

from affordable.models import (
    AnnualReview,
    ArrearsPlan,
    AuditFinding,
    Lease,
    MilestonePlan,
    PreliminaryStep,
    RelocationHousehold,
    RenovationCommunity,
    RuralHouse,
    SubsidyBatch,
)
from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import grouped
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters


@dataclass(frozen=True)
class Overdue:
    """One matter past its date; ``days`` are plain days."""

    kind: str
    title: str
    unit: Unit
    due_on: date
    days: int
    url: str


Fact = tuple[str, date, Model]  # in words, the day by which it was to be done, the record that is opened


@dataclass(frozen=True)
class Source:
    """One kind of matter: its rows past their day, the unit of a row, and what is said about them.

    Rows of a ``bureau`` source are nobody's business outside the bureau.
    """

    kind: str
    rows: Callable[[Scope], QuerySet]
    facts: Callable[[Scope, Iterable[Any]], Iterator[Fact]]
    unit: str = "unit"
    bureau: bool = False


def _findings(_scope: Scope, rows: Iterable[AuditFinding]) -> Iterator[Fact]:
    for row in rows:
        yield f"{row.audit_year} 年审计：{row.category or '未分类'}", row.due_on, row


def _arrears(_scope: Scope, rows: Iterable[ArrearsPlan]) -> Iterator[Fact]:
    for row in rows:
        yield f"历史欠账 {row.arranged_sets} 套分配入住", row.due_on, row


def _plans(_scope: Scope, rows: Iterable[MilestonePlan]) -> Iterator[Fact]:
    for row in rows:
        words = f"{row.project} {row.get_code_display()}：计划 {row.sets} 套，已复核 {row.done_sets} 套"
        yield words, row.planned_on, row


def _preliminaries(_scope: Scope, rows: Iterable[PreliminaryStep]) -> Iterator[Fact]:
    for row in rows:
        yield f"{row.project} {row.get_code_display()}：{row.get_status_display()}", row.planned_on, row


def _demolitions(_scope: Scope, rows: Iterable[RelocationHousehold]) -> Iterator[Fact]:
    """Say one sentence for each yard, since its houses come down together."""
    of_yard: dict[Any, list[RelocationHousehold]] = {}
    for row in rows:
        of_yard.setdefault(row.compound, []).append(row)
    for yard, houses in of_yard.items():
        yield f"{yard} {len(houses)} 户未拆除", min(house.planned_demolish_on for house in houses), yard


def _communities(scope: Scope, rows: Iterable[RenovationCommunity]) -> Iterator[Fact]:
    for row in rows:
        unstarted = row.started_on is None and row.planned_start_on is not None and row.planned_start_on < scope.as_of
        yield f"{row} 未{'开工' if unstarted else '完工'}", (
            row.planned_start_on if unstarted else row.planned_done_on
        ), row


def _rural(_scope: Scope, rows: Iterable[RuralHouse]) -> Iterator[Fact]:
    for row in rows:
        yield f"{row.village} {row} 未竣工", row.planned_done_on, row


def _batches(_scope: Scope, rows: Iterable[SubsidyBatch]) -> Iterator[Fact]:
    for row in rows:
        yield f"{row} 未发完：{row.get_status_display()}", row.planned_on, row


def _reviews(_scope: Scope, rows: Iterable[AnnualReview]) -> Iterator[Fact]:
    for row in rows:
        yield f"{row.family} {row.year} 年年审：{row.get_status_display()}", row.due_on, row


def _rents(_scope: Scope, rows: Iterable[Lease]) -> Iterator[Fact]:
    for row in rows:
        yield f"{row} 欠租 {row.months_behind} 个月 {grouped(row.arrears, 2)} 元", row.owed_since, row


def _long_owed(scope: Scope) -> QuerySet:
    return Lease.objects.in_arrears(scope).filter(months_behind__gte=parameters.number("rent_arrears_months"))


SOURCES: Sequence[Source] = (
    Source("计划节点", lambda scope: MilestonePlan.objects.behind(scope).select_related("project", "unit"), _plans),
    Source("前期手续", lambda scope: PreliminaryStep.objects.behind(scope).select_related("project__unit"),
           _preliminaries, unit="project__unit"),
    Source("征收拆除", lambda scope: RelocationHousehold.objects.known(scope).behind(scope).select_related(
        "compound__project", "compound__unit", "unit"), _demolitions),
    Source("老旧小区", lambda scope: RenovationCommunity.objects.planned_in(scope).behind(scope).with_days(
        scope).select_related("unit"), _communities),
    Source("农村危房", lambda scope: RuralHouse.objects.listed_in(scope).behind(scope).select_related("unit"), _rural),
    Source("租赁补贴", lambda scope: SubsidyBatch.objects.behind(scope).select_related("unit"), _batches,
           bureau=True),
    Source("家庭年审", lambda scope: AnnualReview.objects.overdue(scope).select_related("family", "unit"), _reviews,
           bureau=True),
    Source("公租房租金", lambda scope: _long_owed(scope).select_related("home", "family", "unit"), _rents, bureau=True),
    Source("审计整改", lambda scope: AuditFinding.objects.open_at(scope).filter(
        due_on__lt=scope.as_of).select_related("unit", "category"), _findings),
    Source("历史欠账", lambda scope: ArrearsPlan.objects.latest(scope).filter(
        due_on__lt=scope.as_of, arranged_sets__gt=0).select_related("unit"), _arrears),
)
KINDS = tuple(source.kind for source in SOURCES)


def overdue_matters(scope: Scope, kind: str = "", unit: int | None = None) -> list[Overdue]:
    """Return what is overdue on the as-of date, the longest first; of one ``kind`` or ``unit`` if asked for."""
    found = [matter for source in SOURCES if kind in ("", source.kind) for matter in _matters(source, scope)]
    chosen = [matter for matter in found if unit in (None, matter.unit.pk)]
    return sorted(chosen, key=lambda matter: (-matter.days, matter.unit.order, matter.title))


def _matters(source: Source, scope: Scope) -> Iterator[Overdue]:
    rows = source.rows(scope)
    if scope.unit_ids is not None:
        if source.bureau:
            return
        rows = rows.filter(**{f"{source.unit}__in": scope.unit_ids})
    for words, due_on, record in source.facts(scope, rows):
        unit = reduce(getattr, source.unit.split("__"), record)
        yield Overdue(source.kind, words, unit, due_on, (scope.as_of - due_on).days, record.get_absolute_url())
