"""Figures of one estate of 保交房, and of the ledger in a period: each is the sum of the records behind it.

A figure of one estate has its key behind a dot: ``estate_due.12``.
"""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import Model, QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import in_unit, plain
from housing_portal.kit.gongwen import Figure
from housing_portal.kit.periods import month_end
from presale.delivery.enums.estates import HALTED
from presale.delivery.enums.funding import FundKind
from presale.delivery.enums.problems import ProblemKind, ProblemStatus
from presale.delivery.models import (
    DeliveryProblem,
    FundRaised,
    LoanAllocation,
    LoanDraw,
    LoanUse,
    ProblemStep,
    Promise,
    SiteProgress,
    SoldStatement,
    TroubledEstate,
    UnitDelivery,
    WorkStateChange,
)
from presale.delivery.register import delay_of
from reports.documents.phrases import measured
from reports.slots.making import NAMED, lines, listed, of_count, of_text
from reports.slots.parts import Answer, Facts, Line, Slot

LEDGER = "截至日在册的保交房项目"
LATEST = "取截至日前最近一次登记"
Found = Sequence[Line] | None


@dataclass(frozen=True)
class OfEstate:
    """What is said of one estate; ``find`` returns what every record adds, None when nobody has stated it."""

    label: str
    measured_in: str
    formula: str
    basis: str
    find: Callable[[Facts, TroubledEstate], Found]


# -- what one estate's records add ------------------------------------------------------------------------------


def _whole(facts: Facts, estate: TroubledEstate) -> Found:
    return [(estate, estate.total_floor_area)]


def _latest(model: type[Model], column: str, facts: Facts, estate: TroubledEstate) -> Found:
    row = model.objects.counted(facts.scope).filter(estate=estate).order_by("-on", "-pk").first()
    return None if row is None else [(row, getattr(row, column))]


def _homes(facts: Facts, estate: TroubledEstate) -> Found:
    return lines(UnitDelivery.objects.filter(estate=estate.estate_id).formal(facts.scope).order_by("pk"), 1)


def _homes_of_period(facts: Facts, estate: TroubledEstate) -> Found:
    rows = UnitDelivery.objects.filter(estate=estate.estate_id).formal_from(facts.scope, facts.first)
    return lines(rows.order_by("pk"), 1)


def _left(facts: Facts, estate: TroubledEstate) -> Found:
    """Return what is due, less one for every home handed over."""
    due = _latest(SoldStatement, "due_sets", facts, estate)
    return due and [*due, *((row, -adds) for row, adds in _homes(facts, estate))]


def _delay(facts: Facts, estate: TroubledEstate) -> Found:
    row = TroubledEstate.objects.with_figures(facts.scope).get(pk=estate.pk)
    return [(row, delay_of(row, facts.scope))]


def _halt(facts: Facts, estate: TroubledEstate) -> tuple[WorkStateChange, WorkStateChange | None] | None:
    """Return how the last halt began, and how the works went on after it; None for an estate that never stood still."""
    began = went_on = None
    for row in WorkStateChange.objects.counted(facts.scope).filter(estate=estate).order_by("on", "pk"):
        if row.code not in HALTED:
            went_on = went_on or row if began else None
        elif began is None or went_on:
            began, went_on = row, None
    return began and (began, went_on)


def _halted_months(facts: Facts, estate: TroubledEstate) -> Found:
    """Return the full months from the day of the halt to the day on which works went on, or to the day of the paper."""
    halt = _halt(facts, estate)
    if halt is None:
        return None
    began, went_on = halt
    end = went_on.on if went_on else facts.scope.as_of
    months = (end.year - began.on.year) * 12 + end.month - began.on.month - (end.day < began.on.day)
    return [(began, months)]


def resumed(facts: Facts, estate: TroubledEstate) -> date | None:
    """Return the day on which works went on after the last halt."""
    halt = _halt(facts, estate)
    return halt[1].on if halt and halt[1] else None


def _replanned(facts: Facts, estate: TroubledEstate) -> Found:
    """Return the days that the last settled change of planning took, from the day it was taken up to its approval."""
    steps = ProblemStep.objects.counted(facts.scope).filter(
        problem__estate=estate, problem__kind=ProblemKind.PLANNING
    ).select_related("problem")
    solved = steps.filter(code=ProblemStatus.SOLVED).order_by("on", "pk").last()
    if solved is None:
        return None
    taken_up = steps.filter(code=ProblemStatus.DOING, problem=solved.problem_id).order_by("on", "pk").first()
    begun = taken_up.on if taken_up else solved.problem.found_on
    return [(solved.problem, (solved.on - begun).days)]


def _raised(kind: str, facts: Facts, estate: TroubledEstate) -> Found:
    return _money(FundRaised.objects.counted(facts.scope).filter(estate=estate, kind=kind)) or None


def _money(rows: QuerySet) -> list[Line]:
    return [(row, in_unit(row.amount, "万元")) for row in rows.order_by("pk") if row.amount is not None]


def _drawn(facts: Facts, estate: TroubledEstate) -> Found:
    return _has_loan(facts, estate) and _money(LoanDraw.objects.counted(facts.scope).filter(allocation__estate=estate))


def _paid(facts: Facts, estate: TroubledEstate) -> Found:
    return _has_loan(facts, estate) and _money(LoanUse.objects.paid(facts.scope).filter(allocation__estate=estate))


def _has_loan(facts: Facts, estate: TroubledEstate) -> bool | None:
    return LoanAllocation.objects.counted(facts.scope).filter(estate=estate).exists() or None


def _gap(facts: Facts, estate: TroubledEstate) -> Found:
    rows = DeliveryProblem.objects.open_at(facts.scope).filter(kind=ProblemKind.FUND, estate=estate)
    return _money(rows.with_amount(facts.scope))


OF_ESTATE: dict[str, OfEstate] = {
    "estate_floor_area": OfEstate("总建筑面积", "㎡", "总建筑面积", "列入台账时登记", _whole),
    "estate_sold_area": OfEstate("已售面积", "㎡", "已售面积", LATEST, partial(_latest, SoldStatement, "sold_area")),
    "estate_due": OfEstate("已售应交付", "套", "已售应交付套数", LATEST, partial(_latest, SoldStatement, "due_sets")),
    "estate_delivered": OfEstate("已交付", "套", "正式交付的套数", "预交房、违规交房不计", _homes),
    "estate_period": OfEstate("本期交付", "套", "统计期内正式交付的套数", "预交房、违规交房不计", _homes_of_period),
    "estate_left": OfEstate("未交付", "套", "已售应交付 − 已交付", LATEST, _left),
    "estate_delay": OfEstate("延期", "天", "预计交房日 − 合同约定交房日", "没有承诺或已过预计交房日的算到截至日",
                             _delay),
    "estate_percent": OfEstate("完成工程量", "%", "完成工程量占总工程量", LATEST,
                               partial(_latest, SiteProgress, "percent")),
    "estate_drawn": OfEstate("专项借款到账", "万元", "Σ 到账金额", "累计，已撤回的不计", _drawn),
    "estate_paid": OfEstate("专项借款拨付", "万元", "Σ 已拨付的用款金额", "累计，在途的不计", _paid),
    "estate_households": OfEstate("购房户数", "户", "购房户数", LATEST, partial(_latest, SoldStatement, "households")),
    "estate_halted": OfEstate("停工月数", "个月", "复工日期（没有复工的为截至日） − 停工日期，取整月",
                              "最近一次停工；停工、半停工都算", _halted_months),
    "estate_replanned": OfEstate("规划调整用时", "天", "解决日期 − 着手办理日期（没有登记着手的为发现日期）",
                                 "最近一个已解决的规划调整问题", _replanned),
    "estate_credit": OfEstate("专项贷款", "万元", "Σ 到位金额", "资金来源为专项贷款，累计",
                              partial(_raised, FundKind.CREDIT)),
    "estate_assets": OfEstate("盘活存量资产", "万元", "Σ 到位金额", "资金来源为盘活存量资产，累计",
                              partial(_raised, FundKind.ASSETS)),
    "estate_gap": OfEstate("资金缺口", "万元", "Σ 资金缺口", "未销号的资金短缺问题", _gap),
}


def said(code: str, facts: Facts, estate: TroubledEstate) -> Figure | None:
    """Return the figure ``code`` of an estate as a paper writes it; None when nobody has stated it."""
    of, value = OF_ESTATE[code], _added(OF_ESTATE[code].find(facts, estate))
    if value is None:
        return None
    return Figure(measured(value, of.measured_in), f"{code}.{estate.pk}", f"{of.label}：{of.formula}")


def resolve(key: str) -> Slot | None:
    """Return the slot of one estate's figure; None for any other key."""
    code, _, pk = key.partition(".")
    if code not in OF_ESTATE or not (pk.isdecimal() and len(pk) < 10):
        return None
    estate = TroubledEstate.objects.filter(pk=int(pk)).select_related("estate").first()
    if estate is None:
        return None
    of = OF_ESTATE[code]

    def answer(facts: Facts, unit: Unit | None) -> Answer:
        found = of.find(facts, estate)
        value = _added(found)
        if value is None:
            return Answer(None)
        shown = said(code, facts, estate)
        return Answer(value, (shown,) if shown else (), found)

    return Slot(key, f"{estate}：{of.label}"[:80], of.measured_in, of.formula, of.basis, answer)


def _added(found: Found) -> int | Decimal | None:
    return None if found is None else sum(adds for _, adds in found)


# -- the ledger -------------------------------------------------------------------------------------------------


def _listed(facts: Facts) -> QuerySet:
    return TroubledEstate.objects.listed(facts.scope).select_related("estate").order_by("estate__record_name", "pk")


def _summed(code: str, label: str, part: str) -> Slot:
    """Return the sum of one figure over the ledger, as the last row of its table states it."""
    def answer(facts: Facts, unit: Unit | None) -> Answer:
        found = [line for estate in _listed(facts) for line in OF_ESTATE[part].find(facts, estate) or ()]
        value = sum(adds for _, adds in found)
        return Answer(value, (Figure(plain(value), code, label),), found)

    of = OF_ESTATE[part]
    return Slot(code, label, of.measured_in, f"Σ {of.label}", f"{LEDGER}；{of.basis}", answer)


def _period(facts: Facts) -> QuerySet:
    rows = UnitDelivery.objects.on_ledger(TroubledEstate.objects.listed(facts.scope))
    return rows.formal_from(facts.scope, facts.first).order_by("pk")


def next_days(day: date) -> tuple[date, date]:
    """Return the days from the one after ``day`` to the end of their month: next month, when a month has ended."""
    first = day + timedelta(days=1)
    return first, month_end(first.year, first.month)


def promised(facts: Facts) -> list[Promise]:
    """Return the latest promise of each estate of the ledger that falls into the month after the day."""
    rows = Promise.objects.last_of_each(facts.scope).filter(delivery_on__range=next_days(facts.scope.as_of))
    return list(rows.select_related("estate__estate").order_by("delivery_on", "pk"))


def _halted(facts: Facts) -> Answer:
    rows = list(_listed(facts).in_state(facts.scope, "stopped"))
    return Answer(listed([str(row) for row in rows]), records=lines(rows))


SLOTS: tuple[Slot, ...] = (
    of_count("handover_period_sets", "本期交付", "套", "统计期内正式交付的套数",
             f"{LEDGER}；预交房、违规交房不计", _period),
    of_count("dv_promised_next", "承诺下月交房的项目", "个", "最近一次承诺的交房日在截至日次日至当月末的项目个数",
             LEDGER, promised),
    of_text("dv_stopped_names", "停工项目名单", "停工的项目，列前两个", NAMED, _halted),
    _summed("estates_floor_area", "总建筑面积合计", "estate_floor_area"),
    _summed("estates_sold_area", "已售面积合计", "estate_sold_area"),
)
