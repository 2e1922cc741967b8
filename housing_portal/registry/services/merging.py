"""Merging two records of the same thing: one is kept, the other stays as the way to it."""
from typing import Any, TypeVar

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import references
from housing_portal.registry.models import Building, Estate, Organization, OrganizationRole
from housing_portal.registry.services.steps import must, must_be_current, note
from housing_portal.registry.workflow import MERGE

Record = TypeVar("Record", Organization, Estate, Building)
MOST_NAMED = 5


@transaction.atomic
def merge(*, actor: User, duplicate: Record, into: Record, reason: str) -> Record:
    """Let ``into`` take over everything that refers to ``duplicate``, and what it does not know itself."""
    must(actor, MERGE.permission)
    if not reason:
        raise ServiceError({"reason": "请说明为什么是同一个，例如核对了哪些材料。"})
    if problems := obstacles(duplicate, into):
        raise ServiceError(problems)
    # without the key: whoever signs holds a room and must still be able to refer to its building
    rows = type(into).objects.select_for_update(no_key=True).filter(pk__in=[duplicate.pk, into.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    duplicate, into = found[duplicate.pk], found[into.pk]
    if problems := obstacles(duplicate, into):  # again, now that nobody else can write
        raise ServiceError(problems)
    moved = dict(references.counted(duplicate))
    before = {"duplicate": snapshot(duplicate), "into": snapshot(into)}
    if isinstance(into, Organization):
        _join_kinds(duplicate, into)
    references.move(duplicate, into)
    filled = _fill_gaps(duplicate, into)
    duplicate.merged_into = into
    duplicate.save()
    save_checked(into)
    note(actor, "并入", duplicate, before=before["duplicate"], after=snapshot(duplicate), reason=reason)
    taken = {"并入记录": str(duplicate), **{f"并入的{kind}": count for kind, count in moved.items()}}
    after = {label: value for label, value in snapshot(into).items() if label in filled}
    note(actor, "合并", into, after={**taken, **after}, reason=reason)
    return into


def obstacles(duplicate: Record, into: Record) -> list[str]:
    """Return why the two cannot be merged as they stand."""
    if duplicate.pk == into.pk:
        return ["不能并入自己，请选择另一条记录。"]
    for one in (duplicate, into):
        try:
            must_be_current(one)
        except ServiceError as error:
            return error.messages
    if isinstance(into, Estate) and duplicate.developer_id != into.developer_id:
        return [f"开发企业不同（{duplicate.developer}、{into.developer}），请先合并企业或改正楼盘的开发企业。"]
    if isinstance(into, Building) and duplicate.estate_id != into.estate_id:
        return [f"不在同一个楼盘（{duplicate.estate}、{into.estate}），请先合并楼盘。"]
    found = [one for one in references.collisions(duplicate, into) if not one.startswith(_KINDS)]
    more = [f"另有 {len(found) - MOST_NAMED} 处冲突。"] if len(found) > MOST_NAMED else []
    return [f"{sentence}；请先核对、改正后再合并。" for sentence in found[:MOST_NAMED]] + more


_KINDS = f"{OrganizationRole._meta.verbose_name}“"  # capacities are joined, they do not collide


def _join_kinds(duplicate: Organization, into: Organization) -> None:
    held = into.roles.values_list("kind", flat=True)
    duplicate.roles.filter(kind__in=list(held)).delete()


def _fill_gaps(duplicate: models.Model, into: models.Model) -> set[str]:
    """Give ``into`` what only ``duplicate`` knows; returns the labels of those fields."""
    filled = set()
    for field in _known_fields(into):
        value = getattr(duplicate, field.name)
        if getattr(into, field.name) in (None, "") and value not in (None, ""):
            setattr(into, field.name, value)
            filled.add(str(field.verbose_name))
            if field.unique:
                setattr(duplicate, field.name, None)
    return filled


def _known_fields(obj: models.Model) -> list[Any]:
    return [field for field in obj._meta.concrete_fields if not field.primary_key and field.editable]
