"""Who may write for which unit, and when. The lock on the unit orders everything that is written for it."""
from typing import TypeVar

from django.db import models
from django.db.models import Q

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.querysets import UnitQuerySet
from housing_portal.journal.entry import FIRST_YEAR, must
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

Record = TypeVar("Record", bound=models.Model)


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


def lock_units(units: UnitQuerySet) -> None:
    """Lock several units. All who need more than one take them here, by key: no two wait for each other in a circle."""
    list(units.select_for_update(of=("self",), no_key=True).order_by("pk"))


def lock_with_whole(unit: Unit) -> None:
    """Lock a unit and 全域汇总: their rows exclude each other, so whoever writes for either takes both."""
    lock_units(Unit.objects.filter(Q(pk=unit.pk) | Q(kind=UnitKind.WHOLE)))


def lock_record(actor: User, record: Record) -> Record:
    """Lock the unit of a record, then the record, and return it as it is now.

    Nothing but the key of ``record`` is trusted: a form has written what was typed into the object that it edits.
    """
    stored = type(record)._default_manager.select_related("unit")
    lock_unit(actor, stored.get(pk=record.pk).unit)
    return stored.select_for_update(of=("self",), no_key=True).get(pk=record.pk)


def must_be_year(field: str, year: int) -> None:
    """Refuse a year that nobody can mean; the next one may be spoken of already."""
    last = clock.today().year + 1
    if not FIRST_YEAR <= year <= last:
        raise ServiceError({field: f"{year} 年不在 {FIRST_YEAR}—{last} 年之间，请核对年份。"})
