"""Who may write for which unit, and when. The lock on the unit orders everything that is written for it."""
from datetime import date
from typing import TypeVar

from django.db import models

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.roles import PERMISSIONS
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

Record = TypeVar("Record", bound=models.Model)


def must(actor: User, permission: str) -> None:
    """Refuse whoever lacks ``permission``."""
    if not actor.can(permission):
        raise ServiceError(f"您没有“{PERMISSIONS[permission]}”的权限，请联系有此权限的同事办理。")


def lock_unit(actor: User, unit: Unit) -> Unit:
    """Lock and return the unit as it is now; refused when ``actor`` does not see its records."""
    visible = Unit.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    locked = visible.filter(pk=unit.pk).order_by("pk").first()
    if locked is None:
        raise ServiceError({"unit": f"“{unit}”不在您的管理范围内，请选择本单位。"})
    return locked


def lock_for_entry(actor: User, permission: str, unit: Unit) -> Unit:
    """Lock and return a unit for which ``actor`` may enter a new record."""
    must(actor, permission)
    locked = lock_unit(actor, unit)
    if not locked.is_active:
        raise ServiceError({"unit": f"单位“{locked}”已停用，请选择在用的单位。"})
    return locked


def lock_whole() -> Unit | None:
    """Lock and return 全域汇总: its rows and those of the units exclude each other, so both sides take this lock."""
    whole = Unit.objects.select_for_update(of=("self",), no_key=True).filter(kind=UnitKind.WHOLE)
    return whole.order_by("pk").first()


def lock_record(actor: User, record: Record) -> Record:
    """Lock the unit of a record, then the record, and return it as it is now.

    Nothing but the key of ``record`` is trusted: a form has written what was typed into the object that it edits.
    """
    stored = type(record)._default_manager.select_related("unit")
    lock_unit(actor, stored.get(pk=record.pk).unit)
    return stored.select_for_update(of=("self",), no_key=True).get(pk=record.pk)


def not_in_future(field: str, on: date) -> None:
    """Refuse a day after today: records say what has happened."""
    if on > clock.today():
        raise ServiceError({field: f"{on} 晚于今天，请填写今天或以前的日期。"})


def not_before(field: str, on: date, first: date, what: str) -> None:
    """Refuse a day before ``first``, the day of ``what``."""
    if on < first:
        raise ServiceError({field: f"{on} 早于{what} {first}，请核对。"})
