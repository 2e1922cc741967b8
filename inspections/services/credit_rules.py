"""信用规则: drafted or copied by one person, confirmed by another; what has been confirmed is copied, never edited."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, lock, must
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from inspections.credit_templates import PENDING, SAMPLES
from inspections.enums.credit import CreditRuleStatus
from inspections.models.credit import CreditGrade, CreditItem, CreditRule
from inspections.workflow import CREDIT_RULE, RULES

Grades = Sequence[tuple[str, int]]
OWN = "这份规则由您本人录入，须由另一位同事确认。"
# what a copy takes over
CARRIED = ("subject_kind", "basis", "base_score", "max_base", "max_operation", "max_good", "notice_days",
           "objection_days")
ITEM = ("code", "info_kind", "text", "points", "months", "is_publishable", "basis")


@transaction.atomic
def draft_rule(*, actor: User, grades: Grades, **facts: Any) -> CreditRule:
    """Enter a rule with its grades as (name, at least); its items follow one by one."""
    must(actor, RULES)
    return _store(actor, "起草信用规则", CreditRule(**facts), grades)


@transaction.atomic
def amend_rule(*, actor: User, rule: CreditRule, grades: Grades, **facts: Any) -> CreditRule:
    """Replace facts and grades of a rule that nobody has confirmed."""
    rule = _draft(actor, rule)
    before, old = snapshot(rule), written(rule)
    for name, value in facts.items():
        setattr(rule, name, value)
    _must_cover(grades)
    rule.grades.all().delete()
    _write_grades(rule, grades)
    return change(actor, "修改信用规则", rule, before, also={"等级": (old, written(rule))})


@transaction.atomic
def from_sample(*, actor: User, sample: str, name: str, effective_from: date) -> CreditRule:
    """Make a draft out of a published sample; every figure of it is for the county to confirm."""
    must(actor, RULES)
    if sample not in SAMPLES:
        raise ServiceError({"sample": "请选择模板。"})
    found = SAMPLES[sample]
    maxima = dict(zip(("max_base", "max_operation", "max_good"), found.maxima, strict=True))
    rule = CreditRule(name=name, effective_from=effective_from, subject_kind=found.subject, basis=PENDING,
                      base_score=found.base_score, **maxima)
    rule = _store(actor, "从模板新建信用规则", rule, found.grades, f"模板：{sample}")
    for item in found.items:
        save_checked(CreditItem(
            rule=rule, code=item.code, info_kind=item.kind, text=item.text, points=item.points, months=item.months,
            is_publishable=item.published, basis=PENDING,
        ))
    return rule


@transaction.atomic
def copy_rule(*, actor: User, rule: CreditRule, name: str, effective_from: date) -> CreditRule:
    """Make a draft of the next version, with all grades and items."""
    must(actor, RULES)
    source = CreditRule.objects.get(pk=rule.pk)
    carried = {field: getattr(source, field) for field in CARRIED}
    copy = CreditRule(name=name, effective_from=effective_from, **carried)
    copy = _store(actor, "复制信用规则", copy, grades_of(source), f"复制自“{source}”")
    for item in source.items.order_by("code", "pk"):
        save_checked(CreditItem(rule=copy, **{field: getattr(item, field) for field in ITEM}))
    return copy


@transaction.atomic
def add_item(*, actor: User, rule: CreditRule, **facts: Any) -> CreditItem:
    """Add an item to a rule that nobody has confirmed."""
    rule = _draft(actor, rule)
    item = CreditItem(rule=rule, **facts)
    save_checked(item)
    record(actor=actor, action="增加信用条目", label=f"增加信用条目：{rule} {item}", obj=rule, after=snapshot(item))
    return item


@transaction.atomic
def drop_item(*, actor: User, item: CreditItem) -> CreditRule:
    """Take an item out of a rule that nobody has confirmed."""
    rule = _draft(actor, item.rule)
    item = CreditItem.objects.get(pk=item.pk)
    record(actor=actor, action="删除信用条目", label=f"删除信用条目：{rule} {item}", obj=rule, before=snapshot(item))
    item.delete()
    return rule


@transaction.atomic
def confirm_rule(*, actor: User, rule: CreditRule) -> CreditRule:
    """Put a rule in force from its day on; not by whoever entered it."""
    rule = lock(rule)
    before, step = snapshot(rule), CREDIT_RULE.enter(rule, "confirm", actor)
    if actor.is_person(rule.recorded_by_id):
        raise ServiceError(OWN)
    _must_cover(grades_of(rule))
    if not rule.items.exists():
        raise ServiceError("规则还没有信用条目，请先增加条目。")
    rule.confirmed_by, rule.confirmed_at = actor, clock.now()
    return change(actor, f"{step.label}信用规则", rule, before)


@transaction.atomic
def void_rule(*, actor: User, rule: CreditRule, reason: str) -> CreditRule:
    """Take a rule out of use; one under which records were entered stays, and is followed by its next version."""
    rule = lock(rule)
    before, step = snapshot(rule), CREDIT_RULE.enter(rule, "void", actor)
    if not reason.strip():
        raise ServiceError({"reason": "请写明作废原因。"})
    if rule.items.filter(records__isnull=False).exists():
        raise ServiceError("已有按这份规则登记的信用记录，不能作废；需要调整请复制为新版本，另定施行日期。")
    return change(actor, f"{step.label}信用规则", rule, before, reason=reason)


def grades_of(rule: CreditRule) -> list[tuple[str, int]]:
    """Return the grades, highest first."""
    return list(rule.grades.order_by("-at_least").values_list("grade", "at_least"))


def written(rule: CreditRule) -> str:
    """Return the grades in one line: A 850；B 700."""
    return "；".join(f"{grade} {at_least}" for grade, at_least in grades_of(rule))


def _draft(actor: User, rule: CreditRule) -> CreditRule:
    must(actor, RULES)
    rule = lock(rule)
    if rule.status != CreditRuleStatus.RECORDED:
        raise ServiceError(f"规则“{rule}”{rule.get_status_display()}，不能修改；需要调整请复制为新版本。")
    return rule


def _must_cover(grades: Grades) -> None:
    """Refuse grades that leave somebody without one, or overlap."""
    if not grades or min(at_least for _grade, at_least in grades) > 0:
        raise ServiceError({"grades": "最低一级的最低得分须为 0，否则有的企业没有等级。"})
    if len({at_least for _grade, at_least in grades}) < len(grades) or len(dict(grades)) < len(grades):
        raise ServiceError({"grades": "等级名称和最低得分不能重复。"})


def _store(actor: User, action: str, rule: CreditRule, grades: Grades, reason: str = "") -> CreditRule:
    _must_cover(grades)
    rule.recorded_by, rule.recorded_at = actor, clock.now()
    save_checked(rule)
    _write_grades(rule, grades)
    record(actor=actor, action=action, label=f"{action}：{rule}", obj=rule, reason=reason,
           after={**snapshot(rule), "等级": written(rule)})
    return rule


def _write_grades(rule: CreditRule, grades: Grades) -> None:
    for grade, at_least in grades:
        save_checked(CreditGrade(rule=rule, grade=grade, at_least=at_least))
