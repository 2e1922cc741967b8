"""What follows on the steps of a matter: 约谈, 督查结论, 复核, 整改核查, each entered once, taken back by another."""
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, keep, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit.errors import ServiceError
from reports.enums import RUNNING, SupervisionMethod
from reports.models import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, SupervisionItem, Talk
from reports.models.followup import Followup
from reports.services.parts import permit
from reports.services.supervision import locked
from reports.supervision import ASK_DAYS, DECIDE_DAYS
from reports.workflow import ACCEPT, SUPERVISE

Fact = TypeVar("Fact", bound=Followup)
TALK = (Talk,)
INSPECTION = (Conclusion, ReviewRequest, ReviewDecision, MendingCheck)
# step of ``FOLLOW_UP`` → what it enters, what it takes back
KINDS = {"talk": Talk, "conclude": Conclusion, "review": ReviewRequest, "decide": ReviewDecision, "check": MendingCheck}
UNDONE = {"talk_undo": TALK, "inspect_undo": INSPECTION}
NOT_RUNNING = "事项的状态是“{}”，只有已交办、尚未办结的事项可以登记。"
NOT_LISTED = "列入通报之后仍未落实的才约谈，这一事项还没有列入已印发的通报。"
NOT_INSPECTED = "只有以督查方式办理的事项有督查结论、复核和整改核查。"
NO_CONCLUSION = "请先登记督查结论。"
CONCLUDED = "督查结论已登记；有误的请先撤回。"
ASKED = "对这份督查结论已申请过复核。"
NOT_ASKED = "没有待决定的复核申请。"
TOOK_PART = "督查结论或复核申请由您本人登记，参与作出结论的人员应当回避，请由另一位领导登记复核决定。"
OWN = "这一条由您本人登记，撤回须由另一位同事进行。"
NOTHING = "没有可以撤回的登记。"


@transaction.atomic
def follow_up(*, actor: User, item: SupervisionItem, fact: Fact, evidence: Evidence = ()) -> Fact:
    """Store ``fact``, made of what was typed and not yet saved, with the terms that follow from it.

    Raises ServiceError for whatever ``why_not`` names, and for days that cannot be.
    """
    kind = type(fact)
    permit(actor, ACCEPT if kind is ReviewDecision else SUPERVISE)
    fact.item = locked(item)
    if words := why_not(actor, fact.item, kind):
        raise ServiceError(words)
    not_in_future("on", fact.on)
    not_before("on", fact.on, fact.item.issued_on, "交办日期")
    CHECKS[kind](fact)
    stages.happen(actor, fact)
    keep(actor, fact.item, evidence, str(kind._meta.verbose_name))
    _tell(actor, f"登记{kind._meta.verbose_name}", fact, {}, _said(fact), fact.note)
    return fact


@transaction.atomic
def take_back_last(*, actor: User, item: SupervisionItem, kinds: Sequence[type[Followup]], reason: str) -> Followup:
    """Take back what was entered last of these kinds; not by whoever entered it, not once the matter is settled."""
    permit(actor, ACCEPT)
    item = locked(item)
    if words := cannot_take_back(actor, item, kinds):
        raise ServiceError(words)
    fact = last_of(item, kinds)
    stages.take_back(actor, fact, stages.must_say(reason))
    _tell(actor, f"撤回{fact._meta.verbose_name}", fact, _said(fact), {}, reason)
    return fact


def why_not(actor: User, item: SupervisionItem, kind: type[Followup]) -> str:
    """Return why ``actor`` may not enter such a fact of the matter now, or nothing. Items come with their course."""
    if item.status not in RUNNING:
        return NOT_RUNNING.format(item.get_status_display())
    if kind is Talk:
        return "" if item.listed else NOT_LISTED
    if item.method != SupervisionMethod.INSPECT:
        return NOT_INSPECTED
    if kind is Conclusion:
        return CONCLUDED if item.concluded_on else ""
    if kind is ReviewDecision:
        return _cannot_decide(actor, item)
    if item.concluded_on is None:
        return NO_CONCLUSION
    return ASKED if kind is ReviewRequest and last_of(item, (ReviewRequest,)) else ""


def cannot_take_back(actor: User, item: SupervisionItem, kinds: Sequence[type[Followup]]) -> str:
    """Return why ``actor`` may not take back what was entered last of these kinds, or nothing."""
    if item.status not in RUNNING:
        return NOT_RUNNING.format(item.get_status_display())
    fact = last_of(item, kinds)
    if fact is None:
        return NOTHING
    return OWN if actor.is_person(fact.recorded_by_id) else ""


def last_of(item: SupervisionItem, kinds: Sequence[type[Followup]]) -> Any:
    """Return what was entered last of these kinds and stands; the later kind where the moment is the same."""
    found = [fact for kind in kinds if (fact := kind.objects.standing().filter(item=item).order_by("pk").last())]
    return max(found, key=lambda fact: (fact.recorded_at, kinds.index(type(fact))), default=None)


def _cannot_decide(actor: User, item: SupervisionItem) -> str:
    if item.decide_by is None:
        return NOT_ASKED
    took_part = (last_of(item, (kind,)) for kind in (Conclusion, ReviewRequest))
    return TOOK_PART if any(actor.is_person(fact.recorded_by_id) for fact in took_part) else ""


# -- what each of them is asked for -------------------------------------------------------------------------


def _talk(fact: Talk) -> None:
    not_before("on", fact.on, fact.item.listed_on, "列入通报的日期")


def _conclude(fact: Conclusion) -> None:
    not_in_future("delivered_on", fact.delivered_on)
    not_before("delivered_on", fact.delivered_on, fact.on, "结论日期")
    fact.ask_by = fact.delivered_on + ASK_DAYS


def _ask(fact: ReviewRequest) -> None:
    conclusion = last_of(fact.item, (Conclusion,))
    not_before("on", fact.on, conclusion.delivered_on, "结论送达日期")
    if fact.on > conclusion.ask_by:
        raise ServiceError({"on": f"申请复核的期限 {conclusion.ask_by} 已过（自收到结论之日起 30 日），不能登记。"})
    fact.decide_by = fact.on + DECIDE_DAYS


def _decide(fact: ReviewDecision) -> None:
    not_before("on", fact.on, last_of(fact.item, (ReviewRequest,)).on, "申请复核的日期")


def _check(fact: MendingCheck) -> None:
    not_before("on", fact.on, fact.item.concluded_on, "结论送达日期")


CHECKS: dict[type[Followup], Callable[[Any], None]] = {
    Talk: _talk, Conclusion: _conclude, ReviewRequest: _ask, ReviewDecision: _decide, MendingCheck: _check,
}


def _said(fact: Followup) -> dict[str, Any]:
    """Return what the row says; whose it is and who entered it stands in the diary anyway."""
    own = {field.name for field in fact._meta.concrete_fields}
    return snapshot(fact, own - {"item", "undoes", "recorded_by", "recorded_at", "note"})


def _tell(
    actor: User, action: str, fact: Followup, before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    record(actor=actor, action=action, label=f"{action}：{fact.item}", obj=fact.item, before=before, after=after,
           reason=reason)
