"""调度会议 as they were held, and what they decided (周调度, source 001)."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, enter, keep, lock, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from presale.delivery.enums.taskforces import DecisionStatus
from presale.delivery.models import (
    DecisionStep,
    MeetingDecision,
    MeetingEstate,
    TaskForce,
    TaskForceMeeting,
    TroubledEstate,
)
from presale.delivery.services.facts import must_be_kept
from presale.delivery.workflow import CONFIRM, DECISION, RECORD

OWN_MEETING = "这次会议由您本人登记，撤回须由另一位同事进行。"
TAKEN_BACK = "这次会议已经撤回。"


@transaction.atomic
def hold_meeting(
    *, actor: User, taskforce: TaskForce, estates: Sequence[TroubledEstate] = (), evidence: Evidence = (),
    **facts: Any,
) -> TaskForceMeeting:
    """Enter a meeting of a task force that was at work on that day."""
    must(actor, RECORD)
    meeting = TaskForceMeeting(taskforce=lock(taskforce), **facts)
    not_in_future("on", meeting.on)
    not_before("on", meeting.on, taskforce.from_on, "专班成立日期")
    if taskforce.to_on and meeting.on > taskforce.to_on:
        raise ServiceError({"on": f"专班已于 {taskforce.to_on} 撤销，请核对日期。"})
    same = TaskForceMeeting.objects.standing().filter(taskforce=taskforce, kind=meeting.kind, on=meeting.on)
    if same.exists():
        raise ServiceError({"on": f"{meeting.on} 的{meeting.get_kind_display()}已登记；同一天不止一次的请合并登记。"})
    stages.happen(actor, meeting)
    for estate in estates:
        must_be_kept(estate)
        save_checked(MeetingEstate(meeting=meeting, estate=estate))
    keep(actor, meeting, evidence, "会议纪要")
    record(actor=actor, action="登记会议", label=f"登记会议：{meeting}", obj=meeting,
           after={**snapshot(meeting), "涉及项目": names_of(meeting)})
    return meeting


@transaction.atomic
def take_back_meeting(*, actor: User, meeting: TaskForceMeeting, reason: str) -> TaskForceMeeting:
    """Take a meeting back that was not held; what it decided counts no longer. Not by whoever entered it."""
    must(actor, CONFIRM)
    lock(meeting.taskforce)
    if words := cannot_take_back(actor, meeting):
        raise ServiceError(words)
    stages.take_back(actor, meeting, stages.must_say(reason))
    record(actor=actor, action="撤回会议", label=f"撤回会议：{meeting}", obj=meeting, before=snapshot(meeting),
           reason=reason)
    return meeting


def cannot_take_back(actor: User, meeting: TaskForceMeeting) -> str:
    """Return why ``actor`` may not take the meeting back, or nothing."""
    if is_taken_back(meeting):
        return TAKEN_BACK
    return OWN_MEETING if actor.is_person(meeting.recorded_by_id) else ""


def is_taken_back(meeting: TaskForceMeeting) -> bool:
    return bool(meeting.undoes_id) or TaskForceMeeting.objects.filter(undoes=meeting).exists()


def names_of(meeting: TaskForceMeeting) -> str:
    """Return the estates that the meeting dealt with, as they are typed."""
    return "、".join(meeting.estates.order_by("estate__record_name").values_list("estate__record_name", flat=True))


# -- 议定事项 ----------------------------------------------------------------------------------------------


@transaction.atomic
def decide(*, actor: User, meeting: TaskForceMeeting, due_on: date, **facts: Any) -> MeetingDecision:
    """Enter what a meeting decided: who settles what until when."""
    must(actor, RECORD)
    lock(meeting.taskforce)
    if is_taken_back(meeting):
        raise ServiceError(TAKEN_BACK)
    not_before("due_on", due_on, meeting.on, "会议日期")
    return enter(actor, "登记议定事项", MeetingDecision(meeting=meeting, due_on=due_on, **facts))


@transaction.atomic
def resolve(
    *, actor: User, decision: MeetingDecision, on: date, evidence: Evidence, note: str = ""
) -> MeetingDecision:
    """Enter that the matter is settled, with its proof."""
    decision, before = stages.begin(actor, decision, DECISION, "resolve")
    if is_taken_back(decision.meeting):
        raise ServiceError(TAKEN_BACK)
    if not evidence:
        raise ServiceError({"evidence": "请上传解决情况的证明材料。"})
    not_in_future("on", on)
    not_before("on", on, decision.meeting.on, "会议日期")
    step = DecisionStep(decision=decision, code=DecisionStatus.RESOLVED, on=on, note=note)
    return stages.finish(actor, decision, before, step, DECISION.steps["resolve"].label, evidence)


@transaction.atomic
def undo_resolution(*, actor: User, decision: MeetingDecision, reason: str) -> MeetingDecision:
    """Take back that a matter is settled; not by whoever entered it."""
    return stages.undo(actor, decision, DECISION, reason)
