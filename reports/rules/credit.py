"""The invariants of credit files: points are those of the item, persons differ, states follow from steps."""
from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db.models import F, Q

from inspections.enums.credit import CreditRuleStatus, CreditStatus
from inspections.models.credit import CreditRecord, CreditRule, CreditStep
from inspections.services.credit_records import months_after
from inspections.services.credit_rules import grades_of

Sentences = Iterator[str]
BLOCK = 2_000
DECIDED = (CreditStatus.UPHELD, CreditStatus.WITHDRAWN)


def records_are_their_items() -> Sentences:
    """Points, kind of enterprise and validity were taken from the item, whose rule has been confirmed."""
    rows = CreditRecord.objects.select_related("organization", "item__rule").order_by("pk")
    for row in rows.iterator(BLOCK):
        if row.points != row.item.points:
            yield f"信用记录 {row}：分值为 {row.points}，条目为 {row.item.points}"
        if row.subject_kind != row.item.rule.subject_kind:
            yield f"信用记录 {row}：企业类别与规则不符"
        if row.valid_to != months_after(row.on, row.item.months):
            yield f"信用记录 {row}：有效期至 {row.valid_to}，按条目应为 {months_after(row.on, row.item.months)}"
        if row.item.rule.status != CreditRuleStatus.CONFIRMED:
            yield f"信用记录 {row}：所用规则“{row.item.rule}”没有确认"


def persons_differ() -> Sentences:
    """Who entered has not confirmed, neither of them has decided; and the steps were taken by those named."""
    own = Q(confirmed_by=F("recorded_by")) | Q(decided_by=F("recorded_by")) | Q(decided_by=F("confirmed_by"))
    rows = CreditRecord.objects.select_related("organization", "item").order_by("pk")
    yield from (f"信用记录 {row}：录入、复核、裁定为同一人" for row in rows.filter(own))
    steps: dict[int, dict[str, int]] = defaultdict(dict)
    for record, code, who in CreditStep.objects.standing().order_by("pk").values_list("record", "code", "recorded_by"):
        steps[record][code] = who
    for row in rows.iterator(BLOCK):
        taken = steps[row.pk]
        decided = next((taken[code] for code in DECIDED if code in taken), None)
        if (taken.get(CreditStatus.CONFIRMED), decided) != (row.confirmed_by_id, row.decided_by_id):
            yield f"信用记录 {row}：复核人或裁定人与办理进度不符"


def rules_cover_everybody() -> Sentences:
    """A rule in force has a grade for 0 points, items, and was confirmed by somebody else."""
    for rule in CreditRule.objects.filter(status=CreditRuleStatus.CONFIRMED).order_by("pk"):
        if min((least for _grade, least in grades_of(rule)), default=1) > 0:
            yield f"信用规则 {rule}：没有最低得分为 0 的等级"
        if not rule.items.exists():
            yield f"信用规则 {rule}：没有信用条目"
        if rule.confirmed_by_id in (None, rule.recorded_by_id):
            yield f"信用规则 {rule}：没有由他人确认"


CREDIT_RULES: dict[str, Callable[[], Sentences]] = {
    "信用记录的分值和有效期与条目一致": records_are_their_items,
    "信用记录的录入、复核、裁定各为一人": persons_differ,
    "施行的信用规则完整并经他人确认": rules_cover_everybody,
}
