"""What the records of one unit say in words, days and quarters: cells of a bulletin's annexes that nobody adds up.

Dossier §6.3 (the columns of both annexes) and §6.4 (前期手续 in 督办通知).
"""
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet

from affordable.enums import Forecast, PreliminaryCode, PreliminaryStatus
from affordable.models import AffordableProject, ArrearsPlan, ContinuedTask, PreliminaryStep, SubsidyProgress
from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure
from housing_portal.kit.periods import written
from housing_portal.kit.scope import Scope
from reports.measures.supervision import running
from reports.models import SupervisionItem
from reports.slots.making import NOBODY, lines
from reports.slots.parts import Answer, Facts, Slot

FORECASTS = {Forecast.CAN: "能", Forecast.PARTLY: "部分", Forecast.DIFFICULT: "困难"}
MOST_MATTERS = 3  # so many matters of a unit stand in a cell, the first due first
MOST_PROJECTS = 5  # so many projects stand in a notice
MOST_PAPERS = 3  # so many papers in one state are named of a project
EXCERPT = 24  # characters of a demand in a cell; the notice to the unit has all of it
BREAK = re.compile("[，、；。]")
LATEST = "截至日最近一次登记"
RUNNING = "已交办、尚未办结的督办事项，期限早的在前"
Told = int | date | str | None


@dataclass(frozen=True)
class OfUnit:
    """A slot whose records say something of one unit, and nothing of the whole; ``owner`` leads to the unit."""

    code: str
    label: str
    formula: str
    basis: str
    rows: Callable[[Scope], QuerySet]
    tell: Callable[[Sequence[Any]], Told]
    owner: str = "unit"

    def by_unit(self, scope: Scope) -> dict[int, str]:
        """Return what is printed of every unit of which something is told, from one query."""
        found: dict[int, list[Any]] = {}
        for row in self.rows(scope).annotate(owner_id=F(self.owner)):
            found.setdefault(row.owner_id, []).append(row)
        told = {unit: self.tell(rows) for unit, rows in found.items()}
        return {unit: _printed(value) for unit, value in told.items() if value}

    @property
    def slot(self) -> Slot:
        return Slot(self.code, self.label, "", self.formula, self.basis, self._answer)

    def _answer(self, facts: Facts, unit: Unit | None) -> Answer:
        if unit is None:
            return NOBODY
        rows = list(self.rows(facts.scope).filter(**{self.owner: unit}))
        value = self.tell(rows) if rows else None
        if not value:
            return NOBODY
        shown = Figure(_printed(value), f"{self.code}@{unit.pk}", f"{self.label}：{self.formula}")
        return Answer(value, (shown,), lines(rows))


def _printed(value: Told) -> str:
    return written(value) if isinstance(value, date) else str(value)


# -- subsidies, arrears, carried-over projects -------------------------------------------------------------


def _subsidies(scope: Scope) -> QuerySet:
    return SubsidyProgress.objects.of_year(scope).order_by("pk")


def _quarter(rows: Sequence[SubsidyProgress]) -> int:
    return max(row.quarter for row in rows)


def _arrears(scope: Scope) -> QuerySet:
    return ArrearsPlan.objects.latest(scope).filter(due_on__isnull=False).order_by("pk")


def _due(rows: Sequence[ArrearsPlan]) -> date:
    return max(row.due_on for row in rows)


def _tasks(scope: Scope) -> QuerySet:
    return ContinuedTask.objects.of_year(scope).exclude(forecast="").order_by("pk")


def _forecast(rows: Sequence[ContinuedTask]) -> str:
    return "、".join(dict.fromkeys(FORECASTS[row.forecast] for row in rows))


# -- supervised matters ------------------------------------------------------------------------------------


def _matters(scope: Scope) -> QuerySet:
    return running(scope).order_by("was_due_on", "pk")


def _numbered(texts: Sequence[str]) -> str:
    """Number several texts, so that the cells of a row can be read together; one alone needs no number."""
    return texts[0] if len(texts) == 1 else "；".join(f"（{n}）{text}" for n, text in enumerate(texts, start=1))


def _titles(items: Sequence[SupervisionItem]) -> str:
    rest = f"；共{len(items)}项" if len(items) > MOST_MATTERS else ""
    return f"{_numbered([item.title for item in items[:MOST_MATTERS]])}{rest}"


def _demands(items: Sequence[SupervisionItem]) -> str:
    return _numbered([f"{_excerpt(one.requirement)}，{written(one.was_due_on)}前" for one in items[:MOST_MATTERS]])


def _excerpt(text: str) -> str:
    """Return the first parts of a long demand, as many as a cell holds, and 等."""
    whole = text.rstrip("。；")
    if len(whole) <= EXCERPT:
        return whole
    ends = [match.start() for match in BREAK.finditer(whole, 0, EXCERPT)]
    return f"{whole[:ends[-1]]}等" if ends else f"{whole[:EXCERPT]}……"


def _leaders(items: Sequence[SupervisionItem]) -> str:
    return "、".join(dict.fromkeys(item.leader for item in items[:MOST_MATTERS] if item.leader))


# -- preliminary papers ------------------------------------------------------------------------------------


def _papers(scope: Scope) -> QuerySet:
    """Return the open papers of the projects that ``unpapered_projects`` counts, project by project."""
    projects = AffordableProject.objects.unpapered(scope)
    rows = PreliminaryStep.objects.open_at(scope).filter(project__in=projects.values("pk"))
    return rows.select_related("project").order_by("project__plan_year", "project", "pk")


def _open_papers(steps: Sequence[PreliminaryStep]) -> str:
    """Say project by project which papers are still missing, and how far they are."""
    found = [(project.name, _states(own)) for project, own in groupby(steps, key=lambda step: step.project)]
    rest = "；其余项目见项目台账" if len(found) > MOST_PROJECTS else ""
    return "；".join(f"{name}：{states}" for name, states in found[:MOST_PROJECTS]) + rest


def _states(steps: Iterable[PreliminaryStep]) -> str:
    """Return “立项、可研批复未办理，不动产权证（土地）已报审”; a state with many papers tells their number."""
    by_state: dict[str, list[str]] = {}
    for step in steps:
        # approved after the day: by the day it was with the authority
        late = step.status == PreliminaryStatus.APPROVED
        state = PreliminaryStatus.SUBMITTED if late else PreliminaryStatus(step.status)
        by_state.setdefault(state.label, []).append(PreliminaryCode(step.code).label)
    return "，".join(f"{_first_of(names)}{state}" for state, names in by_state.items())


def _first_of(names: Sequence[str]) -> str:
    shown = "、".join(names[:MOST_PAPERS])
    return shown if len(names) <= MOST_PAPERS else f"{shown}等{len(names)}项"


QUARTER = OfUnit("subsidy_quarter", "租赁补贴最近已发季度", "本年已发放到第几季度", LATEST, _subsidies, _quarter)
ARREARS_DUE = OfUnit("arrears_due", "欠账分配入住期限", "落实历史欠账的分配入住期限", LATEST, _arrears, _due)
FORECAST = OfUnit("continued_forecast", "续建攻坚年底研判", "能、部分、困难", LATEST, _tasks, _forecast)
PROBLEMS = OfUnit("unit_problems", "发现问题", "督办事项的名称", RUNNING, _matters, _titles)
DEMANDS = OfUnit("unit_demands", "整改要求与时限", "督办事项的办理标准和办理期限", RUNNING, _matters, _demands)
LEADERS = OfUnit("unit_leaders", "整改责任人", "督办事项的责任领导", RUNNING, _matters, _leaders)
OPEN_PAPERS = OfUnit("open_papers", "未批复的前期手续", "按项目列出未批复的手续和办理状态",
                     "前期手续不完善的项目；不需办理的不列", _papers, _open_papers, owner="project__unit")

SLOTS: tuple[Slot, ...] = tuple(
    one.slot for one in (QUARTER, ARREARS_DUE, FORECAST, PROBLEMS, DEMANDS, LEADERS, OPEN_PAPERS)
)
