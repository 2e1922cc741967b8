"""一楼一策: one person drafts, a second reviews, a third approves; the next version takes the place of the last."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.models import EstatePlan, MeasureStep, PlanMeasure, TroubledEstate
from presale.delivery.services.facts import must_be_kept
from presale.delivery.workflow import MEASURE, PLAN, RECORD

OWN_DRAFT = "方案由您本人起草，须由另一位同事审核。"
NOT_THIRD = "起草、审核、批准须是三位不同的同事，请由另一位同事批准。"
NOT_DRAFTER = "方案由{drafter}起草，请由本人修改、提交。"
NOT_DRAFT = "方案已提交，措施和内容不能再改；确需修改请先退回。"
IN_HAND = (PlanStatus.DRAFTED, PlanStatus.SUBMITTED, PlanStatus.REVIEWED)


@transaction.atomic
def draft_plan(*, actor: User, estate: TroubledEstate, text: str, evidence: Evidence = ()) -> EstatePlan:
    """Begin the next version of the plan of an estate."""
    must(actor, RECORD)
    estate = lock(estate)
    must_be_kept(estate)
    if in_hand := estate.plans.filter(status__in=IN_HAND).first():
        raise ServiceError(f"这个项目的第 {in_hand.version} 版方案{in_hand.get_status_display()}，请先办完那一版。")
    return enter(actor, "起草方案", EstatePlan(estate=estate, version=_next_version(estate), text=text), evidence)


@transaction.atomic
def edit_plan(*, actor: User, plan: EstatePlan, text: str, evidence: Evidence = ()) -> EstatePlan:
    """Correct a draft; by its drafter alone, so that whoever reviews it has written none of it."""
    plan = _draft(actor, plan)
    before = snapshot(plan)
    plan.text = text
    return change(actor, "修改方案", plan, before, evidence)


@transaction.atomic
def submit(*, actor: User, plan: EstatePlan) -> EstatePlan:
    """Hand a draft in; one without measures says nothing."""
    plan, before = stages.begin(actor, plan, PLAN, "submit")
    _must_be_drafter(actor, plan)
    if not plan.measures.exists():
        raise ServiceError("方案还没有措施，请先逐条登记措施、责任单位和时限。")
    return change(actor, PLAN.steps["submit"].label, plan, before)


@transaction.atomic
def review(*, actor: User, plan: EstatePlan) -> EstatePlan:
    """Pass a plan on to be approved; not by its drafter."""
    plan, before = stages.begin(actor, plan, PLAN, "review")
    if actor.is_person(plan.recorded_by_id):
        raise ServiceError(OWN_DRAFT)
    plan.reviewed_by, plan.reviewed_on = actor, clock.today()
    return change(actor, PLAN.steps["review"].label, plan, before)


@transaction.atomic
def approve(*, actor: User, plan: EstatePlan) -> EstatePlan:
    """Put a plan in force in place of the version before; not by its drafter, nor by its reviewer."""
    lock(plan.estate)
    plan, before = stages.begin(actor, plan, PLAN, "approve")
    if actor.is_person(plan.recorded_by_id) or actor.is_person(plan.reviewed_by_id):
        raise ServiceError(NOT_THIRD)
    for former in plan.estate.plans.filter(status=PlanStatus.APPROVED):
        former, known = stages.begin(actor, former, PLAN, "supersede")
        change(actor, PLAN.steps["supersede"].label, former, known)
    plan.approved_by, plan.approved_on = actor, clock.today()
    return change(actor, PLAN.steps["approve"].label, plan, before)


@transaction.atomic
def send_back(*, actor: User, plan: EstatePlan, reason: str) -> EstatePlan:
    """Send a plan back to its drafter, by whoever has to review or to approve it."""
    code = "reject" if plan.status == PlanStatus.REVIEWED else "return"
    plan, before = stages.begin(actor, plan, PLAN, code)
    plan.reviewed_by = plan.reviewed_on = None
    return change(actor, PLAN.steps[code].label, plan, before, reason=stages.must_say(reason))


# -- measures ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_measure(*, actor: User, plan: EstatePlan, **facts: Any) -> PlanMeasure:
    """Add a measure to a draft: what, who, until when, with how much."""
    return enter(actor, "登记措施", PlanMeasure(plan=_draft(actor, plan), **facts))


@transaction.atomic
def edit_measure(*, actor: User, measure: PlanMeasure, **facts: Any) -> PlanMeasure:
    """Correct a measure of a draft."""
    measure.plan = _draft(actor, measure.plan)
    measure = lock(measure)
    before = snapshot(measure)
    for name, value in facts.items():
        setattr(measure, name, value)
    return change(actor, "修改措施", measure, before)


@transaction.atomic
def remove_measure(*, actor: User, measure: PlanMeasure, reason: str) -> EstatePlan:
    """Strike a measure out of a draft."""
    plan, words = _draft(actor, measure.plan), stages.must_say(reason)
    measure = lock(measure)
    record(actor=actor, action="删除措施", label=f"删除措施：{measure}", obj=plan, before=snapshot(measure),
           reason=words)
    measure.delete()
    return plan


@transaction.atomic
def finish_measure(
    *, actor: User, measure: PlanMeasure, on: date, evidence: Evidence, note: str = ""
) -> PlanMeasure:
    """Enter that a measure of the plan in force is done, with its proof."""
    measure, before = stages.begin(actor, measure, MEASURE, "finish")
    if measure.plan.status != PlanStatus.APPROVED:
        raise ServiceError(f"所属方案{measure.plan.get_status_display()}，批准执行后才能登记完成。")
    if not evidence:
        raise ServiceError({"evidence": "请上传完成措施的证明材料。"})
    not_in_future("on", on)
    not_before("on", on, measure.plan.approved_on, "方案批准日期")
    step = MeasureStep(measure=measure, code=MeasureStatus.DONE, on=on, note=note)
    return stages.finish(actor, measure, before, step, MEASURE.steps["finish"].label, evidence)


@transaction.atomic
def undo_measure(*, actor: User, measure: PlanMeasure, reason: str) -> PlanMeasure:
    """Take back that a measure is done; not by whoever entered it."""
    return stages.undo(actor, measure, MEASURE, reason)


# -- shared --------------------------------------------------------------------------------------------------


def _draft(actor: User, plan: EstatePlan) -> EstatePlan:
    """Lock and return a plan that is still a draft of ``actor``."""
    must(actor, RECORD)
    plan = lock(plan)
    if plan.status != PlanStatus.DRAFTED:
        raise ServiceError(NOT_DRAFT)
    _must_be_drafter(actor, plan)
    return plan


def _must_be_drafter(actor: User, plan: EstatePlan) -> None:
    if not actor.is_person(plan.recorded_by_id):
        raise ServiceError(NOT_DRAFTER.format(drafter=plan.recorded_by))


def _next_version(estate: TroubledEstate) -> int:
    last = estate.plans.order_by("-version").first()
    return last.version + 1 if last else 1
