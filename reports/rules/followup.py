"""The invariants of 督查: its conclusion, the review of it and the check of the mending, in order and by others."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from housing_portal.journal.models import Entry
from reports.enums import CheckResult, ReviewResult, SupervisionMethod, SupervisionStatus
from reports.models import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, SupervisionItem, Talk
from reports.supervision import ASK_DAYS, DECIDE_DAYS

Sentences = Iterator[str]
BLOCK = 2_000
ONCE = (Conclusion, ReviewRequest, ReviewDecision)
INSPECTION = (*ONCE, MendingCheck)


def _standing(kinds: Iterable[type]) -> dict[int, dict[type, list[Any]]]:
    """Return matter → kind → what stands of it, in the order of entry."""
    found: dict[int, dict[type, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind in kinds:
        rows = kind.objects.standing().select_related("item", "recorded_by").order_by("pk")
        for row in rows.iterator(BLOCK):
            found[row.item_id][kind].append(row)
    return found


def inspection_goes_in_order() -> Sentences:
    """督查 matters alone have them: one conclusion, one review of it, checks after it, each with its ground."""
    for pk, own in sorted(_standing(INSPECTION).items()):
        first = next(row for kind in INSPECTION for row in own[kind])
        if first.item.method != SupervisionMethod.INSPECT:
            yield f"督办事项 {pk}：不以督查方式办理，不应有{first._meta.verbose_name}"
        for kind in ONCE:
            if len(own[kind]) > 1:
                yield f"督办事项 {pk}：{kind._meta.verbose_name}有 {len(own[kind])} 份"
        yield from _unfounded(pk, own)


def _unfounded(pk: int, own: dict[type, list[Any]]) -> Sentences:
    for kind, ground in ((ReviewRequest, Conclusion), (ReviewDecision, ReviewRequest), (MendingCheck, Conclusion)):
        if own[kind] and not own[ground]:
            yield f"督办事项 {pk}：有{kind._meta.verbose_name}，没有{ground._meta.verbose_name}"
        elif own[kind] and own[kind][0].on < _told_on(own[ground][0]):
            yield f"督办事项 {pk}：{kind._meta.verbose_name}早于{ground._meta.verbose_name}"


def _told_on(row: Any) -> Any:
    return row.delivered_on if isinstance(row, Conclusion) else row.on


def terms_of_review_are_the_legal_ones() -> Sentences:
    """Thirty days to ask, thirty to decide (政府督查工作条例 §16–18); whoever took part in the conclusion stays out."""
    for pk, own in sorted(_standing(ONCE).items()):
        for row in own[Conclusion]:
            if row.ask_by != row.delivered_on + ASK_DAYS:
                yield f"督办事项 {pk}：申请复核期限为 {row.ask_by}，按送达日期应为 {row.delivered_on + ASK_DAYS}"
        for row in own[ReviewRequest]:
            if row.decide_by != row.on + DECIDE_DAYS:
                yield f"督办事项 {pk}：复核决定期限为 {row.decide_by}，按申请日期应为 {row.on + DECIDE_DAYS}"
            if any(row.on > one.ask_by for one in own[Conclusion]):
                yield f"督办事项 {pk}：复核申请晚于申请期限"
        for row in own[ReviewDecision]:
            others: Sequence[Any] = (*own[Conclusion], *own[ReviewRequest])
            if any(row.recorded_by.is_person(other.recorded_by_id) for other in others):
                yield f"督办事项 {pk}：复核决定由登记督查结论或复核申请的本人登记"


def inspection_ends_with_its_check() -> Sentences:
    """A 督查 matter is settled only when its last check says so, of the conclusion as it stands; no review is open."""
    stands = _standing(INSPECTION)
    rows = SupervisionItem.objects.filter(method=SupervisionMethod.INSPECT, status=SupervisionStatus.ACCEPTED)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        own = stands[pk]
        if not own[MendingCheck] or own[MendingCheck][-1].result != CheckResult.SETTLED:
            yield f"督办事项 {pk}：已办结，整改核查没有认定已落实"
        elif any(row.result == ReviewResult.CHANGED and row.recorded_at >= own[MendingCheck][-1].recorded_at
                 for row in own[ReviewDecision]):
            yield f"督办事项 {pk}：已办结，复核变更结论后没有整改核查"
        if len(own[ReviewRequest]) > len(own[ReviewDecision]):
            yield f"督办事项 {pk}：已办结，复核申请还没有决定"


def followups_are_taken_back_as_told() -> Sentences:
    """A row that undoes a fact makes it count no longer: the diary knows who entered, who took back, and why."""
    for kind in (Talk, *INSPECTION):
        name = kind._meta.verbose_name
        for action, entered in ((f"登记{name}", True), (f"撤回{name}", False)):
            entries = Entry.objects.filter(object_type=SupervisionItem._meta.label_lower, action=action)
            told = Counter(entries.order_by("pk").values_list("object_id", "actor", "reason"))
            rows = kind.objects.filter(undoes__isnull=entered).order_by("pk")
            kept = Counter(rows.values_list("item", "recorded_by", "note"))
            for pk in sorted({pk for pk, _who, _why in (told - kept) + (kept - told)}):
                yield f"督办事项 {pk}：{action}的经办人、说明与操作日志不符"


FOLLOWUP_RULES: dict[str, Callable[[], Sentences]] = {
    "督查结论、复核、核查依次进行": inspection_goes_in_order,
    "督查复核按法定期限、由他人决定": terms_of_review_are_the_legal_ones,
    "督查事项核查落实后办结": inspection_ends_with_its_check,
    "约谈、督查的登记和撤回与操作日志一致": followups_are_taken_back_as_told,
}
