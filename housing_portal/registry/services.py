"""Verbs of the master data. Each locks, checks, writes one diary entry and returns the record."""
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import holidays
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import CalendarDay, District, Organization, OrganizationRole, PolicyDoc

Record = TypeVar("Record", bound=models.Model)


@transaction.atomic
def register_policy(
    *, actor: User, number: str, issuer: str, title: str = "", issued_on: date | None = None
) -> PolicyDoc:
    """Register a document that targets, rules and bulletins refer to."""
    return _register(actor, PolicyDoc(number=number, issuer=issuer, title=title, issued_on=issued_on))


@transaction.atomic
def edit_policy(
    *, actor: User, policy: PolicyDoc, number: str, issuer: str, title: str = "", issued_on: date | None = None
) -> PolicyDoc:
    """Correct a policy document."""
    return _edit(actor, policy, number=number, issuer=issuer, title=title, issued_on=issued_on)


@transaction.atomic
def register_district(
    *, actor: User, code: str, name: str, parent: District | None = None, valid_to: date | None = None
) -> District:
    """Register an administrative district."""
    _must_lie_below(code, parent)
    return _register(actor, District(code=code, name=name, parent=parent, valid_to=valid_to))


@transaction.atomic
def edit_district(
    *,
    actor: User,
    district: District,
    code: str,
    name: str,
    parent: District | None = None,
    valid_to: date | None = None,
) -> District:
    """Correct a district or end it with ``valid_to``."""
    _must_lie_below(code, parent)
    return _edit(actor, district, code=code, name=name, parent=parent, valid_to=valid_to)


@transaction.atomic
def register_organization(*, actor: User, name: str, kinds: Iterable[str], **facts: Any) -> Organization:
    """Register an organization in all its capacities; ``facts`` are further fields of the model."""
    _must_edit(actor)
    organization = Organization(name=name, **facts)
    save_checked(organization)
    _set_kinds(organization, kinds)
    _note(actor, "新增", organization, after=_organization(organization))
    return organization


@transaction.atomic
def edit_organization(
    *, actor: User, organization: Organization, name: str, kinds: Iterable[str], **facts: Any
) -> Organization:
    """Change an organization and the capacities in which it acts."""
    _must_edit(actor)
    organization = _locked(organization)
    before = _organization(organization)
    for field, value in {"name": name, **facts}.items():
        setattr(organization, field, value)
    save_checked(organization)
    _set_kinds(organization, kinds)
    _note(actor, "修改", organization, before=before, after=_organization(organization))
    return organization


# -- work calendar -----------------------------------------------------------------------------------


@transaction.atomic
def add_day(*, actor: User, on: date, kind: str, name: str) -> CalendarDay:
    """Register a day that differs from the plain week."""
    if problem := holidays.problem(on, kind):
        raise ServiceError({"kind": problem})
    return _register(actor, CalendarDay(on=on, kind=kind, name=name))


@transaction.atomic
def remove_day(*, actor: User, day: CalendarDay) -> CalendarDay:
    """Make a day plain again; open deadlines follow at once."""
    _must_edit(actor)
    day = _locked(day)
    _note(actor, "删除", day, before=snapshot(day))
    day.delete()
    return day


@transaction.atomic
def paste_days(*, actor: User, lines: str) -> int:
    """Take over a holiday notice written one day or span per line; returns how many days are new or changed.

    All or nothing; the same lines twice change nothing.
    """
    _must_edit(actor)
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


# -- shared steps ------------------------------------------------------------------------------------


def _must_edit(actor: User) -> None:
    if not actor.can("registry.edit"):
        raise ServiceError("您没有维护基础台账的权限，请联系有此权限的同事办理。")


def _must_lie_below(code: str, parent: District | None) -> None:
    """GB/T 2260 codes carry their superiors, so a circle cannot arise once each code lies below its parent's."""
    if parent is None:
        return
    if parent.code == code or len(parent.code) > len(code) or not code.startswith(parent.code.rstrip("0")):
        raise ServiceError({"parent": f"上级区划“{parent.name}”的代码 {parent.code} 与本代码 {code} 不成上下级。"})


def _locked(obj: Record) -> Record:
    return type(obj)._default_manager.select_for_update(no_key=True).get(pk=obj.pk)


def _register(actor: User, obj: Record) -> Record:
    _must_edit(actor)
    save_checked(obj)
    _note(actor, "新增", obj, after=snapshot(obj))
    return obj


def _edit(actor: User, obj: Record, **facts: Any) -> Record:
    _must_edit(actor)
    obj = _locked(obj)
    before = snapshot(obj)
    for field, value in facts.items():
        setattr(obj, field, value)
    save_checked(obj)
    _note(actor, "修改", obj, before=before, after=snapshot(obj))
    return obj


def _note(actor: User, verb: str, obj: models.Model, **changes: Any) -> None:
    action = f"{verb}{obj._meta.verbose_name}"
    record(actor=actor, action=action, label=f"{action}：{obj}", obj=obj, **changes)


def _set_kinds(organization: Organization, kinds: Iterable[str]) -> None:
    wanted = set(kinds)
    if not wanted or wanted - set(OrganizationKind.values):
        raise ServiceError({"kinds": "请至少选择一个机构类别。"})
    organization.roles.exclude(kind__in=wanted).delete()
    held = set(organization.roles.values_list("kind", flat=True))
    OrganizationRole.objects.bulk_create(
        OrganizationRole(organization=organization, kind=kind) for kind in OrganizationKind.values
        if kind in wanted - held
    )


def _organization(organization: Organization) -> dict[str, Any]:
    kinds = OrganizationRole.objects.filter(organization=organization).order_by("pk")
    return {**snapshot(organization), "机构类别": "、".join(map(str, kinds))}
