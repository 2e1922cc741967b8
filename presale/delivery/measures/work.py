"""What is done about the troubled estates (table D, L31–L37): task forces, meetings, plans, money."""
from collections.abc import Callable

from django.db.models import QuerySet

from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope
from presale.delivery.enums.funding import FinancingStatus, FundKind
from presale.delivery.enums.taskforces import DecisionKind, MeetingKind
from presale.delivery.models import (
    FinancingAttempt,
    FundRaised,
    MeetingDecision,
    PlanMeasure,
    TaskForce,
    TaskForceMeeting,
    TroubledEstate,
    WorkBudget,
)
from presale.indicators import measure

TO_THE_DAY = "累计到截至日；已撤回的不计"
IN_FORCE = "截至日现行的一楼一策；被新版取代的不计"
OF_ESTATE, OF_MEETING = ("estate__estate",), ("taskforce",)


def _met(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: TaskForceMeeting.objects.counted(scope).filter(kind=kind)


def _settled(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: MeetingDecision.objects.resolved_at(scope).filter(kind=kind)


def _asked(code: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: FinancingAttempt.objects.answered(scope, code)


def _raised(scope: Scope) -> QuerySet:
    return FundRaised.objects.counted(scope)


def _found(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _raised(scope).filter(kind=kind)


def _of_plans(key: str, label: str, basis: str, records: Callable[[Scope], QuerySet]) -> Measure:
    return measure(key, label, "条", "措施条数", basis, records, related=("plan__estate__estate",))


MEETINGS = (
    measure("dv_taskforces", "工作专班", "个", "截至日在运行的专班个数", "成立日期到撤销日期之间，含当日",
            lambda scope: TaskForce.objects.active_at(scope), related=()),
    measure("dv_charged", "专班负责的项目", "个", "有责任专班的项目个数", "截至日在台账内、指定了责任专班的项目",
            lambda scope: TroubledEstate.objects.listed(scope).exclude(taskforce=None), related=("estate",)),
    *(measure(f"dv_meeting_{kind.value}", kind.label, "次", "会议次数", TO_THE_DAY, _met(kind.value),
              related=OF_MEETING) for kind in MeetingKind),
    *(measure(f"dv_settled_{kind.value}", f"研究解决{kind.label}", "个", "已登记解决的议定事项个数", TO_THE_DAY,
              _settled(kind.value), related=("meeting__taskforce",)) for kind in DecisionKind),
    measure("dv_decisions_behind", "逾期未解决的议定事项", "个", "完成时限早于截至日、没有解决的事项个数", TO_THE_DAY,
            lambda scope: MeetingDecision.objects.behind(scope), related=("meeting__taskforce",)),
    measure("dv_budget", "本年专项工作经费", "万元", "Σ 金额", "年度为截至日所在年度、截至日前下达的；已撤回的不计",
            lambda scope: WorkBudget.objects.counted(scope).filter(year=scope.year), "amount", OF_MEETING),
)
PLANS = (
    _of_plans("dv_measures", "一楼一策措施", IN_FORCE, lambda scope: PlanMeasure.objects.in_force_at(scope)),
    _of_plans("dv_measures_done", "其中：已完成", IN_FORCE, lambda scope: PlanMeasure.objects.done_at(scope)),
    _of_plans("dv_measures_behind", "其中：逾期未完成", f"{IN_FORCE}；完成时限早于截至日，当日仍不算逾期",
              lambda scope: PlanMeasure.objects.behind(scope)),
)
FUNDS = (
    measure("dv_banks", "申请过贷款的银行", "家", "去重后的银行家数", "累计到截至日的融资申请；同一家银行只计一次",
            lambda scope: FinancingAttempt.objects.banks(scope), related=()),
    measure("dv_financings", "融资申请", "次", "申请次数", "累计到截至日",
            lambda scope: FinancingAttempt.objects.asked(scope), related=OF_ESTATE),
    measure("dv_financing_granted", "其中：获批", "次", "银行批准的次数", "累计到截至日",
            _asked(FinancingStatus.APPROVED), related=OF_ESTATE),
    measure("dv_financing_refused", "其中：未获批", "次", "银行没有批准的次数", "累计到截至日",
            _asked(FinancingStatus.REJECTED), related=OF_ESTATE),
    measure("dv_raised", "筹措资金", "万元", "Σ 到位金额", f"{TO_THE_DAY}；不含专项借款", _raised, "amount", OF_ESTATE),
    *(measure(f"dv_raised_{kind.value}", f"其中：{kind.label}", "万元", "Σ 到位金额", TO_THE_DAY, _found(kind.value),
              "amount", OF_ESTATE) for kind in FundKind),
)
MEASURES = (*MEETINGS, *PLANS, *FUNDS)
RATES = (
    Rate("dv_measure_rate", "措施完成率", "已完成 ÷ 措施条数", "条", "dv_measures_done", "dv_measures"),
)
