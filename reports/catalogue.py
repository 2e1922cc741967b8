"""The order and the groups of all indicators. Every surface (page, workbook, document, command) reads them here."""
from dataclasses import dataclass

from affordable import indicators as affordable
from affordable.measures import (
    communities,
    families,
    guaranteed,
    projects,
    relocation,
    rental,
    rural,
    shared,
    subsidies,
)
from affordable.models import AuditCategory
from housing_portal.kit.indicators import Elapsed, Indicator
from housing_portal.kit.scope import Scope
from inspections.measures import credit, inspections, petitions
from inspections.measures.findings import findings
from presale.delivery.measures import estates, handover, loans, work
from presale.indicators import PERMITS_CHANGED, escrow
from reports.measures import supervision as supervision_measures
from transactions.indicators import market


@dataclass(frozen=True)
class Group:
    """Indicators that are read together."""

    title: str
    indicators: tuple[Indicator, ...]


def groups(scope: Scope) -> list[Group]:
    """Return all indicators in the order in which leaders read them; audit years come from the records.

    Market and escrow records belong to the bureau: for readers of other units these groups do not exist.
    """
    return [
        *supervised(scope),
        *_programmes(),
        *(_of_the_bureau(scope) if scope.unit_ids is None else []),
    ]


def supervised(scope: Scope) -> list[Group]:
    """Return what 督查 is about: the year's tasks, arrears and audits; a bulletin answers for all of it."""
    years, classes = affordable.audit_years(scope), list(AuditCategory.objects.all())
    return [
        Group("目标任务", affordable.TARGETS),
        Group("工作进展", affordable.PROGRESS),
        Group("完成率", (Elapsed(), *affordable.RATES)),
        Group("历年公租房与续建攻坚", affordable.ARREARS),
        Group("审计整改", (*affordable.audit_measures(years), affordable.AUDIT_TOTAL)),
        *(Group(f"{year}年审计问题分类", tuple(affordable.category_measures(year, classes))) for year in years),
    ]


def _programmes() -> list[Group]:
    return [
        Group("保障性项目资金与节点", (*projects.MEASURES, *projects.RATES)),
        Group("棚户区征收安置", (*relocation.MEASURES, *relocation.RECKONED)),
        Group("老旧小区改造", (*communities.MEASURES, *communities.RATES)),
        Group("保障性租赁住房", (*guaranteed.MEASURES, *guaranteed.RATES)),
        Group("农村危房改造", (*rural.MEASURES, *rural.RATES)),
    ]


def _of_the_bureau(scope: Scope) -> list[Group]:
    figures = market(scope)
    beside = [figure.key for figure in figures].index("permits_area_year") + 1
    figures[beside:beside] = PERMITS_CHANGED
    return [
        Group("公租房与保障对象", (*families.MEASURES, *families.RECKONED, *rental.MEASURES, *rental.RATES)),
        Group("租赁补贴发放", (*subsidies.MEASURES, *subsidies.RATES, *subsidies.RECKONED)),
        Group("共有产权住房", (*shared.MEASURES, *shared.RECKONED)),
        Group("商品房市场", tuple(figures)),
        Group("预售资金监管", tuple(escrow(scope))),
        Group("保交房台账", (*estates.MEASURES, *estates.RATES)),
        Group("保交房调度与筹资", (*work.MEASURES, *work.RATES)),
        Group("逐套交付", (*handover.MEASURES, *handover.RATES)),
        Group("保交房专项借款", (*loans.MEASURES, *loans.QUOTIENTS)),
        Group("市场检查", (*inspections.inspected(), *findings())),
        Group("企业信用", credit.MEASURES),
        Group("信访投诉", (*petitions.MEASURES, *petitions.RATES)),
        Group("督办事项", (*supervision_measures.MEASURES, *supervision_measures.RATES)),
    ]


def find(key: str, scope: Scope) -> Indicator | None:
    """Return the indicator ``key`` or None."""
    return next((i for group in groups(scope) for i in group.indicators if i.key == key), None)


@dataclass(frozen=True)
class Programme:
    """One yearly task with everything that is said about it: its target, what is done, and the rate."""

    code: str
    label: str
    unit: str
    target: str
    done: str
    rate: str
    part_of: str = ""

    @property
    def short(self) -> str:
        """Return the label for a tab."""
        return {"shantytown": "棚改开工", "old_core": "老旧城区", "rental": "公租房", "continued": "基本建成",
                "subsidy": "租赁补贴", "investment": "投资"}[self.code]

    @property
    def places(self) -> int:
        return 2 if self.unit == "万元" else 0


PROGRAMMES = (
    Programme("shantytown", "棚户区改造开工", "套",
              "shantytown_target_sets", "shantytown_started_sets", "shantytown_start_rate"),
    Programme("old_core", "其中：老旧城区", "套",
              "old_core_target_sets", "old_core_started_sets", "old_core_rate", part_of="shantytown"),
    Programme("rental", "公租房新建", "套", "rental_target_sets", "rental_started_sets", "rental_start_rate"),
    Programme("continued", "续建项目基本建成", "套",
              "continued_target_sets", "continued_basic_done_sets", "continued_basic_done_rate"),
    Programme("subsidy", "租赁补贴发放", "户",
              "subsidy_target_households", "subsidy_households", "subsidy_household_rate"),
    Programme("investment", "完成投资", "万元",
              "investment_target", "investment_total_wan_derived", "investment_rate"),
)
