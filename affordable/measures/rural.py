"""农村危房改造 (dossier §3.12): the year's list by kind of household, by the way of making safe, and by step."""
from collections.abc import Callable

from django.db.models import QuerySet

from affordable.enums import RuralMode, RuralStatus, RuralTarget
from affordable.models import RuralHouse
from affordable.querysets import RuralQuerySet
from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope

LISTED = "本年度名单；已移出的不计"
STEPS = (
    RuralStatus.APPRAISED, RuralStatus.PUBLISHED, RuralStatus.APPROVED, RuralStatus.STARTED, RuralStatus.COMPLETED,
    RuralStatus.ACCEPTED, RuralStatus.PAID,
)


def _listed(scope: Scope) -> RuralQuerySet:
    return RuralHouse.objects.listed_in(scope)


def _reached(code: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _listed(scope).reached(scope, code)


def _of_kind(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _listed(scope).filter(target_kind=kind)


def _of_mode(mode: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _listed(scope).reached(scope, RuralStatus.APPROVED).filter(mode=mode)


MEASURES = (
    Measure("rural_cnt", "农村危房改造对象", "户", "名单户数", LISTED, _listed),
    *(
        Measure(f"rural_target_{kind.value}", f"其中：{kind.label}", "户", "该类对象户数",
                f"{LISTED}；类别以民政、乡村振兴部门的名单为准", _of_kind(kind))
        for kind in RuralTarget
    ),
    *(
        Measure(f"rural_{status.value}", f"农村危房已{status.label.removeprefix('补助已')}", "户",
                f"已登记{status.label}的户数", f"{LISTED}；办到后面步骤的仍计入", _reached(status))
        for status in STEPS
    ),
    *(
        Measure(f"rural_mode_{mode.value}", f"批准{mode.label}", "户", "批准该改造方式的户数", LISTED, _of_mode(mode))
        for mode in RuralMode
    ),
    Measure("rural_subsidy", "农村危房批准补助", "万元", "Σ 补助标准", f"{LISTED}；已批准的户",
            _reached(RuralStatus.APPROVED), "subsidy"),
    Measure("rural_subsidy_paid", "农村危房已拨付补助", "万元", "Σ 补助标准", f"{LISTED}；已登记拨付的户",
            _reached(RuralStatus.PAID), "subsidy"),
    Measure("rural_behind", "逾期未竣工的农村危房", "户", "计划竣工日期早于截至日、没有竣工的户数", LISTED,
            lambda scope: _listed(scope).behind(scope)),
)
RATES = (
    Rate("rural_start_rate", "农村危房开工率", "已开工 ÷ 名单户数", "户", "rural_started", "rural_cnt"),
    Rate("rural_done_rate", "农村危房竣工率", "已竣工 ÷ 名单户数", "户", "rural_completed", "rural_cnt"),
)
