"""Verbs of the work calendar."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import holidays
from housing_portal.registry.models import CalendarDay
from housing_portal.registry.services.steps import locked, must_edit, note, register


@transaction.atomic
def add_day(*, actor: User, on: date, kind: str, name: str) -> CalendarDay:
    """Register a day that differs from the plain week."""
    if problem := holidays.problem(on, kind):
        raise ServiceError({"kind": problem})
    return register(actor, CalendarDay(on=on, kind=kind, name=name))


@transaction.atomic
def remove_day(*, actor: User, day: CalendarDay) -> CalendarDay:
    """Make a day plain again; open deadlines follow at once."""
    must_edit(actor)
    day = locked(day)
    note(actor, "删除", day, before=snapshot(day))
    day.delete()
    return day


@transaction.atomic
def paste_days(*, actor: User, lines: str) -> int:
    """Take over a holiday notice written one day or span per line; returns how many days are new or changed.

    All or nothing; the same lines twice change nothing.
    """
    must_edit(actor)
    wanted = holidays.read(lines)
    known = {day.on: day for day in CalendarDay.objects.select_for_update(no_key=True).filter(on__in=wanted)}
    before, after = {}, {}
    for on, (kind, name) in wanted.items():
        day = known.get(on) or CalendarDay(on=on)
        if (day.kind, day.name) == (kind, name):
            continue
        if day.pk:
            before[str(on)] = f"{day.get_kind_display()} {day.name}"
        day.kind, day.name = kind, name
        save_checked(day)
        after[str(on)] = f"{day.get_kind_display()} {name}"
    if after:
        label = f"导入工作日历 {len(after)} 天（{min(after)} 至 {max(after)}）"
        record(actor=actor, action="导入工作日历", label=label, before=before, after=after)
    return len(after)
