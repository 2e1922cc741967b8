"""The invariants of findings and notices: states follow from steps, duties are different persons, deadlines stay."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from django.db.models import F

from housing_portal.journal.enums import MoreTime
from housing_portal.kit import scope
from inspections.enums.findings import HANDED_OVER, MENDED, OPEN_FINDING, SETTLED, FindingStatus
from inspections.enums.notices import NoticeStatus
from inspections.models.finding import Finding, FindingStep
from inspections.models.notice import Extension, NoticeFinding, RectificationNotice

Sentences = Iterator[str]
BLOCK = 2_000
F_ = FindingStatus
# state → states to which a step may lead from it; a notice and an extension lead on within 整改中
WAYS: Mapping[str, frozenset[str]] = {
    F_.FOUND: frozenset({F_.FIXED_ONSITE, F_.NOTICED, F_.PENALTY, F_.TRANSFERRED, F_.WITHDRAWN}),
    F_.FIXED_ONSITE: frozenset({F_.CLOSED}),
    F_.NOTICED: frozenset({F_.NOTICED, F_.SUBMITTED, F_.PENALTY, F_.TRANSFERRED}),
    F_.SUBMITTED: frozenset({F_.SUBMITTED, F_.RECHECKING, F_.NOTICED, F_.PENALTY, F_.TRANSFERRED}),
    F_.RECHECKING: frozenset({F_.CLOSED}),
}


def _steps() -> dict[int, list[FindingStep]]:
    """Return finding → its standing steps in order."""
    found: dict[int, list[FindingStep]] = defaultdict(list)
    for step in FindingStep.objects.standing().order_by("pk").iterator(BLOCK):
        found[step.finding_id].append(step)
    return found


def findings_stand_where_their_steps_led() -> Sentences:
    """State, round and deadline are those of the last standing step, and each step follows from the one before."""
    steps = _steps()
    rows = Finding.objects.order_by("pk").values_list("pk", "status", "round", "due_on", "first_due_on")
    for pk, *stored in rows.iterator(BLOCK):
        own = steps[pk]
        first = next((step.due_on for step in own if step.due_on), None)
        right = [own[-1].code, own[-1].round, own[-1].due_on, first] if own else [F_.FOUND, 1, None, None]
        if stored != right:
            yield f"检查问题 {pk}：{_told(*stored)}，按办理步骤应为{_told(*right)}"
        codes = [F_.FOUND.value, *(step.code for step in own)]
        for before, after in pairwise(codes):
            if after not in WAYS.get(before, frozenset()):
                yield f"检查问题 {pk}：{F_(before).label}之后不能直接到{F_(after).label}"


def _told(state: str, number: int, due_on: date | None, first: date | None) -> str:
    words = dict(F_.choices).get(state, state)
    return f"{words}、第 {number} 轮、期限 {due_on or '无'}（首次 {first or '无'}）"


def mending_is_seen_by_another() -> Sentences:
    """Who entered that it was mended has neither re-checked nor closed it, nor has its finder closed it."""
    rows = Finding.objects.exclude(submitted_by=None).select_related("submitted_by", "rechecked_by", "closed_by")
    for row in rows.order_by("pk").iterator(BLOCK):
        for word, who in (("复查", row.rechecked_by), ("销号", row.closed_by)):
            if who is not None and who.is_person(row.submitted_by_id):
                yield f"检查问题 {row.pk}：{word}与登记整改情况为同一人"
        if row.closed_by is not None and row.closed_by.is_person(row.recorded_by_id):
            yield f"检查问题 {row.pk}：销号与登记问题为同一人"


def notices_are_numbered_by_three_persons() -> Sentences:
    """Numbers of a mark and year have no gap, revoked ones included; nobody did two of the three duties."""
    serials: dict[str, list[int]] = defaultdict(list)
    rows = RectificationNotice.objects.exclude(number=None).select_related("recorded_by", "reviewed_by", "issuer")
    for row in rows.order_by("pk").iterator(BLOCK):
        head, _mark, tail = row.number.partition("〕")
        serials[head].append(int(tail.removesuffix("号")))
        if row.reviewed_by.is_person(row.recorded_by_id) or row.issuer.is_person(row.recorded_by_id) \
                or row.issuer.is_person(row.reviewed_by_id):
            yield f"整改通知单 {row}：起草、复核、签发有同一人"
    for head, numbers in serials.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"整改通知单 {head}〕：编号不连续"


def deadlines_move_by_extension_alone() -> Sentences:
    """The deadline in force is the first one, or what the last approved extension says."""
    granted = dict(Extension.objects.filter(status=MoreTime.APPROVED).order_by("decided_on", "pk").values_list(
        "notice", "new_deadline"))
    rows = RectificationNotice.objects.exclude(first_deadline_on=None).order_by("pk")
    for row in rows.iterator(BLOCK):
        right = granted.get(row.pk, row.first_deadline_on)
        if row.deadline_on != right:
            yield f"整改通知单 {row}：期限为 {row.deadline_on}，按签发和延期应为 {right}"


def notices_close_with_their_findings() -> Sentences:
    """An issued notice is closed when nothing is left of its findings; all of them are those of its target."""
    lines = NoticeFinding.objects.live()
    left = set(lines.exclude(finding__status__in=SETTLED).values_list("notice", flat=True))
    rows = RectificationNotice.objects.filter(
        status__in=(NoticeStatus.ISSUED, NoticeStatus.SERVED, NoticeStatus.CLOSED))
    for row in rows.order_by("pk").iterator(BLOCK):
        if (row.status == NoticeStatus.CLOSED) == (row.pk in left):
            words = "未全部" if row.pk in left else "已全部"
            yield f"整改通知单 {row}：状态为{row.get_status_display()}，所列问题{words}办结"
    others = NoticeFinding.objects.exclude(finding__target=F("notice__target")).order_by("pk")
    yield from (f"整改通知单 {line.notice}：列入了其他对象的问题 {line.finding_id}"
                for line in others.select_related("notice"))
    dead = lines.filter(notice__status=NoticeStatus.REVOKED).order_by("pk").select_related("notice")
    yield from (f"整改通知单 {line.notice}：已作废，所列问题 {line.finding_id} 仍占用" for line in dead)


def found_is_accounted_for() -> Sentences:
    """For every target and round: found = mended + open + handed over, from the steps as of today."""
    rows = Finding.objects.known(scope.current()).order_by("pk").values_list("target", "stood_round", "stood")
    found: Counter[tuple[int, int]] = Counter()
    parts: Counter[tuple[int, int]] = Counter()
    for target, number, state in rows.iterator(BLOCK):
        found[target, number] += 1
        parts[target, number] += (state in MENDED) + (state in OPEN_FINDING) + (state in HANDED_OVER)
    for (target, number), total in found.items():
        if parts[target, number] != total:
            split = parts[target, number]
            yield f"检查对象 {target} 第 {number} 轮：发现 {total} 个，已整改、未整改、立案移送合计 {split} 个"


RECTIFICATION_RULES: dict[str, Callable[[], Sentences]] = {
    "检查问题的状态、轮次、期限与办理步骤相符": findings_stand_where_their_steps_led,
    "整改情况由另一人复查和销号": mending_is_seen_by_another,
    "整改通知单编号连续、由三人办理": notices_are_numbered_by_three_persons,
    "整改期限只因批准的延期而变": deadlines_move_by_extension_alone,
    "整改通知单随所列问题办结": notices_close_with_their_findings,
    "发现的问题等于已整改、未整改、立案移送之和": found_is_accounted_for,
}
