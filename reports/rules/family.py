"""The invariants of families, recomputed from their rows: states, members, what they have, who approved and when."""
from collections import Counter
from collections.abc import Callable, Iterator

from affordable.enums import LIVE_FAMILIES, BenefitKind, FamilyStatus, Relation
from affordable.models import Benefit, Family, FamilyStep, Member

Sentences = Iterator[str]
HOLDING = {
    BenefitKind.LEASE: (FamilyStatus.ALLOCATED,),
    BenefitKind.GRANT: (FamilyStatus.SUBSIDIZED, FamilyStatus.SUSPENDED),
}


def states_follow_steps() -> Sentences:
    """A family stands where its last step has led; without a step it is a draft."""
    steps = FamilyStep.objects.standing().order_by("pk").values_list("family", "code")
    last = dict(steps)
    for family in Family.objects.order_by("pk").iterator(2_000):
        led = last.get(family.pk, FamilyStatus.DRAFT)
        if family.status != led:
            label = FamilyStatus(led).label
            yield f"保障对象 {family}：状态为{family.get_status_display()}，最近一次办理步骤为{label}"


def members_belong_to_one_family() -> Sentences:
    """Nobody stands in two live families; a live family has one applicant, one that has ended has nobody."""
    current = list(Member.objects.current().order_by("pk").select_related("family"))
    places: dict[str, str] = {}
    for one in current:
        first = places.setdefault(one.identity_index, one.family.number)
        if first != one.family.number:
            yield f"{one}（{one.identity}）：同时在 {first} 和 {one.family} 中"
    applicants = Counter(one.family_id for one in current if one.relation == Relation.APPLICANT)
    people = Counter(one.family_id for one in current)
    for family in Family.objects.order_by("pk").iterator(2_000):
        is_live = family.status in LIVE_FAMILIES
        if is_live and applicants[family.pk] != 1:
            yield f"保障对象 {family}：有 {applicants[family.pk]} 名申请人"
        if not is_live and people[family.pk]:
            yield f"保障对象 {family}：{family.get_status_display()}，还有 {people[family.pk]} 名现有成员"


def benefits_exclude_each_other() -> Sentences:
    """No family lives in a home and draws a subsidy at once, and its state says which it has."""
    held: dict[int, Benefit] = {}
    for benefit in Benefit.objects.current().select_related("family").order_by("pk"):
        first = held.setdefault(benefit.family_id, benefit)
        if first.pk != benefit.pk:
            yield f"保障对象 {benefit.family}：同时享受{first.get_kind_display()}和{benefit.get_kind_display()}"
        if benefit.family.status not in HOLDING[benefit.kind]:
            state = benefit.family.get_status_display()
            yield f"保障对象 {benefit.family}：享受{benefit.get_kind_display()}，状态为{state}"


def approvals_are_by_others_and_in_time() -> Sentences:
    """Whoever approved had not entered the application; the notice was over, or the day is that of former days."""
    steps = FamilyStep.objects.standing().filter(code=FamilyStatus.APPROVED).select_related("family__notice")
    for step in steps.order_by("pk"):
        family = step.family
        if step.recorded_by_id == family.recorded_by_id:
            yield f"保障对象 {family}：批准人就是登记人"
        if family.notice is None and family.former_approval_on != step.on:
            yield f"保障对象 {family}：{step.on} 批准，没有公示，也不是原批准日期"
        if family.notice is not None and step.on <= family.notice.ends_on:
            yield f"保障对象 {family}：{step.on} 批准，公示 {family.notice} 到 {family.notice.ends_on} 为止"


FAMILY_RULES: dict[str, Callable[[], Sentences]] = {
    "保障对象状态等于最近一次办理步骤": states_follow_steps,
    "一个人只在一个在办或在保家庭中": members_belong_to_one_family,
    "实物配租与租赁补贴不同时享受": benefits_exclude_each_other,
    "保障对象由另一人在公示期满后批准": approvals_are_by_others_and_in_time,
}
