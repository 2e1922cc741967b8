"""补贴资格: worked out of the family and the standard, proposed by one person and confirmed by another.

With the confirmation the family has its benefit; an adjustment is a new version from its day on.
"""
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from affordable.enums import BenefitKind, FamilyCategory, FamilyStatus, GrantStatus
from affordable.models import Benefit, Family, SubsidyGrant
from affordable.services import families
from affordable.services.checks import lock_record
from affordable.services.grant_versions import close, must_follow, next_version, replace, running_of
from affordable.services.subsidy_rules import rule_on
from affordable.subsidy_formula import Working
from affordable.workflow import ENTER, GRANT
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError

GRANTABLE = (FamilyStatus.APPROVED, FamilyStatus.WAITING)
AHEAD = timedelta(days=366)  # nobody grants for later than that


@transaction.atomic
def propose_grant(
    *, actor: User, family: Family, from_on: date, reason: str, evidence: Evidence = ()
) -> SubsidyGrant:
    """Work out the grant of an approved family from ``from_on`` on; it counts once another person has confirmed it."""
    must(actor, ENTER)
    family = lock_record(actor, family)
    if family.status not in GRANTABLE:
        words = "、".join(one.label for one in GRANTABLE)
        raise ServiceError({"family": f"{family} 现在{family.get_status_display()}，须为：{words}。"})
    if held := Benefit.objects.current().filter(family=family).first():
        raise ServiceError({"family": f"{family} 已享受{held.get_kind_display()}，两种保障不能同时享受。"})
    not_before("from_on", from_on, approved_on(family), "批准日期")
    return _propose(actor, "核定租赁补贴", family, from_on, family.category, family.house_area_pc, reason, evidence)


@transaction.atomic
def adjust_grant(
    *, actor: User, grant: SubsidyGrant, from_on: date, category: FamilyCategory, own_area: Decimal, reason: str,
    evidence: Evidence = (),
) -> SubsidyGrant:
    """Propose a new version with other facts from ``from_on`` on; a suspended grant runs again with it."""
    must(actor, ENTER)
    family = lock_record(actor, grant.family)
    old = running_of(family)
    if old is None or old.pk != grant.pk:
        raise ServiceError("这一版补贴不是执行中的一版，请从执行中的一版调整。")
    must_follow("from_on", from_on, old)
    return _propose(actor, "调整租赁补贴", family, from_on, category, own_area, reason, evidence)


@transaction.atomic
def confirm_grant(*, actor: User, grant: SubsidyGrant) -> SubsidyGrant:
    """Confirm: the family now has its subsidy, or the new version follows the one before."""
    family = lock_record(actor, grant.family)
    grant = lock(grant)
    before = snapshot(grant)
    step = GRANT.enter(grant, "confirm", actor)
    if actor.is_person(grant.recorded_by_id):
        raise ServiceError("这份补贴由您本人核定，须由另一位同事复核。")
    _must_still_be_so(family, grant)
    old = running_of(family)
    grant.benefit = _benefit(actor, family, grant) if old is None else old.benefit
    if old is not None:
        if old.status == GrantStatus.SUSPENDED:
            families.move_family(actor, family, "resume", clock.today(), note=grant.reason)
        replace(actor, lock(old), grant.from_on, grant.reason)
    grant.confirmed_by, grant.confirmed_at = actor, clock.now()
    return change(actor, step.label, grant, before)


@transaction.atomic
def reject_grant(*, actor: User, grant: SubsidyGrant, reason: str) -> SubsidyGrant:
    """Send a proposal back; a new one may be made."""
    lock_record(actor, grant.family)
    grant = lock(grant)
    before = snapshot(grant)
    step = GRANT.enter(grant, "reject", actor)
    return change(actor, step.label, grant, before, reason=_said(reason))


@transaction.atomic
def suspend_grant(*, actor: User, grant: SubsidyGrant, on: date, reason: str) -> SubsidyGrant:
    """Suspend grant and family; ``on`` is the last day on which it runs."""
    families.suspend_family(actor=actor, family=grant.family, on=on, reason=_said(reason))
    return SubsidyGrant.objects.get(pk=grant.pk)


@transaction.atomic
def end_grant(*, actor: User, grant: SubsidyGrant, on: date, reason: str) -> SubsidyGrant:
    """End the subsidy; ``on`` is its last day. The family then leaves care on its own page."""
    lock_record(actor, grant.family)
    grant = lock(grant)
    not_before("on", on, grant.from_on, "起发日期")
    if on > clock.today() + AHEAD:
        raise ServiceError({"on": f"{on} 太远，请核对停发日期。"})
    suspended = grant.to_on if grant.status == GrantStatus.SUSPENDED else on
    grant = close(actor, grant, "end", min(on, suspended), _said(reason))
    grant.benefit = benefit = lock(grant.benefit)
    benefit.is_current, benefit.to_on = False, max(on, benefit.from_on)
    change(actor, "终止保障方式", benefit, {}, reason=reason)
    return grant


# -- what pages ask -----------------------------------------------------------------------------------------


def working_for(family: Family, from_on: date, category: str, own_area: Decimal) -> Working:
    """Return how the grant of a family works out from ``from_on`` on."""
    rule = rule_on("from_on", from_on)
    return Working(
        standard=rule.standard, guaranteed_area=rule.guaranteed_area, own_area=own_area,
        members=family.members.current().count(), most_persons=rule.most_persons,
        coefficient=Decimal(rule.coefficients[category]),
    )


def working_of(grant: SubsidyGrant) -> Working:
    """Return how a grant was worked out, from what it has kept."""
    return Working(
        standard=grant.rule.standard, guaranteed_area=grant.rule.guaranteed_area, own_area=grant.own_area,
        members=grant.persons, most_persons=grant.rule.most_persons, coefficient=grant.coefficient,
    )


def approved_on(family: Family) -> date:
    """Return the day of approval, as far as it is known."""
    step = family.steps.standing().filter(code=FamilyStatus.APPROVED).order_by("-pk").first()
    return step.on if step else family.applied_on


# -- shared steps -------------------------------------------------------------------------------------------


def _propose(
    actor: User, action: str, family: Family, from_on: date, category: str, own_area: Decimal, reason: str,
    evidence: Evidence,
) -> SubsidyGrant:
    if from_on > clock.today() + AHEAD:
        raise ServiceError({"from_on": f"{from_on} 太远，请核对起发日期。"})
    working = working_for(family, from_on, category, own_area)
    if not working.members:
        raise ServiceError({"family": f"{family} 没有现有成员，不能核定补贴。"})
    if not working.monthly:
        raise ServiceError(f"按现行标准补贴额为零，不符合补贴条件：{'；'.join(working.lines)}。")
    grant = SubsidyGrant(
        unit=family.unit, family=family, version=next_version(family), rule=rule_on("from_on", from_on),
        category=category, persons=working.persons, own_area=own_area, coefficient=working.coefficient,
        monthly_amount=working.monthly, from_on=from_on, reason=reason,
    )
    return enter(actor, action, grant, evidence)


def _must_still_be_so(family: Family, grant: SubsidyGrant) -> None:
    """Refuse to confirm what the family or the standard has outrun meanwhile."""
    now = working_for(family, grant.from_on, grant.category, grant.own_area)
    if now.monthly != grant.monthly_amount or now.persons != grant.persons:
        raise ServiceError("登记之后家庭成员或补贴标准有变动，按现在的情况月补贴额为 "
                           f"{now.monthly} 元，请退回后重新核定。")


def _benefit(actor: User, family: Family, grant: SubsidyGrant) -> Benefit:
    families.move_family(actor, family, "grant", clock.today(), note=grant.reason)
    benefit = Benefit(family=family, kind=BenefitKind.GRANT, from_on=grant.from_on)
    return change(actor, "开始租赁补贴", benefit, {})


def _said(reason: str) -> str:
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明原因。"})
    return reason
