"""An order that never ties, the same on both databases."""
from typing import Any

from django.db import models
from django.db.models import F, QuerySet


def stable_order(queryset: QuerySet) -> QuerySet:
    """Keep the queryset's order and end it with the primary key, so that pages never repeat or skip a row.

    Empty values stand last on both databases, whichever way the column is sorted. The primary key runs the way of the
    key before it: so one index on (key, id) serves both directions.
    """
    model, keys = queryset.model, list(queryset.query.order_by or queryset.model._meta.ordering)
    if not keys or _bare(keys[-1]) not in ("pk", model._meta.pk.name):
        keys.append("-pk" if keys and _descends(keys[-1]) else "pk")
    return queryset.order_by(*(_nulls_last(model, key) for key in keys))


def _bare(key: Any) -> str:
    return key.lstrip("-") if isinstance(key, str) else ""


def _descends(key: Any) -> bool:
    return key.startswith("-") if isinstance(key, str) else getattr(key, "descending", False)


def _nulls_last(model: type[models.Model], key: Any) -> Any:
    if not isinstance(key, str):
        return key
    bare = key.lstrip("-")
    nullable = {f.name for f in model._meta.concrete_fields if f.null and not f.is_relation}
    if bare not in nullable:
        return key
    return F(bare).desc(nulls_last=True) if key.startswith("-") else F(bare).asc(nulls_last=True)
