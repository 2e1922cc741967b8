"""What waits in 保交房: problems to close, plans to review and approve, measures and decisions due, weeks unmet."""
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.todos.parts import Source, Todo
from presale.delivery.enums.plans import PlanStatus
from presale.delivery.enums.problems import ProblemStatus
from presale.delivery.models import (
    Assessment,
    DeliveryProblem,
    EstatePlan,
    MeetingDecision,
    PlanMeasure,
    ProblemStep,
    TaskForce,
)
from presale.delivery.workflow import APPROVE, CONFIRM, PLAN, PROBLEM, RECORD

OFFICE = "保交房专班"
WEEK = timedelta(days=7)


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may close, review, confirm or approve and has not entered."""
    own = user.accounts
    found = []
    if user.can(CONFIRM):
        assessments = Assessment.objects.to_confirm(own).select_related("taskforce").order_by("recorded_at", "pk")
        found += [
            Source(_problems().to_close(own), _to_close), Source(_plans().to_review(own), _to_pass),
            Source(assessments, _to_confirm),
        ]
    return [*found, *([Source(_plans().to_approve(own), _to_pass)] if user.can(APPROVE) else [])]


def sent_back(user: User) -> list[Source]:
    """Return what came back to ``user``: plans to mend, problems that are not solved."""
    if not user.can(RECORD):
        return []
    plans = _plans().filter(_told(EstatePlan, PLAN.steps["return"].label), status=PlanStatus.DRAFTED)
    said = ProblemStep.objects.standing().filter(
        problem=OuterRef("pk"), code=ProblemStatus.SOLVED, recorded_by__in=user.accounts
    )
    problems = _problems().filter(
        Exists(said), _told(DeliveryProblem, PROBLEM.steps["reopen"].label), status=ProblemStatus.DOING
    )
    return [Source(plans.filter(recorded_by__in=user.accounts), _to_mend), Source(problems, _to_solve)]


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the measures and decisions due from ``first`` to ``last``; without ``first``, those past their day."""
    if not (user.can(RECORD) or user.can(CONFIRM)):
        return []
    days = {"due_on__lte": last, **({"due_on__gte": first} if first else {})}
    measures = PlanMeasure.objects.undone().filter(**days).select_related("plan__estate__estate")
    decisions = MeetingDecision.objects.unresolved().filter(**days).select_related("meeting__taskforce")
    return [
        Source(measures.order_by("due_on", "pk"), _measure), Source(decisions.order_by("due_on", "pk"), _decision)
    ]


def missing(user: User, is_over: bool) -> list[Todo]:
    """Return the task forces that have not met this week, or did not meet last week (周调度)."""
    if not user.can(RECORD):
        return []
    monday = clock.today() - timedelta(days=clock.today().weekday()) - (WEEK if is_over else timedelta(0))
    sunday = monday + WEEK - timedelta(days=1)
    return [_unmet(one, monday, sunday) for one in TaskForce.objects.without_meeting(monday, sunday).order_by("pk")]


def _problems() -> QuerySet:
    return DeliveryProblem.objects.select_related("estate__estate").order_by("found_on", "pk")


def _plans() -> QuerySet:
    return EstatePlan.objects.select_related("estate__estate", "recorded_by").order_by("recorded_at", "pk")


def _told(kind: type[EstatePlan] | type[DeliveryProblem], action: str) -> Exists:
    """Return the condition that the diary of a record holds ``action``."""
    return Exists(Entry.objects.filter(object_type=kind._meta.label_lower, object_id=OuterRef("pk"), action=action))


def _to_close(it: DeliveryProblem) -> Todo:
    url = reverse("delivery:problem_close", args=[it.pk])
    return Todo("问题销号", str(it), it.detail, OFFICE, url, "核实", it.recorded_at)


def _to_solve(it: DeliveryProblem) -> Todo:
    url = reverse("delivery:problem_solve", args=[it.pk])
    return Todo("问题退回", str(it), it.detail, OFFICE, url, "办理", it.recorded_at)


def _to_pass(it: EstatePlan) -> Todo:
    step, deed = ("review", "审核") if it.status == PlanStatus.SUBMITTED else ("approve", "批准")
    url = reverse(f"delivery:plan_{step}", args=[it.pk])
    return Todo(f"一楼一策{deed}", str(it), f"{it.recorded_by} 起草", OFFICE, url, deed, it.recorded_at)


def _to_mend(it: EstatePlan) -> Todo:
    note = "已退回修改，改好后重新提交"
    return Todo("方案退回", str(it), note, OFFICE, it.get_absolute_url(), "修改", it.recorded_at)


def _to_confirm(it: Assessment) -> Todo:
    url = reverse("delivery:assessment_confirm", args=[it.pk])
    return Todo("专班考核复核", str(it), f"得分 {it.score}", OFFICE, url, "复核", it.recorded_at)


def _measure(it: PlanMeasure) -> Todo:
    note = f"{it.plan.estate}；{it.owner}"
    return Todo("方案措施", it.text, note, it.responsible, it.get_absolute_url(), "查看", it.recorded_at, it.due_on)


def _decision(it: MeetingDecision) -> Todo:
    return Todo("议定事项", it.text, str(it.meeting), it.responsible, it.get_absolute_url(), "查看", it.recorded_at,
                it.due_on)


def _unmet(it: TaskForce, monday: date, sunday: date) -> Todo:
    url = f"{reverse('delivery:meeting_create')}?taskforce={it.pk}"
    note = f"负责 {it.estate_count} 个项目，这一周没有登记会议"
    return Todo("周调度", f"{it} {monday} 至 {sunday} 没有调度", note, OFFICE, url, "登记会议", due=sunday)
