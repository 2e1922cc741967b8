"""Who may write, on which day, and how a record is stored together with its proof and its diary entry."""
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

Evidence = Sequence[tuple[str, bytes]]
Stored = TypeVar("Stored", bound=models.Model)
FIRST_YEAR = 1990  # nothing on record is older: 0202 is a slip of the fingers


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


def enter(actor: User, action: str, obj: Stored, evidence: Evidence = (), reason: str = "") -> Stored:
    """Store a new record with who has entered it and when."""
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
    beside, after = also or {}, snapshot(obj)  # taken before the label loads what it names: ids stay ids on both sides
    record(
        actor=actor, action=action, label=f"{action}：{obj}", obj=obj, reason=reason,
        before={**before, **{label: pair[0] for label, pair in beside.items()}},
        after={**after, **{label: pair[1] for label, pair in beside.items()}},
    )
    return obj


def keep(actor: User, obj: models.Model, evidence: Evidence, kind: str = "证明材料") -> None:
    """Keep the files as proof of ``obj``."""
    for name, content in evidence:
        attach(actor=actor, obj=obj, name=name, content=content, kind=kind)
