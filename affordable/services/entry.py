"""Storing a record together with its proof and its diary entry."""
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Field

from affordable.models.base import Owned, Statement
from housing_portal.accounts.models import User
from housing_portal.journal.services import attach, record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.saving import save_checked

Evidence = Sequence[tuple[str, bytes]]
NewRecord = TypeVar("NewRecord", bound=Owned)
NewStatement = TypeVar("NewStatement", bound=Statement)
BOOKKEEPING = frozenset({"id", "recorded_by", "recorded_at"})


def enter(actor: User, action: str, obj: NewRecord, evidence: Evidence = (), reason: str = "") -> NewRecord:
    """Store a new record."""
    obj.recorded_by, obj.recorded_at = actor, clock.now()
    save_checked(obj)
    keep(actor, obj, evidence)
    record(actor=actor, action=action, label=f"{action}：{obj}", obj=obj, after=snapshot(obj), reason=reason)
    return obj


def change(
    actor: User, action: str, obj: NewRecord, before: dict[str, Any], evidence: Evidence = (), reason: str = ""
) -> NewRecord:
    """Store a changed record; ``before`` is its snapshot from before the change."""
    save_checked(obj)
    keep(actor, obj, evidence)
    record(
        actor=actor, action=action, label=f"{action}：{obj}", obj=obj, before=before, after=snapshot(obj), reason=reason
    )
    return obj


def state(actor: User, action: str, obj: NewStatement) -> NewStatement:
    """Store a statement; when the latest one of the same day says exactly the same, return that one instead."""
    facts = [field for field in obj._meta.concrete_fields if field.name not in BOOKKEEPING]
    rows = type(obj).objects.all()
    same_day = rows.filter(as_of=obj.as_of, **{key: getattr(obj, key) for key in rows.key_fields})
    latest = same_day.order_by("-pk").first()
    return latest if latest and all(_agree(field, latest, obj) for field in facts) else enter(actor, action, obj)


def _agree(field: Field, stored: Statement, new: Statement) -> bool:
    return field.value_from_object(stored) == field.to_python(field.value_from_object(new))


def keep(actor: User, obj: Owned, evidence: Evidence) -> None:
    """Keep the files as proof of ``obj``."""
    for name, content in evidence:
        attach(actor=actor, obj=obj, name=name, content=content, kind="证明材料")
