"""老旧小区 (source 000 L8, slots 25–34): the state's plan of the year; what is outside it stands apart."""
from collections.abc import Callable

from django.db.models import QuerySet

from affordable.enums import CommunityStatus
from affordable.models import FundingArrival, FundingSource, RenovationCommunity, WorkItem
from affordable.querysets import CommunityQuerySet
from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope

OF_PLAN = "本年度列入国家计划的小区；计划外自筹的另列"
OUTSIDE = "本年度计划外自筹的小区，不计入国家计划"


def _planned(scope: Scope) -> CommunityQuerySet:
    return RenovationCommunity.objects.planned_in(scope).with_sizes(scope)


def _outside(scope: Scope) -> CommunityQuerySet:
    return RenovationCommunity.objects.outside_plan(scope).with_sizes(scope)


def _reached(code: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _planned(scope).reached(scope, code)


def _work(scope: Scope) -> QuerySet:
    return WorkItem.objects.planned_in(scope).with_done(scope)


def _fundings(scope: Scope) -> QuerySet:
    return FundingSource.objects.filter(community__in=_plain(scope), recorded_at__lte=scope.cutoff)


def _arrivals(scope: Scope) -> QuerySet:
    return FundingArrival.objects.latest(scope).filter(source__community__in=_plain(scope))


def _plain(scope: Scope) -> CommunityQuerySet:
    return RenovationCommunity.objects.planned_in(scope)


MEASURES = (
    Measure("old_invest", "老旧小区改造总投资", "亿元", "Σ（主体改造投资 + 基础设施改造投资）", OF_PLAN, _planned,
            "invest_total"),
    Measure("old_main", "其中：主体改造", "万元", "Σ 主体改造投资", OF_PLAN, _planned, "invest_main"),
    Measure("old_infra", "其中：基础设施改造", "万元", "Σ 基础设施改造投资", OF_PLAN, _planned, "invest_infra"),
    Measure("old_cnt", "改造老旧小区", "个", "小区个数", OF_PLAN, _planned),
    Measure("old_bld", "老旧小区楼栋", "栋", "Σ 楼栋数", f"{OF_PLAN}；逐栋登记的以登记的楼栋为准", _planned,
            "buildings_counted"),
    Measure("old_hh", "老旧小区户数", "户", "Σ 户数", OF_PLAN, _planned, "households"),
    Measure("old_area", "老旧小区改造面积", "万平方米", "Σ 建筑面积", OF_PLAN, _planned, "area"),
    Measure("old_started", "老旧小区已开工", "个", "已登记开工的小区个数", f"{OF_PLAN}；等于小区个数时才是全部开工",
            _reached(CommunityStatus.STARTED)),
    Measure("old_completed", "老旧小区已完工", "个", "已登记完工的小区个数", OF_PLAN,
            _reached(CommunityStatus.COMPLETED)),
    Measure("old_accepted", "老旧小区已验收", "个", "已登记验收的小区个数", OF_PLAN,
            _reached(CommunityStatus.ACCEPTED)),
    Measure("old_work_budget", "老旧小区改造内容预算", "万元", "Σ 改造内容预算", OF_PLAN, _work, "budget",
            related=("unit", "community", "building")),
    Measure("old_work_done", "老旧小区完成工程量（按预算）", "万元", "Σ 预算 × 累计完成量 ÷ 工程量",
            f"{OF_PLAN}；各项取截至日最近一次填报，逐项四舍五入到分；不是拨款数", _work, "done_value",
            related=("unit", "community", "building")),
    Measure("old_behind", "逾期的老旧小区", "个", "计划开工、计划完工日期早于截至日而没有开工、完工的小区个数", OF_PLAN,
            lambda scope: RenovationCommunity.objects.planned_in(scope).behind(scope)),
    Measure("old_fund_planned", "老旧小区计划资金", "万元", "Σ 资金来源计划金额", OF_PLAN, _fundings, "planned",
            related=("unit", "community")),
    Measure("old_fund_arrived", "老旧小区到位资金", "万元", "Σ 各资金来源累计到位",
            f"{OF_PLAN}；各资金来源取截至日最近一次登记", _arrivals, "arrived_cum",
            related=("unit", "source__community")),
    Measure("old_outside_cnt", "计划外自筹小区", "个", "小区个数", OUTSIDE, _outside),
    Measure("old_outside_hh", "计划外自筹小区户数", "户", "Σ 户数", OUTSIDE, _outside, "households"),
    Measure("old_outside_invest", "计划外自筹小区总投资", "万元", "Σ（主体改造投资 + 基础设施改造投资）", OUTSIDE,
            _outside, "invest_total"),
)
RATES = (
    Rate("old_pct", "老旧小区完成工程量", "Σ（预算 × 累计完成量 ÷ 工程量）÷ Σ 预算",
         "按预算加权，不是已完工小区数 ÷ 小区总数", "old_work_done", "old_work_budget"),
    Rate("old_fund_arrival_rate", "老旧小区资金到位率", "累计到位 ÷ 计划金额", "不是完成投资，不是支付数",
         "old_fund_arrived", "old_fund_planned"),
)


def started_names(scope: Scope) -> list[str]:
    """Return the names of the communities of the plan where work has begun, those of many households first."""
    return _own(_plain(scope), scope).reached(scope, CommunityStatus.STARTED).most_households_first()


def all_started(scope: Scope) -> bool:
    """Tell whether 全部开工 may be written: there are communities in the plan, and work has begun in every one."""
    planned = _own(_plain(scope), scope)
    started = planned.reached(scope, CommunityStatus.STARTED).values("pk")
    return planned.exists() and not planned.exclude(pk__in=started).exists()


def _own(rows: CommunityQuerySet, scope: Scope) -> CommunityQuerySet:
    return rows if scope.unit_ids is None else rows.filter(unit__in=scope.unit_ids)
