"""Affordable housing in words (source 000 L7–L10): procedures, undertakers, communities, the next subsidy."""
from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from affordable.enums import LandStatus, MilestoneCode, PreliminaryCode, PreliminaryStatus, ProjectKind
from affordable.measures import communities, relocation, subsidies
from affordable.models import (
    AffordableProject,
    Milestone,
    PreliminaryStep,
    RelocationHousehold,
    RenovationCommunity,
    SubsidyBatch,
    WorkItem,
)
from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure, Run
from housing_portal.kit.numerals import chinese_number
from reports.slots.making import NAMED, NOBODY, Dated, lines, listed, of_count, of_day, of_text
from reports.slots.parts import Answer, Facts, Slot

OF_YEAR = "本年下达、未取消的项目"
APPROVED = "批复日期不晚于截至日"
_C = PreliminaryCode
Keep = Callable[[Facts, QuerySet], QuerySet]


def _projects(facts: Facts, kind: ProjectKind) -> QuerySet:
    return AffordableProject.objects.planned_in(facts.scope, kind).select_related("undertaker")


# -- procedures ----------------------------------------------------------------------------------------------


def _steps(facts: Facts, kind: ProjectKind) -> QuerySet:
    rows = PreliminaryStep.objects.filter(project__in=_projects(facts, kind))
    return rows.exclude(status=PreliminaryStatus.NOT_NEEDED).order_by("pk")


def approved(facts: Facts, rows: QuerySet) -> QuerySet:
    return rows.approved(facts.scope)


def under_way(facts: Facts, rows: QuerySet) -> QuerySet:
    """Keep what has been begun and was not approved by the day."""
    begun = rows.filter(status__in=(
        PreliminaryStatus.PREPARING, PreliminaryStatus.SUBMITTED, PreliminaryStatus.APPROVED,
    ))
    open_steps = begun.exclude(pk__in=approved(facts, rows).values("pk"))
    return open_steps.filter(Q(applied_on=None) | Q(applied_on__lte=facts.scope.as_of))


def _procedures(keep: Keep) -> Callable[[Facts], Answer]:
    def tell(facts: Facts) -> Answer:
        rows = list(keep(facts, _steps(facts, ProjectKind.SHANTYTOWN)))
        there = {row.code for row in rows}
        return Answer("、".join(code.label for code in _C if code in there), records=lines(rows))
    return tell


def _papered(facts: Facts) -> QuerySet:
    steps = approved(facts, _steps(facts, ProjectKind.SHANTYTOWN))
    return AffordableProject.objects.filter(pk__in=steps.values("project")).order_by("pk")


# -- guaranteed rental housing, undertaker by undertaker -------------------------------------------------------


def _undertakers(projects: Iterable[AffordableProject]) -> str:
    """Return the names of those who build, each once; a project without one goes by its own name."""
    names = (p.undertaker.short_name or p.undertaker.name if p.undertaker else p.name for p in projects)
    return "、".join(dict.fromkeys(names))


def _feasibility(keep: Keep) -> Callable[[Facts], Answer]:
    def tell(facts: Facts) -> Answer:
        steps = _steps(facts, ProjectKind.GUARANTEED_RENTAL).filter(code=_C.FEASIBILITY)
        kept = keep(facts, steps).values("project")
        rows = list(_projects(facts, ProjectKind.GUARANTEED_RENTAL).filter(pk__in=kept).order_by("pk"))
        return Answer(_undertakers(rows), records=lines(rows))
    return tell


def _landless(facts: Facts) -> Answer:
    rows = _projects(facts, ProjectKind.GUARANTEED_RENTAL).exclude(land_status__in=("", LandStatus.AVAILABLE))
    rows = list(rows.order_by("pk"))
    return Answer("、".join(row.name for row in rows), records=lines(rows))


def _started(facts: Facts, unit: Unit | None) -> Answer:
    """Return every undertaker that has begun, with its sets."""
    steps = Milestone.objects.counted(facts.scope, MilestoneCode.STARTED).filter(
        project__in=AffordableProject.objects.planned_in(facts.scope, ProjectKind.GUARANTEED_RENTAL)
    )
    rows = list(steps.select_related("project__undertaker").order_by("pk"))
    by_name: dict[str, int] = {}
    for row in rows:
        name = _undertakers([row.project])
        by_name[name] = by_name.get(name, 0) + row.sets
    if not by_name:
        return NOBODY
    runs: list[Run] = []
    for name, sets in by_name.items():
        runs += ["、" if runs else "", name, Figure(f"{sets}套", "gar_started_devco", "Σ 已复核的开工里程碑套数")]
    return Answer(sum(by_name.values()), runs, [(row, row.sets) for row in rows])


# -- communities, relocation, subsidy ---------------------------------------------------------------------------


def _communities(facts: Facts) -> Answer:
    names = communities.started_names(facts.scope)
    rows = RenovationCommunity.objects.planned_in(facts.scope).filter(name__in=names).order_by("-households", "pk")
    return Answer(listed(names), records=lines(rows))


def _works(facts: Facts) -> Answer:
    """Return the kinds of work that are under way: begun, and not all done."""
    rows = WorkItem.objects.planned_in(facts.scope).with_done(facts.scope).order_by("pk")
    rows = [row for row in rows if 0 < row.done_qty < row.qty]
    return Answer("、".join(dict.fromkeys(row.item for row in rows)), records=lines(rows))


def _demolition_year(facts: Facts, unit: Unit | None) -> Answer:
    due = relocation.demolition_due_on(facts.scope)
    if due is None:
        return NOBODY
    projects = AffordableProject.objects.planned_in(facts.scope, ProjectKind.SHANTYTOWN)
    left = RelocationHousehold.objects.known(facts.scope).filter(compound__project__in=projects).left(facts.scope)
    return Answer(due.year, records=lines(left.order_by("pk")))


def _overdue_day(facts: Facts, unit: Unit | None) -> Answer:
    due = relocation.demolition_due_on(facts.scope)
    return NOBODY if due is None else Answer(int(due < facts.scope.as_of))


def _next_batches(facts: Facts) -> QuerySet:
    year, quarter = subsidies.next_quarter(facts.scope)
    batches = SubsidyBatch.objects.live().filter(year=year, quarter=quarter, recorded_at__lte=facts.scope.cutoff)
    return batches.order_by("planned_on", "pk")


def _planned(facts: Facts) -> Dated | None:
    batches = [row for row in _next_batches(facts) if row.planned_on]
    return (batches[-1].planned_on, batches) if batches else None


def _quarter(facts: Facts) -> Answer:
    """Return the quarter as papers write it; the number of it is the indicator subsidy_next_quarter."""
    _, quarter = subsidies.next_quarter(facts.scope)
    return Answer(f"第{chinese_number(quarter)}季度", records=lines(_next_batches(facts)))


def _late(facts: Facts) -> list[SubsidyBatch]:
    day: date = facts.scope.as_of
    return [row for row in _next_batches(facts) if row.planned_on and row.planned_on < day]


SLOTS: tuple[Slot, ...] = (
    of_text("shanty_steps_done", "棚改已办手续", "本年棚改项目中已批复的手续名称", f"{OF_YEAR}；{APPROVED}",
            _procedures(approved)),
    of_text("shanty_steps_doing", "棚改在办手续", "本年棚改项目中已着手、未批复的手续名称", OF_YEAR,
            _procedures(under_way)),
    of_count("shanty_papered", "已办理前期手续的棚改项目", "个", "至少有一项手续已批复的项目个数",
             f"{OF_YEAR}；{APPROVED}", _papered),
    Slot("demo_plan_year", "计划拆迁完毕的年", "年", "已签未拆户计划拆除日期的最晚一日", "与截至日不同年时写出",
         _demolition_year),
    Slot("demo_plan_over", "计划拆迁日期已过", "", "计划拆除日期早于截至日为 1", "逾期时改写", _overdue_day),
    of_text("old_names", "已开工老旧小区名单", "已开工的小区，户数多的在前，列前两个", NAMED, _communities),
    of_text("old_work_now", "老旧小区在施工程", "已开始、未完成的改造内容名称", "截至日最近一次填报", _works),
    of_text("gar_feasibility_done", "可研已批复的保租房承建单位", "可研批复已批复的项目的承建单位简称",
            f"{OF_YEAR}；{APPROVED}", _feasibility(approved)),
    of_text("gar_feasibility_doing", "可研在办的保租房承建单位", "可研批复编制中、已报审的项目的承建单位简称", OF_YEAR,
            _feasibility(under_way)),
    of_text("gar_landless", "土地未落实的保租房项目", "土地未出让、正在报批的项目名称", OF_YEAR, _landless),
    Slot("gar_started_devco", "各承建单位保租房已开工", "套", "Σ 已复核的开工里程碑套数，按承建单位列出",
         f"{OF_YEAR}；须有证据并经第二人复核", _started),
    *of_day("sub_next", "下一次补贴计划发放日期", "下一次应发季度批次的应发期限", "第一个没有发完的季度", _planned),
    of_text("sub_next_quarter", "下一次应发补贴的季度名称", "第一个没有发完的季度", "没有批次的季度算未发", _quarter),
    of_count("sub_next_late", "逾期未发完的下一批次", "个", "应发期限早于截至日的批次个数", "第一个没有发完的季度",
             _late),
)
