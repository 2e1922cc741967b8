"""The versions of a grant: facts never change, whatever changes begins a new version on its day.

The caller holds the lock of the family.
"""
from datetime import date, timedelta

from affordable.enums import GrantStatus
from affordable.models import Family, SubsidyGrant
from affordable.workflow import GRANT
from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, lock, not_before
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked

RUNNING = (GrantStatus.ACTIVE, GrantStatus.SUSPENDED)
SAME = ("unit", "benefit", "family", "rule", "category", "persons", "own_area", "coefficient", "monthly_amount")


def running_of(family: Family) -> SubsidyGrant | None:
    """Return the version that is in force or suspended."""
    return SubsidyGrant.objects.filter(family=family, status__in=RUNNING).first()


def next_version(family: Family) -> int:
    return 1 + max(SubsidyGrant.objects.filter(family=family).values_list("version", flat=True), default=0)


def halt(actor: User, family: Family, on: date, reason: str) -> SubsidyGrant:
    """Suspend the grant; ``on`` is the last day on which it runs."""
    grant = _running(family)
    not_before("on", on, grant.from_on, "起发日期")
    return close(actor, grant, "suspend", on, reason)


def carry_on(actor: User, family: Family, on: date, reason: str) -> SubsidyGrant:
    """Let a suspended grant run again from ``on`` with the same facts, as a new version."""
    old = _running(family)
    must_follow("on", on, old)
    if actor.is_person(old.recorded_by_id):
        raise ServiceError("这份补贴由您本人登记，须由另一位同事恢复。")
    close(actor, old, "end", old.to_on, reason)
    new = SubsidyGrant(
        **{name: getattr(old, name) for name in SAME}, version=next_version(family), from_on=on, reason=reason[:200],
        status=GrantStatus.ACTIVE, confirmed_by=actor, confirmed_at=clock.now(), recorded_by_id=old.recorded_by_id,
        recorded_at=clock.now(),
    )
    save_checked(new)
    record(actor=actor, action="恢复发放", label=f"恢复发放：{new}", obj=new, after=snapshot(new), reason=reason)
    return new


def replace(actor: User, old: SubsidyGrant, from_on: date, reason: str) -> None:
    """End the version before a new one that runs from ``from_on``."""
    must_follow("from_on", from_on, old)
    last = old.to_on if old.status == GrantStatus.SUSPENDED else from_on - timedelta(days=1)
    close(actor, old, "end", last, reason)


def must_follow(field: str, on: date, old: SubsidyGrant) -> None:
    """Refuse a new version that does not begin after the one before, or after the day of its suspension."""
    last, word = (old.to_on, "停发日期") if old.status == GrantStatus.SUSPENDED else (old.from_on, "上一版起发日期")
    if on <= last:
        raise ServiceError({field: f"{on} 须晚于{word} {last}，请核对。"})


def close(actor: User, grant: SubsidyGrant, code: str, on: date, reason: str) -> SubsidyGrant:
    """Take a step that leaves the version with its last day."""
    before = snapshot(grant)
    step = GRANT.enter(grant, code, actor)
    grant.to_on = on
    return change(actor, step.label, grant, before, reason=reason)


def _running(family: Family) -> SubsidyGrant:
    grant = running_of(family)
    if grant is None:
        raise ServiceError("这个家庭没有执行中的补贴资格，请刷新后核对。")
    return lock(grant)
