"""How a supervised matter stands on a day: what is owed, what comes next and why, what it scores, whether it recovered.

Nothing of it is stored: states are stored by steps, everything else follows from the terms, the letters that have gone
out and the records. Items come with ``with_course``.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from affordable.enums import FindingStatus as AuditStatus
from housing_portal.kit.figures import signed
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.workdays import workdays_between
from inspections.enums.findings import SETTLED
from inspections.enums.petitions import PetitionStatus
from presale.delivery.enums.taskforces import DecisionStatus
from reports.catalogue import PROGRAMMES, Programme
from reports.enums import AWAITED, RUNNING, CheckResult, MoreTime, Quality, SupervisionMethod, SupervisionStatus
from reports.evaluate import IndicatorSet
from reports.models import SupervisionItem

S = SupervisionStatus
# 政府督查工作条例 §16–18, plain days: to ask for a review from the receipt of the conclusion, and to decide on it
ASK_DAYS, DECIDE_DAYS = timedelta(days=30), timedelta(days=30)
BY_CODE = {programme.code: programme for programme in PROGRAMMES}


def programme_of(item: SupervisionItem) -> Programme | None:
    """Return the programme of the year that the matter is about, if it is about one."""
    return BY_CODE.get(item.programme)


# -- what is owed ------------------------------------------------------------------------------------------


def owed(item: SupervisionItem) -> str:
    """Return what the unit owes next, in a word; nothing when it owes nothing."""
    if item.status not in AWAITED:
        return ""
    if item.status == S.ISSUED and item.next_due == item.receipt_due_on:
        return "签收"
    return "反馈" if item.fed_on is None and item.next_due == item.feedback_due_on else "办结"


def days_over(item: SupervisionItem, on: date) -> int:
    """Return by how many plain days it is late; the last day itself is in time, and so is what nobody owes."""
    return max(0, (on - item.next_due).days) if item.status in AWAITED else 0


def standing(item: SupervisionItem, on: date) -> str:
    """Return how the matter stands in a few words, for lists and the head of its page."""
    if not (what := owed(item)):
        return ""
    if over := days_over(item, on):
        return f"{what}逾期 {over} 天"
    return f"{what}还剩 {(item.next_due - on).days} 天"


def owed_at(item: SupervisionItem, scope: Scope) -> tuple[str, date] | None:
    """Return what the unit owed on a past day, as known at the cut-off, with its term; None when it owed nothing."""
    codes = list(item.steps.counted(scope).order_by("pk").values_list("code", flat=True))
    if not codes or codes[-1] not in AWAITED:
        return None
    later = item.extensions.filter(status=MoreTime.APPROVED, decided_on__gt=scope.as_of).order_by("decided_on", "pk")
    due = next((extension.former_due_on for extension in later), item.due_on)
    terms = [("签收", item.receipt_due_on)] if codes[-1] == S.ISSUED else []
    terms += [("反馈", item.feedback_due_on)] if S.FEEDBACK not in codes else []
    return min([*terms, ("办结", due)], key=lambda term: term[1])


# -- what comes next ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Next:
    """The next measure: ``code`` names it, ``why`` gives rule and days."""

    code: str
    label: str
    why: str


def escalation(item: SupervisionItem, on: date, rules: Mapping[str, str] | None = None) -> Next | None:
    """Return what comes next on a day: reminder → 催办函 → 督办通知 → 通报 → 约谈; None once the matter is settled.

    A promise that was made at a talk and not kept leads into the next bulletin. What was handed over by 督办通知, or by
    函 to an organ on the same footing, needs no further notice. 督查 has its own steps beside.

    ``rules`` are the parameters in force, read once for a whole list.
    """
    if item.status == S.DRAFTED:
        return Next("issue", "交办", "尚未交办：督办通知印发后登记交办。")
    if item.status not in RUNNING:
        return None
    if item.decide_by is not None:
        return Next("review", "作出复核决定", f"督查对象已申请复核，须在 {item.decide_by} 前作出复核决定。")
    if item.status == S.FEEDBACK:
        own = inspected(item, on) if item.method == SupervisionMethod.INSPECT else None
        return own or Next("decide", "核定反馈", "责任单位已反馈，待核定办结或退回。")
    rules = rules or parameters.in_force()
    what, over = owed(item), days_over(item, on)
    if not over:
        return _in_time(item, on, what, int(rules["supervise_remind_days"]))
    late = f"{what}期限 {item.next_due}，已逾期 {over} 天（自然日）"
    if item.answer_by is not None and on <= item.answer_by:
        return Next("wait", "等待再次时限", f"{late}；已去函，再次时限 {item.answer_by} 未到。")
    if item.urged < (times := int(rules["supervise_urge_times"])):
        return Next("urge", f"第 {item.urged + 1} 次催办", f"{late}；逾期即可催办，已催办 {item.urged} 次。")
    if not item.noticed:
        return Next("notice", "升级为督办通知", f"{late}；已催办 {item.urged} 次，达到 {times} 次，尚未发督办通知。")
    if not item.listed:
        return Next("list", "列入通报、报请约谈", f"{late}；已催办 {item.urged} 次，达到 {times} 次仍未落实。")
    return _after_bulletin(item, on, late)


def _after_bulletin(item: SupervisionItem, on: date, late: str) -> Next:
    if item.talked_on is None or item.talked_on < item.listed_on:
        return Next("talk", "约谈", f"{late}；已催办 {item.urged} 次并于 {item.listed_on} 列入通报，报请分管领导约谈。")
    if on <= item.promised_by:
        return Next("wait", "等待承诺期限", f"{late}；{item.talked_on} 已约谈，承诺期限 {item.promised_by} 未到。")
    return Next("list", "再次列入通报", f"{late}；{item.talked_on} 已约谈，承诺期限 {item.promised_by} 已过仍未落实。")


def inspected(item: SupervisionItem, on: date) -> Next | None:
    """Return what 督查 asks for next: its conclusion, then the check of the mending; None when it is found settled."""
    if item.concluded_on is None:
        return Next("conclude", "作出督查结论", "责任单位已反馈，尚未作出督查结论并送达。")
    if item.checked == CheckResult.SETTLED:
        return None
    if item.mend_by is not None and on <= item.mend_by:
        return Next("mend", "等待整改", f"督查结论已送达，整改期限 {item.mend_by} 未到；提前完成的可以提前核查。")
    term = f"整改期限 {item.mend_by} 已过" if item.mend_by else "督查结论已送达，没有整改期限"
    return Next("check", "整改核查", f"{term}，核查认定已落实后办结。")


def cannot_close(item: SupervisionItem) -> str:
    """Return why a matter may not be settled yet, or nothing: a review is open, the mending is not found settled."""
    if item.decide_by is not None:
        return f"督查对象申请的复核还没有决定（期限 {item.decide_by}），决定后再办结。"
    if item.method == SupervisionMethod.INSPECT and item.checked != CheckResult.SETTLED:
        return "督查事项须经整改核查认定“已落实”后办结，请先登记督查结论和整改核查。"
    return ""


def _in_time(item: SupervisionItem, on: date, what: str, least: int) -> Next:
    left = workdays_between(on, item.next_due)
    words = f"{what}期限 {item.next_due}，还有 {left} 个工作日"
    if left <= least:
        return Next("remind", "提醒", f"{words}，到期前 {least} 个工作日内提醒。")
    return Next("none", "按期办理", f"{words}。")


# -- points ------------------------------------------------------------------------------------------------

FULL = 100


@dataclass(frozen=True)
class Score:
    """Points of a settled matter: ``lines`` are (rule, points taken), every rule is named once."""

    lines: list[tuple[str, int]]

    @property
    def points(self) -> int:
        return max(0, FULL - sum(taken for _, taken in self.lines))


def score(item: SupervisionItem, rules: Mapping[str, str] | None = None) -> Score | None:
    """Return the points of a settled matter, by the parameters in force; None before it is settled.

    The item comes with its steps (``with_steps``).
    """
    if item.status != S.ACCEPTED:
        return None
    rules = rules or parameters.in_force()
    steps = item.course
    fed = [step.on for step in steps if step.code == S.FEEDBACK]
    received = [step.on for step in steps if step.code == S.RECEIVED]
    closed = fed[-1:] or [step.on for step in steps if step.code == S.ACCEPTED]
    late = int(rules["supervise_points_late"])
    lines = [
        (f"{what}逾期（期限 {due}，实际 {days[0]}）", late)
        for what, due, days in (
            ("签收", item.receipt_due_on, received), ("反馈", item.feedback_due_on, fed),
            ("办结", item.due_on, closed),
        )
        if days and days[0] > due
    ]
    returned = sum(step.code == S.RETURNED for step in steps)
    counted = (
        (f"催办 {item.urged} 次", item.urged * int(rules["supervise_points_urged"])),
        (f"反馈退回 {returned} 次", returned * int(rules["supervise_points_returned"])),
        ("列入通报", item.listed * int(rules["supervise_points_listed"])),
        ("办理质量一般", (item.quality == Quality.FAIR) * int(rules["supervise_points_fair"])),
        ("办理质量差", (item.quality == Quality.POOR) * int(rules["supervise_points_poor"])),
    )
    return Score([*lines, *((words, taken) for words, taken in counted if taken)])


# -- recovery ----------------------------------------------------------------------------------------------


def recovery(item: SupervisionItem, figures: IndicatorSet) -> str:
    """Return why the matter may be closed although nobody has answered: its lamp is green, its record is settled.

    A new year has targets of its own: the programme of an earlier year does not recover by them.
    """
    if (programme := programme_of(item)) is not None:
        pace = figures.pace(programme, item.unit)
        if pace.lamp != "g" or item.captured.get("year") != figures.scope.year:
            return ""
        return (f"截至 {figures.scope.as_of}，{item.unit}{programme.label}完成率 {pace.rate}%，"
                f"序时进度 {figures.time_share.percent}%，差距 {signed(pace.gap)} 个百分点，已恢复正常。")
    settled = (
        (item.audit_finding, (AuditStatus.CLOSED,)), (item.decision, (DecisionStatus.RESOLVED,)),
        (item.finding, SETTLED), (item.petition, (PetitionStatus.CLOSED, PetitionStatus.FINAL)),
    )
    for record, states in settled:
        if record is not None and record.status in states:
            return f"来源记录“{record}”已是“{record.get_status_display()}”。"
    return ""


def recovered(items: Iterable[SupervisionItem], figures: IndicatorSet) -> list[tuple[SupervisionItem, str]]:
    """Return the matters that somebody may close now, each with the reason."""
    found = ((item, recovery(item, figures)) for item in items)
    return [(item, why) for item, why in found if why]
