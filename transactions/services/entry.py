"""Who may write, on which day, and how a record is stored together with its proof and its diary entry.

Locks, in this order everywhere: estate, building, room, contract, fund, number sequence.
"""
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import models

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import PERMISSIONS
from housing_portal.journal.services import attach, record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry.models import District
from transactions.guards.terms import FIRST_YEAR
from transactions.models.base import Recorded

Evidence = Sequence[tuple[str, bytes]]
Stored = TypeVar("Stored", bound=models.Model)
NewRecord = TypeVar("NewRecord", bound=Recorded)
NO_COUNTY = "000000"


def must(actor: User, permission: str) -> None:
    """Refuse whoever lacks ``permission``."""
    if not actor.can(permission):
        raise ServiceError(f"您没有“{PERMISSIONS[permission]}”的权限，请联系有此权限的同事办理。")


def lock(obj: Stored) -> Stored:
    """Lock and return a record as it is now; nothing but its key is trusted."""
    rows = type(obj)._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=obj.pk)


def not_in_future(field: str, on: date) -> None:
    """Refuse a day after today: records say what has happened."""
    if on > clock.today():
        raise ServiceError({field: f"{on} 晚于今天，请填写今天或以前的日期。"})
    if on.year < FIRST_YEAR:
        raise ServiceError({field: f"{on.year} 年早于 {FIRST_YEAR} 年，请核对年份。"})


def not_before(field: str, on: date, first: date, what: str) -> None:
    """Refuse a day before ``first``, the day of ``what``."""
    if on < first:
        raise ServiceError({field: f"{on} 早于{what} {first}，请核对。"})


def county() -> str:
    """Return the six digits with which the county's numbers begin; the city above it (…00) gives way."""
    codes = District.objects.values_list("code", flat=True)
    return min(codes, key=lambda code: (len(code), code.endswith("00"), code), default=NO_COUNTY)[:6]


def enter(actor: User, action: str, obj: NewRecord, evidence: Evidence = (), reason: str = "") -> NewRecord:
    """Store a new record."""
    obj.recorded_by, obj.recorded_at = actor, clock.now()
    save_checked(obj)
    keep(actor, obj, evidence)
    record(actor=actor, action=action, label=f"{action}：{obj}", obj=obj, after=snapshot(obj), reason=reason)
    return obj


def change(
    actor: User,
    action: str,
    obj: Stored,
    before: Mapping[str, Any],
    evidence: Evidence = (),
    reason: str = "",
    also: Mapping[str, tuple[Any, Any]] | None = None,
) -> Stored:
    """Store a changed record; ``before`` is its snapshot from before the change.

    ``also`` holds what changed beside its own fields: label → (before, after).
    """
    save_checked(obj)
    keep(actor, obj, evidence)
    beside = also or {}
    record(
        actor=actor, action=action, label=f"{action}：{obj}", obj=obj, reason=reason,
        before={**before, **{label: pair[0] for label, pair in beside.items()}},
        after={**snapshot(obj), **{label: pair[1] for label, pair in beside.items()}},
    )
    return obj


def keep(actor: User, obj: models.Model, evidence: Evidence, kind: str = "证明材料") -> None:
    """Keep the files as proof of ``obj``."""
    for name, content in evidence:
        attach(actor=actor, obj=obj, name=name, content=content, kind=kind)
