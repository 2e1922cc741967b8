"""保交房台账 in figures (dossier §4.1, table D): estates by state and list, their problems, sold and due homes.

An estate may have problems of several kinds: the numbers of estates per kind are never added up.
"""
from collections.abc import Callable
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet

from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Estate, SalePermit
from presale.delivery.enums.estates import AT_RISK, ListSource, Risk, WorkState
from presale.delivery.enums.problems import AMOUNTS, ProblemKind
from presale.delivery.models import Accident, DeliveryProblem, SoldStatement, TroubledEstate
from presale.delivery.querysets.estates import TroubledEstateQuerySet
from presale.indicators import measure
from transactions.enums import ANCILLARY
from transactions.models import SaleContract

ON_LEDGER = "截至日在保交房台账内的项目"
STATE = f"{ON_LEDGER}；施工状态取截至日前最近一次登记"
RATED = f"{ON_LEDGER}；风险等级取截至日前最近一次评定"
NEVER_ADDED = f"{ON_LEDGER}；有未销号的该类问题的项目，一个项目计一个；一个项目可有多类问题，各类之间不能相加"
STATED = f"{ON_LEDGER}；取每个项目截至日前最近一次登记"
OWN, OF_ESTATE, BUILDS = ("estate",), ("estate__estate",), ("developer",)


def _listed(scope: Scope) -> TroubledEstateQuerySet:
    return TroubledEstate.objects.listed(scope)


def _where(**facts: object) -> Callable[[Scope], QuerySet]:
    return lambda scope: _listed(scope).filter(**facts)


def _problems(kind: str, scope: Scope) -> QuerySet:
    return DeliveryProblem.objects.of_kept(scope).filter(kind=kind).with_amount(scope)


def _estates(key: str, label: str, formula: str, basis: str, records: Callable[[Scope], QuerySet],
             amount: str = "", unit: str = "个", related: tuple[str, ...] = OWN) -> Measure:
    return measure(key, label, unit, formula, basis, records, amount, related)


def _sold(key: str, label: str, unit: str, column: str) -> Measure:
    return measure(key, label, unit, f"Σ {label}", STATED, lambda scope: SoldStatement.objects.last_of_each(scope),
                   column, OF_ESTATE)


# -- what the county has built and sold ----------------------------------------------------------------------


def _developed(scope: Scope) -> QuerySet:
    """Return the estates of which something may be sold, or could be, since a permit was issued by the day."""
    permits = SalePermit.objects.filter(
        estate=OuterRef("pk"), issued_on__lte=scope.as_of, recorded_at__lte=scope.cutoff
    )
    return Estate.objects.current().filter(Exists(permits))


PERMITTED = "截至日已核发销售许可的楼盘，不限保交房项目"
DEVELOPED = (
    _estates("dv_developed", "累计开发房地产项目", "楼盘个数", PERMITTED, _developed, related=BUILDS),
    _estates("dv_developed_area", "累计开发总建筑面积", "Σ 规划总建筑面积", f"{PERMITTED}；没有登记面积的不计",
             _developed, "floor_area", "万平方米", BUILDS),
    measure("dv_buyers", "购房群众", "户", "有效合同份数",
            "截至日有效的商品房合同，一份合同计一户，车位、储藏间不计；不限保交房项目",
            lambda scope: SaleContract.objects.held_at(scope).exclude(use__in=ANCILLARY), related=OWN),
)

# -- the ledger ----------------------------------------------------------------------------------------------

LEDGER = (
    _estates("dv_estates", "保交房项目", "项目个数", ON_LEDGER, _listed),
    _estates("dv_floor_area", "保交房项目总建筑面积", "Σ 总建筑面积", ON_LEDGER, _listed, "total_floor_area",
             "万平方米"),
    *(_estates(f"dv_{source.value}", f"其中：{source.label}", "列入该清单的项目个数",
               f"{ON_LEDGER}；一个项目可列入几个清单，不能相加", _where(**{source.value: True}))
      for source in ListSource),
    _estates("dv_annual", "本年列入交房任务的项目", "项目个数", f"{ON_LEDGER}；列入年度任务为截至日所在年度",
             lambda scope: _listed(scope).filter(annual_year=scope.year)),
    _estates("dv_at_risk", "有延期交房风险的项目", "停工 + 半停工 + 在建但滞后", STATE,
             lambda scope: _listed(scope).at_risk(scope)),
    *(_estates(f"dv_{state.value}", f"其中：{state.label}", "该状态的项目个数", STATE,
               lambda scope, code=state.value: _listed(scope).in_state(scope, code)) for state in AT_RISK),
    _estates("dv_done", "已完工、已交付的项目", "项目个数", STATE,
             lambda scope: _listed(scope).in_state(scope, WorkState.COMPLETED, WorkState.DELIVERED)),
    _estates("dv_high_risk", "高风险项目", "风险等级为高的项目个数", RATED,
             lambda scope: _listed(scope).stated(scope).filter(risk_level=Risk.HIGH)),
    _estates("dv_insolvent", "企业已破产的项目", "项目个数", ON_LEDGER, _where(is_insolvent=True)),
    _estates("dv_overdue", "逾期未交付的项目", "约定交房日早于截至日、没有全部交付的项目个数",
             f"{ON_LEDGER}；当日仍不算逾期；应交付套数已全部正式交付的不计",
             lambda scope: _listed(scope).overdue(scope)),
    _estates("dv_partly", "实现交房的项目", "至少正式交付一套的项目个数", f"{ON_LEDGER}；违规交房、预交房不计",
             lambda scope: _listed(scope).partly_delivered(scope)),
    _estates("dv_speeding", "施工进度加快的项目", "近 30 天完成工程量大于前 30 天的项目个数",
             f"{ON_LEDGER}；两个时段都有工程进度登记的", lambda scope: _listed(scope).speeding(scope)),
    _sold("dv_sold_area", "已售面积", "万平方米", "sold_area"),
    _sold("dv_sold_sets", "已售套数", "套", "sold_sets"),
    _sold("dv_due_sets", "已售应交付套数", "套", "due_sets"),
    _sold("dv_households", "保交房项目购房户数", "户", "households"),
)

# -- problems ------------------------------------------------------------------------------------------------

PROBLEMS = (
    *(_estates(f"dv_problem_{kind.value}", f"{kind.label}涉及的项目", "项目个数", NEVER_ADDED,
               lambda scope, code=kind.value: _listed(scope).troubled_by(scope, code)) for kind in ProblemKind),
    measure("dv_fund_gap", AMOUNTS[ProblemKind.FUND], "亿元", "Σ 资金缺口",
            f"{ON_LEDGER}；未销号的资金短缺问题，金额取截至日前最近一次登记",
            partial(_problems, ProblemKind.FUND), "amount", OF_ESTATE),
    measure("dv_wages", AMOUNTS[ProblemKind.LABOR], "万元", "Σ 拖欠工资",
            f"{ON_LEDGER}；未销号的劳资纠纷问题，金额取截至日前最近一次登记",
            partial(_problems, ProblemKind.LABOR), "amount", OF_ESTATE),
)

# -- accidents -----------------------------------------------------------------------------------------------


def _accidents(scope: Scope) -> QuerySet:
    return Accident.objects.of_kept(scope).filter(on__year=scope.year)


THIS_YEAR = f"{ON_LEDGER}；发生日期在本年"
ACCIDENTS = (
    measure("dv_accidents", "本年工程事故", "起", "事故起数", THIS_YEAR, _accidents, related=OF_ESTATE),
    measure("dv_injured", "本年事故受伤人数", "人", "Σ 受伤人数", THIS_YEAR, _accidents, "injured", OF_ESTATE),
    measure("dv_accident_loss", "本年事故直接经济损失", "万元", "Σ 直接经济损失", THIS_YEAR, _accidents, "loss",
            OF_ESTATE),
)

MEASURES = (*DEVELOPED, *LEDGER, *PROBLEMS, *ACCIDENTS)
RATES = (
    Rate("dv_risk_share", "有延期风险的项目占比", "有延期风险的项目 ÷ 保交房项目", "个", "dv_at_risk", "dv_estates"),
)
