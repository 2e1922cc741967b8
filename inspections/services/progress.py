"""How a finding moves: its notices are locked first, then the finding; its facts follow from the steps that stand."""
from collections.abc import Sequence
from datetime import date

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import change, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.workflow import Workflow
from inspections.enums.findings import HANDED_OVER, SETTLED, FindingStatus
from inspections.enums.notices import NoticeStatus
from inspections.models.finding import Finding, FindingStep
from inspections.models.notice import RectificationNotice
from inspections.workflow import FINDING, FINDING_INNER, NOTICE_INNER

OWN_FOUND = "这个问题由您本人登记，须由另一位同事确认、销号。"
OWN_MENDED = "整改情况由您本人登记，须由另一位同事确认、复查或销号。"
OWN_STEP = "这一步由您本人登记，撤回须由另一位同事进行。"
NAMED = ("inspection", "target__domain", "violation", "item", "submitted_by", "rechecked_by", "closed_by")
MENDING = (FindingStatus.FIXED_ONSITE, FindingStatus.SUBMITTED)


def take(actor: User, finding: Finding, workflow: Workflow, code: str) -> tuple[Finding, stages.Before]:
    """Lock a finding behind its notices and move it in memory; ``advance`` or ``retreat`` stores it."""
    must(actor, workflow.steps[code].permission)
    for notice in notices_of(finding):
        lock(notice)
    finding = locked(finding)
    before = snapshot(finding)
    workflow.enter(finding, code, actor)
    return finding, before


def locked(finding: Finding) -> Finding:
    """Lock a finding and return it with what the diary names: names stay names before and after a change."""
    lock(finding)
    return Finding.objects.select_related(*NAMED).get(pk=finding.pk)


def advance(
    actor: User, finding: Finding, before: stages.Before, code: str, on: date, note: str = "",
    due_on: date | None = None, next_round: bool = False, notice: RectificationNotice | None = None,
) -> Finding:
    """Store the step that ``take`` took, with round and deadline as they stand after it."""
    earlier = stages.standing(finding)
    not_in_future("on", on)
    first, what = (earlier[-1].on, f"“{earlier[-1].get_code_display()}”的日期") if earlier else (
        finding.found_on, "发现日期")
    not_before("on", on, first, what)
    step = stages.happen(actor, FindingStep(
        finding=finding, code=finding.status, on=on, note=note, notice=notice,
        round=finding.round + next_round, due_on=due_on or finding.due_on,
    ))
    label = (FINDING.steps.get(code) or FINDING_INNER.steps[code]).label
    return _store(actor, label, finding, before, [*earlier, step], note, {"发生日期": ("", str(on))})


def retreat(actor: User, finding: Finding, before: stages.Before, last: FindingStep, reason: str) -> Finding:
    """Take ``last`` back; the finding stands again as it did before it."""
    stages.take_back(actor, last, reason)
    also = {"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")}
    return _store(actor, "撤回上一步", finding, before, stages.standing(finding), reason, also)


def own_mending(actor: User, finding: Finding) -> bool:
    """Tell whether ``actor`` has entered that the finding was mended."""
    return finding.submitted_by_id is not None and actor.is_person(finding.submitted_by_id)


def notices_of(finding: Finding) -> list[RectificationNotice]:
    """Return the live notices on which a finding stands, in the order in which they are locked."""
    return list(RectificationNotice.objects.filter(
        lines__finding=finding, lines__is_live=True).order_by("pk").distinct())


def _store(
    actor: User, label: str, finding: Finding, before: stages.Before, steps: Sequence[FindingStep], reason: str,
    also: dict[str, tuple[str, str]],
) -> Finding:
    _follow(finding, steps)
    finding = change(actor, label, finding, before, reason=reason, also=also)
    for notice in notices_of(finding):
        _follow_up(actor, notice)
    return finding


def _follow(finding: Finding, steps: Sequence[FindingStep]) -> None:
    """Set the facts of a finding from the steps that stand."""
    last = steps[-1] if steps else None
    finding.status = last.code if last else FindingStatus.FOUND
    finding.round = last.round if last else 1
    finding.due_on = last.due_on if last else None
    finding.first_due_on = next((step.due_on for step in steps if step.due_on), None)
    own = [step for step in steps if step.round == finding.round and step.notice_id is None]
    finding.submitted_by = _who(own, MENDING)
    finding.rechecked_by = _who(own, (FindingStatus.RECHECKING,))
    finding.closed_by = _who(own, (FindingStatus.CLOSED,))
    if finding.status not in HANDED_OVER:
        finding.paper_no = finding.department = ""


def _who(steps: Sequence[FindingStep], codes: Sequence[str]) -> User | None:
    return next((step.recorded_by for step in reversed(steps) if step.code in codes), None)


def _follow_up(actor: User, notice: RectificationNotice) -> None:
    """Close a notice with the last of its findings, and open it again when one of them is open again."""
    left = notice.lines.live().exclude(finding__status__in=SETTLED).exists()
    before = snapshot(notice)
    if not left and notice.status in (NoticeStatus.ISSUED, NoticeStatus.SERVED):
        NOTICE_INNER.enter(notice, "close", actor)
        notice.closed_on = clock.today()
        change(actor, "整改通知单办结", notice, before, reason="所列问题已全部销号、立案或移送")
    elif left and notice.status == NoticeStatus.CLOSED:
        NOTICE_INNER.enter(notice, "reopen" if notice.served_on else "reopen_unserved", actor)
        notice.closed_on = None
        change(actor, "整改通知单重新办理", notice, before, reason="所列问题重新办理")
