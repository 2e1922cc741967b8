"""Money of projects: what each level is to pay and what has arrived, and what is behind its plan."""
from affordable.models import AffordableProject, FundingArrival, FundingSource, MilestonePlan, PreliminaryStep
from affordable.querysets import ArrivalQuerySet, FundingQuerySet, PreliminaryQuerySet
from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope


def _fundings(scope: Scope) -> FundingQuerySet:
    known = AffordableProject.objects.known(scope)
    return FundingSource.objects.filter(project__in=known, recorded_at__lte=scope.cutoff)


def _arrivals(scope: Scope) -> ArrivalQuerySet:
    known = AffordableProject.objects.known(scope)
    return FundingArrival.objects.latest(scope).filter(source__project__in=known)


MEASURES = (
    Measure("project_fund_planned", "项目计划资金", "万元", "Σ 资金来源计划金额", "按资金来源登记，已取消的项目不计",
            _fundings, "planned", related=("unit", "project")),
    Measure("project_fund_arrived", "项目到位资金", "万元", "Σ 各资金来源累计到位",
            "各资金来源取截至日最近一次登记，已取消的项目不计", _arrivals, "arrived_cum",
            related=("unit", "source__project")),
    Measure("plans_behind", "逾期计划节点", "个", "计划日期早于截至日、已复核套数少于计划套数的节点个数",
            "取有效版次；暂停、取消的项目不计", lambda scope: MilestonePlan.objects.behind(scope),
            related=("unit", "project")),
)
RATES = (
    Rate("project_fund_arrival_rate", "项目资金到位率", "累计到位 ÷ 计划金额", "不是完成投资，不是支付数",
         "project_fund_arrived", "project_fund_planned"),
)


def preliminaries_behind(scope: Scope) -> PreliminaryQuerySet:
    """Return the preliminary steps past their day; they belong to a project, and through it to a unit."""
    return PreliminaryStep.objects.behind(scope).select_related("project__unit")
