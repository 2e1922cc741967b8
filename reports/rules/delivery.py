"""The invariants of 保交房台账: figures counted afresh, states that follow from steps, deeds of different persons."""
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.indicators import Measure
from presale.delivery.enums.estates import AT_RISK, EstateStatus
from presale.delivery.enums.funding import FinancingStatus
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.enums.problems import AMOUNTS, ProblemKind, ProblemStatus
from presale.delivery.enums.taskforces import AssessmentStatus, DecisionStatus
from presale.delivery.measures import estates
from presale.delivery.models import (
    Assessment,
    DecisionStep,
    DeliveryProblem,
    EstatePlan,
    EstateStep,
    FinancingStep,
    MeasureStep,
    ProblemAmount,
    ProblemStep,
    TroubledEstate,
    WorkStateChange,
)
from presale.delivery.workflow import DECISION, ESTATE, FINANCING, MEASURE, PROBLEM
from reports.rules.step import Course

Sentences = Iterator[str]
COURSES = (
    Course(EstateStep, "estate", ESTATE, EstateStatus.KEPT),
    Course(ProblemStep, "problem", PROBLEM, ProblemStatus.OPEN),
    Course(MeasureStep, "measure", MEASURE, MeasureStatus.OPEN),
    Course(DecisionStep, "decision", DECISION, DecisionStatus.OPEN),
    Course(FinancingStep, "financing", FINANCING, FinancingStatus.PENDING),
)
SAY = {one.key: one for one in estates.MEASURES}
KEPT_PLANS = (PlanStatus.APPROVED, PlanStatus.SUPERSEDED)


def _told(key: str) -> tuple[Measure, int | Decimal]:
    """Return the measure ``key`` and what it says today."""
    return SAY[key], SAY[key].evaluate(scope.current(), None).total.value


def _unlike(key: str, counted: int | Decimal) -> Sentences:
    measure, told = _told(key)
    if told != counted:
        yield f"{measure.label}：指标为 {grouped(told)}，逐条清点为 {grouped(counted)}"


def risk_is_three_states() -> Sentences:
    """有延期风险 = 停工 + 半停工 + 在建但滞后, each counted afresh from the last change of every estate (001 L32)."""
    kept = set(TroubledEstate.objects.kept().values_list("pk", flat=True))
    changes = WorkStateChange.objects.counted(scope.current()).order_by("on", "pk")
    last = dict(changes.values_list("estate", "code"))
    counts = {state: sum(last.get(pk) == state for pk in kept) for state in AT_RISK}
    for state, count in counts.items():
        yield from _unlike(f"dv_{state.value}", count)
    yield from _unlike("dv_at_risk", sum(counts.values()))


def problems_are_counted_by_estate() -> Sentences:
    """Per kind the estates with an open problem, each once; gaps and wages are the sums of the open ones."""
    kept = set(TroubledEstate.objects.kept().values_list("pk", flat=True))
    troubled: dict[str, set[int]] = defaultdict(set)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    stated = dict(ProblemAmount.objects.standing().order_by("on", "pk").values_list("problem", "amount"))
    rows = DeliveryProblem.objects.unclosed().order_by("pk").values_list("pk", "estate", "kind")
    for pk, estate, kind in rows:
        if (pk in stated) != (kind in AMOUNTS):
            yield f"保交房问题 {pk}：涉及金额与问题类型不符"
        if estate in kept:
            troubled[kind].add(estate)
            sums[kind] += stated.get(pk, 0)
    for kind in ProblemKind:
        yield from _unlike(f"dv_problem_{kind.value}", len(troubled[kind]))
    for kind, key in zip(AMOUNTS, ("dv_fund_gap", "dv_wages"), strict=True):
        yield from _unlike(key, sums[kind])


def states_follow_steps() -> Sentences:
    for course in COURSES:
        yield from course.astray()


def steps_follow_each_other() -> Sentences:
    for course in COURSES:
        yield from course.disordered()


def steps_are_what_they_say() -> Sentences:
    for course in COURSES:
        yield from course.mistaken()


def nobody_closes_own_problems() -> Sentences:
    """Who said that a problem is solved has not closed it."""
    said: dict[int, int] = {}
    rows = ProblemStep.objects.standing().order_by("problem", "pk")
    for problem, code, who in rows.values_list("problem", "code", "recorded_by"):
        if code == ProblemStatus.SOLVED:
            said[problem] = who
        elif code == ProblemStatus.CLOSED and said.get(problem) == who:
            yield f"保交房问题 {problem}：报解决与销号是同一人"


def plans_have_three_persons() -> Sentences:
    """Drafted, reviewed and approved by three, and the version in force is the latest that was approved."""
    latest: dict[int, EstatePlan] = {}
    plans = EstatePlan.objects.filter(status__in=KEPT_PLANS).select_related("estate__estate")
    for plan in plans.order_by("estate", "version"):
        if len({plan.recorded_by_id, plan.reviewed_by_id, plan.approved_by_id} - {None}) != 3:
            yield f"{plan}：起草、审核、批准不是三个人"
        latest[plan.estate_id] = plan
    for plan in plans.filter(status=PlanStatus.APPROVED).order_by("pk"):
        if latest[plan.estate_id] != plan:
            yield f"{plan}：记为现行方案，后面还有已批准的版次"
    for plan in latest.values():
        if plan.status != PlanStatus.APPROVED:
            yield f"{plan}：是最新批准的版次，没有记为现行方案"


def assessments_have_two_persons() -> Sentences:
    confirmed = Assessment.objects.filter(status=AssessmentStatus.CONFIRMED).select_related("taskforce")
    for one in confirmed.order_by("pk"):
        if one.confirmed_by_id in (None, one.recorded_by_id):
            yield f"{one}：没有由另一人复核"


DELIVERY_RULES: dict[str, Callable[[], Sentences]] = {
    "有延期风险项目等于停工、半停工、滞后之和": risk_is_three_states,
    "问题涉及项目数与金额等于未销号问题逐条清点": problems_are_counted_by_estate,
    "保交房记录状态等于最近一次未撤回的步骤": states_follow_steps,
    "保交房步骤按规定的次序和日期先后": steps_follow_each_other,
    "保交房撤回与原步骤相符": steps_are_what_they_say,
    "问题由另一人销号": nobody_closes_own_problems,
    "一楼一策三人经手，现行为最新批准版": plans_have_three_persons,
    "专班考核由另一人复核": assessments_have_two_persons,
}
