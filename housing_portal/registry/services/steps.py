"""What the verbs of the registers have in common: rights, locks, the check of one record, its diary entry."""
from datetime import date
from typing import Any, TypeVar

from django.db import models

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import PERMISSIONS
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked

Record = TypeVar("Record", bound=models.Model)


def must(actor: User, permission: str) -> None:
    """Refuse who lacks a permission other than that of editing."""
    if not actor.can(permission):
        raise ServiceError(f"您没有“{PERMISSIONS[permission]}”的权限，请联系有此权限的同事办理。")


def must_edit(actor: User) -> None:
    """Refuse who may not keep the registers."""
    if not actor.can("registry.edit"):
        raise ServiceError("您没有维护基础台账的权限，请联系有此权限的同事办理。")


def must_edit_market(actor: User) -> None:
    """Refuse everybody but the bureau's own people: what may be sold hangs on estates, buildings and permits."""
    must_edit(actor)
    if not actor.sees_everything:
        raise ServiceError("楼盘、楼幢和销售许可由县级住建部门登记，请联系住建部门办理。")


def must_be_current(obj: models.Model, field: str = "") -> None:
    """Refuse a record that was merged into another."""
    if obj.merged_into_id:
        sentence = f"“{obj}”已并入“{obj.merged_into}”，请在“{obj.merged_into}”上办理。"
        raise ServiceError({field: sentence} if field else sentence)


def not_in_future(**days: date | None) -> None:
    """Refuse days that have not come yet; names are those of the form's fields."""
    today = clock.today()
    late = {name: f"日期 {day} 晚于今天 {today}，请核对。" for name, day in days.items() if day and day > today}
    if late:
        raise ServiceError(late)


def locked(obj: Record) -> Record:
    """Return the record as it is now, locked until the end of the transaction."""
    return type(obj)._default_manager.select_for_update(no_key=True).get(pk=obj.pk)


def register(actor: User, obj: Record) -> Record:
    """Store a new record."""
    must_edit(actor)
    save_checked(obj)
    note(actor, "新增", obj, after=snapshot(obj))
    return obj


def edit(actor: User, obj: Record, **facts: Any) -> Record:
    """Change fields of a record."""
    must_edit(actor)
    return change(actor, "修改", locked(obj), **facts)


def change(actor: User, verb: str, obj: Record, *, reason: str = "", **facts: Any) -> Record:
    """Change fields of a record that the caller has locked, and note what was before."""
    for field in facts:
        getattr(obj, field)  # loads what is referred to, so that the diary names it
    before = snapshot(obj)
    for field, value in facts.items():
        setattr(obj, field, value)
    save_checked(obj)
    note(actor, verb, obj, before=before, after=snapshot(obj), reason=reason)
    return obj


def note(actor: User, verb: str, obj: models.Model, **changes: Any) -> None:
    """Write the diary entry of one deed."""
    action = f"{verb}{obj._meta.verbose_name}"
    record(actor=actor, action=action, label=f"{action}：{obj}", obj=obj, **changes)
