"""勾稽 of projects, relocation and old communities (source 000 L7–L9, slots 14–37): what its words may not say."""
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q

from affordable.enums import MilestoneCode, PreliminaryCode, PreliminaryStatus, QuotaStatus, WorkScope
from affordable.measures.relocation import demolition_due_on
from affordable.models import (
    AffordableProject,
    FundingSource,
    Milestone,
    PreliminaryStep,
    RenovationBuilding,
    RenovationCommunity,
    ResettlementQuota,
    WorkItem,
)
from housing_portal.kit.figures import in_unit
from housing_portal.kit.periods import written
from reports.enums import Severity
from reports.evaluate import IndicatorSet, evaluate
from reports.querysets import sizes
from reports.warning import Warning, by_unit, shown

Check = Callable[[IndicatorSet], Iterator[Warning]]
NAMED = 3  # so many examples stand in a sentence
# cumulative by statement: less than a month before needs a word
CUMULATIVE = (
    "investment_total_wan_derived", "subsidy_households", "subsidy_amount_wan", "old_work_done",
    "project_fund_arrived", "old_fund_arrived",
)


def _wan(amount: Decimal) -> Decimal:
    return in_unit(amount, "万元")


# -- relocation -----------------------------------------------------------------------------------------------


def signed_within_plan(figures: IndicatorSet) -> Iterator[Warning]:
    """Households with an agreement are of the planned ones; without a plan nobody can tell (slots 15, 17)."""
    for unit, signed in by_unit(figures, "hh_signed"):
        planned = figures.value("shanty_hh", unit)
        if planned is not None and signed <= planned:
            continue
        what = "项目没有登记计划户数，请补登。" if planned is None else "多于计划户数，请核对项目计划户数或写明原因。"
        yield Warning(
            "signed_within_plan", Severity.AMBER, unit.name,
            f"{unit}棚户区改造：已签协议 {signed} 户，计划 {shown(planned)} 户，{what}",
            signed, "已签（户）", planned, "计划（户）", "户", "hh_signed",
        )


def signed_stands_past_its_day(figures: IndicatorSet) -> Iterator[Warning]:
    """“计划于…拆迁完毕” cannot be written of a day that is over (slot 22)."""
    due, left = demolition_due_on(figures.scope), figures.value("hh_left")
    if due is not None and due < figures.scope.as_of:
        yield Warning(
            "demolition_overdue", Severity.AMBER, "relocation",
            f"征收拆迁：计划于 {written(due)}拆迁完毕，已经逾期，签约户中还有 {shown(left)} 户未拆。"
            "请登记拆除，或调整计划拆除日期并写明原因。",
            left, "未拆（户）", figures.value("hh_signed"), "已签（户）", "户", "hh_demo_behind",
        )


def partly_signed_yards(figures: IndicatorSet) -> Iterator[Warning]:
    """A yard of which some have signed is no signed yard (dossier §9.25)."""
    partly = figures.value("yards_partly")
    if partly:
        signed = figures.value("yards_signed")
        yield Warning(
            "partly_signed", Severity.AMBER, "relocation",
            f"征收拆迁：部分签约的院 {shown(partly)} 个，不计入签约院（{shown(signed)} 个），也不计入正在商谈的院；"
            "院与户不能混写。",
            partly, "部分签约（院）", signed, "签约（院）", "院", "yards_partly",
        )


def allotted_within_project(figures: IndicatorSet) -> Iterator[Warning]:
    """No more homes are handed out than the project has; households, indices and homes are three measures."""
    rows = figures.own(ResettlementQuota.objects.at(figures.scope, QuotaStatus.ALLOTTED))
    allotted = sizes(rows, "project", "sets_allocated")
    for project in AffordableProject.objects.filter(pk__in=allotted, sets_planned__isnull=False).order_by("pk"):
        households, sets = allotted[project.pk]
        if sets > project.sets_planned:
            yield Warning(
                "allotted_within_project", Severity.AMBER, str(project),
                f"{project}：{households} 户共分安置房 {sets} 套，多于项目计划 {project.sets_planned} 套，"
                "请核对或写明原因。",
                sets, "已分（套）", project.sets_planned, "计划（套）", "套", "quota_sets_allotted",
            )


# -- old communities ------------------------------------------------------------------------------------------


def not_all_started(figures: IndicatorSet) -> Iterator[Warning]:
    """全部开工 is true when every community of the plan has begun (slots 28, 33)."""
    planned, started = figures.value("old_cnt"), figures.value("old_started")
    if planned and started < planned:
        yield Warning(
            "not_all_started", Severity.AMBER, "communities",
            f"老旧小区：计划 {planned} 个，已开工 {started} 个，还差 {planned - started} 个，不能写“全部开工”。",
            started, "已开工", planned, "计划", "个", "old_started",
        )


def buildings_against_community(figures: IndicatorSet) -> Iterator[Warning]:
    """Once buildings are registered one by one, their number and households are those of the community (slot 29)."""
    scope = figures.scope
    known = figures.own(RenovationBuilding.objects.filter(recorded_at__lte=scope.cutoff))
    found = sizes(known, "community", "households")
    for row in figures.own(RenovationCommunity.objects.planned_in(scope)).filter(pk__in=found):
        count, households = found[row.pk]
        for noun, listed, stated, measure in (
            ("楼栋", count, row.building_count, "栋"), ("户数", households, row.households, "户"),
        ):
            if listed != stated:
                yield Warning(
                    "buildings_against_community", Severity.AMBER, f"{noun}/{row.unit_id}/{row}",
                    f"{row}：逐栋登记的{noun} {listed} {measure}，小区填写 {stated} {measure}，请补登楼栋或更正小区。",
                    listed, "逐栋登记", stated, "小区填写", measure, "old_bld" if measure == "栋" else "old_hh",
                )


def budget_within_investment(figures: IndicatorSet) -> Iterator[Warning]:
    """The work on main parts and infrastructure is paid from what is invested in each (slots 26, 27)."""
    scope = figures.scope
    items = figures.own(WorkItem.objects.planned_in(scope))
    main, infra = (sizes(items.filter(scope=part), "community", "budget") for part in (WorkScope.MAIN, WorkScope.INFRA))
    for row in figures.own(RenovationCommunity.objects.planned_in(scope)).filter(pk__in={*main, *infra}):
        for noun, budgets, invested, key in (
            ("主体改造", main, row.invest_main, "old_main"), ("基础设施改造", infra, row.invest_infra, "old_infra"),
        ):
            budget = budgets.get(row.pk, (0, Decimal(0)))[1]
            if budget > invested:
                yield Warning(
                    "budget_within_investment", Severity.AMBER, f"{noun}/{row.unit_id}/{row}",
                    f"{row}{noun}：改造内容预算合计 {shown(_wan(budget))} 万元，"
                    f"大于投资 {shown(_wan(invested))} 万元，请核对。",
                    _wan(budget), "预算", _wan(invested), "投资", "万元", key,
                )


def work_counts_every_community(figures: IndicatorSet) -> Iterator[Warning]:
    """The share of the work done says nothing of a community whose work is not entered (slot 34)."""
    entered = WorkItem.objects.planned_in(figures.scope).values("community")
    planned = figures.own(RenovationCommunity.objects.planned_in(figures.scope))
    bare = [row.name for row in planned.exclude(pk__in=entered).order_by("pk")]
    count = planned.count()
    if bare and len(bare) < count:
        names = "、".join(bare[:NAMED]) + ("等" if len(bare) > NAMED else "")
        yield Warning(
            "work_counts_every_community", Severity.AMBER, "communities",
            f"改造老旧小区 {count} 个，其中 {len(bare)} 个没有登记改造内容：{names}。"
            "完成工程量没有计入这些小区，请补登。",
            len(bare), "未登记改造内容", count, "老旧小区", "个", "old_pct",
        )


# -- projects and money ---------------------------------------------------------------------------------------


def starts_within_plan(figures: IndicatorSet) -> Iterator[Warning]:
    """No more sets have begun than the project has (slots 36, 37)."""
    started = figures.own(Milestone.objects.counted(figures.scope, MilestoneCode.STARTED)).by_project()
    for project in AffordableProject.objects.known(figures.scope).filter(pk__in=started).order_by("pk"):
        sets = started[project.pk]
        if project.sets_planned is not None and sets > project.sets_planned:
            yield Warning(
                "starts_within_plan", Severity.AMBER, f"{project.unit_id}/{project.plan_year}/{project}",
                f"{project}：已开工 {sets} 套，大于计划 {project.sets_planned} 套，请核对或写明原因。",
                sets, "已开工", project.sets_planned, "计划", "套",
            )


def started_without_licence(figures: IndicatorSet) -> Iterator[Warning]:
    """Projects whose papers are kept here have begun before the licence to build was entered (dossier §6.3 no. 7)."""
    scope = figures.scope
    started = figures.own(Milestone.objects.counted(scope, MilestoneCode.STARTED)).by_project()
    steps = PreliminaryStep.objects.filter(project=OuterRef("pk"))
    kept = steps.exclude(status=PreliminaryStatus.NOT_STARTED)
    approved = Q(pk__in=PreliminaryStep.objects.approved(scope).values("pk"))
    given = steps.filter(approved | Q(status=PreliminaryStatus.NOT_NEEDED), code=PreliminaryCode.CONSTRUCTION)
    projects = AffordableProject.objects.known(scope).filter(Exists(kept), pk__in=started).order_by("pk")
    begun = list(projects.annotate(is_licensed=Exists(given)))
    bare = [project.name for project in begun if not project.is_licensed]
    if bare:
        names = "、".join(bare[:NAMED]) + ("等" if len(bare) > NAMED else "")
        yield Warning(
            "started_without_licence", Severity.AMBER, "projects",
            f"已开工的 {len(begun)} 个项目中，{len(bare)} 个没有登记施工许可证：{names}。请补登前期手续或核实开工。",
            len(bare), "未登记许可", len(begun), "已开工", "个",
        )


def planned_money_is_the_investment(figures: IndicatorSet) -> Iterator[Warning]:
    """The sources of a project or a community add up to its investment."""
    scope = figures.scope
    sources = FundingSource.objects.filter(recorded_at__lte=scope.cutoff)
    projects = figures.own(AffordableProject.objects.known(scope)).filter(plan_year=scope.year)
    communities = figures.own(RenovationCommunity.objects.planned_in(scope).with_sizes(scope))
    for rows, parent in ((projects, "project"), (communities, "community")):
        planned = sizes(sources.filter(**{f"{parent}__isnull": False}), parent, "planned")
        for row in rows.filter(pk__in=planned).order_by("pk"):
            money = planned[row.pk][1]
            if row.invest_total is not None and money != row.invest_total:
                yield _unequal(row, money, row.invest_total)


def _unequal(row: AffordableProject | RenovationCommunity, money: Decimal, invested: Decimal) -> Warning:
    left, right = _wan(money), _wan(invested)
    return Warning(
        "planned_money", Severity.AMBER, f"{row._meta.model_name}/{row.unit_id}/{row}",
        f"{row}：各资金来源计划合计 {shown(left)} 万元，总投资 {shown(right)} 万元，"
        f"相差 {shown(abs(left - right))} 万元，请补登资金来源或更正。",
        left, "资金来源", right, "总投资", "万元",
    )


def arrived_within_planned(figures: IndicatorSet) -> Iterator[Warning]:
    """No level has paid more than it was to pay."""
    rows = FundingSource.objects.filter(recorded_at__lte=figures.scope.cutoff).with_arrived(figures.scope)
    above = figures.own(rows).filter(arrived__gt=F("planned")).order_by("pk")
    for source in above.select_related("project", "community"):
        left, right = _wan(source.arrived), _wan(source.planned)
        yield Warning(
            "arrived_within_planned", Severity.AMBER, f"{source.pk}",
            f"{source}：累计到位 {shown(left)} 万元，大于计划 {shown(right)} 万元，请核对计划或写明原因。",
            left, "到位", right, "计划", "万元",
        )


def less_than_a_month_before(figures: IndicatorSet) -> Iterator[Warning]:
    """A cumulative figure that has fallen since the end of the last month needs a word (dossier §5 row 20)."""
    before = figures.scope.as_of.replace(day=1) - timedelta(days=1)
    if before.year != figures.scope.year:
        return
    last_month = evaluate(replace(figures.scope, as_of=before))
    for key in CUMULATIVE:
        measure, earlier = figures.indicators[key], last_month.figures(key)
        for unit, now in by_unit(figures, key):
            was = measure.shown(earlier.of(unit.pk).value)
            if was is None or now is None or now >= was:
                continue
            yield Warning(
                "fallen", Severity.AMBER, f"{key}/{unit}",
                f"{unit}{measure.label}：本期 {shown(now)}{measure.unit}，少于 {written(before)}的 {shown(was)}"
                f"{measure.unit}。累计数减少须说明原因。",
                now, "本期", was, "上期", measure.unit, key,
            )


PROGRAMME_CHECKS: tuple[Check, ...] = (
    signed_within_plan, signed_stands_past_its_day, partly_signed_yards, allotted_within_project, not_all_started,
    buildings_against_community, budget_within_investment, work_counts_every_community, starts_within_plan,
    started_without_licence, planned_money_is_the_investment, arrived_within_planned, less_than_a_month_before,
)
