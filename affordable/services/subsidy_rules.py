"""补贴标准: entered with its paper, in force from its day on once a second person has confirmed it."""
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from affordable.enums import FamilyCategory
from affordable.models import SubsidyRule
from affordable.workflow import ENTER, SUBSIDY_RULE
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, enter, lock, must
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.fields import CENT

MOST = Decimal(2)  # a coefficient above this is a percentage by mistake


@transaction.atomic
def record_rule(
    *, actor: User, effective_on: date, standard: Decimal, guaranteed_area: Decimal, most_persons: int, policy: str,
    coefficients: Mapping[str, Decimal], evidence: Evidence = (),
) -> SubsidyRule:
    """Enter a standard; ``coefficients`` has one for every category of families."""
    must(actor, ENTER)
    rule = SubsidyRule(
        unit=actor.unit, effective_on=effective_on, standard=standard, guaranteed_area=guaranteed_area,
        most_persons=most_persons, policy=policy, coefficients=_checked(coefficients),
    )
    return enter(actor, "登记补贴标准", rule, evidence)


@transaction.atomic
def confirm_rule(*, actor: User, rule: SubsidyRule) -> SubsidyRule:
    """Put a standard in force; not by whoever has entered it."""
    rule = lock(rule)
    before = snapshot(rule)
    step = SUBSIDY_RULE.enter(rule, "confirm", actor)
    if actor.is_person(rule.recorded_by_id):
        raise ServiceError("这份标准由您本人登记，须由另一位同事复核。")
    rule.confirmed_by, rule.confirmed_at = actor, clock.now()
    return change(actor, step.label, rule, before)


@transaction.atomic
def void_rule(*, actor: User, rule: SubsidyRule, reason: str) -> SubsidyRule:
    """Give up a standard that was entered wrongly; its day is free again."""
    rule = lock(rule)
    before = snapshot(rule)
    step = SUBSIDY_RULE.enter(rule, "void", actor)
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明作废原因。"})
    return change(actor, step.label, rule, before, reason=reason)


def rule_on(field: str, day: date) -> SubsidyRule:
    """Return the standard in force on ``day`` or say, at ``field``, that there is none."""
    rule = SubsidyRule.objects.on(day).first()
    if rule is None:
        raise ServiceError({field: f"{day} 没有已生效的补贴标准，请先登记并复核补贴标准。"})
    return rule


def _checked(coefficients: Mapping[str, Decimal]) -> dict[str, str]:
    """Return the coefficients as they are kept: exact text by category."""
    kept: dict[str, str] = {}
    for category in FamilyCategory:
        value = coefficients.get(category)
        if value is None or not 0 < value <= MOST or value != value.quantize(CENT):
            raise ServiceError({
                f"coefficient_{category}": f"{category.label}的系数应大于 0、不超过 {MOST}，最多两位小数，1 为全额。"
            })
        kept[category.value] = str(value.quantize(CENT))
    return kept
