"""专班 and their quarters: set up, corrected, assessed; the money set aside for their work."""
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, keep, lock, must, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.delivery.models import Assessment, TaskForce, WorkBudget
from presale.delivery.workflow import ASSESSMENT, CONFIRM, FINANCE, RECORD

OWN_ASSESSMENT = "考核结果由您本人登记，须由另一位同事复核。"
OWN_BUDGET = "这一笔由您本人登记，撤回须由另一位同事进行。"
FIRST_YEAR = 2020


@transaction.atomic
def set_up(*, actor: User, evidence: Evidence = (), **facts: Any) -> TaskForce:
    """Register a task force."""
    must(actor, RECORD)
    force = TaskForce(**facts)
    not_in_future("from_on", force.from_on)
    return enter(actor, "成立专班", force, evidence)


@transaction.atomic
def edit_taskforce(*, actor: User, taskforce: TaskForce, evidence: Evidence = (), **facts: Any) -> TaskForce:
    """Correct a task force, or enter the day on which it was dissolved."""
    must(actor, RECORD)
    taskforce = lock(taskforce)
    before = snapshot(taskforce)
    for name, value in facts.items():
        setattr(taskforce, name, value)
    not_in_future("from_on", taskforce.from_on)
    if taskforce.to_on and taskforce.estates.kept().exists():
        raise ServiceError({"to_on": "这个专班还有在册的责任项目，请先把项目改由其他专班负责。"})
    return change(actor, "修改专班", taskforce, before, evidence)


@transaction.atomic
def assess(*, actor: User, taskforce: TaskForce, evidence: Evidence = (), **facts: Any) -> Assessment:
    """Enter how a task force did in a quarter that is over; another person confirms it."""
    must(actor, RECORD)
    one = Assessment(taskforce=lock(taskforce), **facts)
    today = clock.today()
    if not FIRST_YEAR <= one.year <= today.year:
        raise ServiceError({"year": f"年度应在 {FIRST_YEAR} 至 {today.year} 之间。"})
    if (one.year, one.quarter) >= (today.year, (today.month + 2) // 3):
        raise ServiceError({"quarter": f"{one.year} 年第 {one.quarter} 季度还没有结束，季度结束后再考核。"})
    return enter(actor, "登记考核", one, evidence)


@transaction.atomic
def confirm_assessment(*, actor: User, assessment: Assessment) -> Assessment:
    """Confirm what another person has entered."""
    assessment, before = stages.begin(actor, assessment, ASSESSMENT, "confirm")
    if actor.is_person(assessment.recorded_by_id):
        raise ServiceError(OWN_ASSESSMENT)
    assessment.confirmed_by = actor
    return change(actor, ASSESSMENT.steps["confirm"].label, assessment, before)


@transaction.atomic
def void_assessment(*, actor: User, assessment: Assessment, reason: str) -> Assessment:
    """Void an assessment, so that it can be entered anew."""
    assessment, before = stages.begin(actor, assessment, ASSESSMENT, "void")
    return change(actor, ASSESSMENT.steps["void"].label, assessment, before, reason=stages.must_say(reason))


# -- 专项工作经费 ------------------------------------------------------------------------------------------


@transaction.atomic
def set_aside(*, actor: User, evidence: Evidence = (), **facts: Any) -> WorkBudget:
    """Enter what the treasury has set aside for the work of a task force, by its paper."""
    must(actor, FINANCE)
    budget = WorkBudget(**facts)
    not_in_future("on", budget.on)
    if budget.year < FIRST_YEAR or budget.year > budget.on.year + 1:
        raise ServiceError({"year": f"{budget.on} 下达的经费，年度应在 {FIRST_YEAR} 至 {budget.on.year + 1} 之间。"})
    stages.happen(actor, budget)
    keep(actor, budget, evidence)
    record(actor=actor, action="登记工作经费", label=f"登记工作经费：{budget}", obj=budget, after=snapshot(budget),
           reason=budget.note)
    return budget


@transaction.atomic
def take_back_budget(*, actor: User, budget: WorkBudget, reason: str) -> WorkBudget:
    """Take an amount back that was entered by mistake; not by whoever entered it."""
    must(actor, CONFIRM)
    budget = lock(budget)
    if words := cannot_take_back(actor, budget):
        raise ServiceError(words)
    stages.take_back(actor, budget, stages.must_say(reason))
    record(actor=actor, action="撤回工作经费", label=f"撤回工作经费：{budget}", obj=budget, before=snapshot(budget),
           reason=reason)
    return budget


def cannot_take_back(actor: User, budget: WorkBudget) -> str:
    """Return why ``actor`` may not take it back, or nothing."""
    if budget.undoes_id or WorkBudget.objects.filter(undoes=budget).exists():
        return "这一笔已经撤回。"
    return OWN_BUDGET if actor.is_person(budget.recorded_by_id) else ""
