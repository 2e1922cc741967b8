"""Storing a statement: once, however often it is said."""
from typing import TypeVar

from django.db.models import Field

from affordable.models.base import Statement
from housing_portal.accounts.models import User
from housing_portal.journal.entry import enter

NewStatement = TypeVar("NewStatement", bound=Statement)
BOOKKEEPING = frozenset({"id", "recorded_by", "recorded_at"})


def state(actor: User, action: str, obj: NewStatement) -> NewStatement:
    """Store a statement; when the latest one of the same day says exactly the same, return that one instead."""
    facts = [field for field in obj._meta.concrete_fields if field.name not in BOOKKEEPING]
    rows = type(obj).objects.all()
    same_day = rows.filter(as_of=obj.as_of, **{key: getattr(obj, key) for key in rows.key_fields})
    latest = same_day.order_by("-pk").first()
    return latest if latest and all(_agree(field, latest, obj) for field in facts) else enter(actor, action, obj)


def _agree(field: Field, stored: Statement, new: Statement) -> bool:
    return field.value_from_object(stored) == field.to_python(field.value_from_object(new))
