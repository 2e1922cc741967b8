"""Verbs of organizations."""
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization, OrganizationRole
from housing_portal.registry.services.steps import change, locked, must, must_be_current, must_edit, note
from housing_portal.registry.workflow import RESUME_SIGNING, SUSPEND_SIGNING


@transaction.atomic
def register_organization(*, actor: User, name: str, kinds: Iterable[str], **facts: Any) -> Organization:
    """Register an organization in all its capacities; ``facts`` are further fields of the model."""
    must_edit(actor)
    organization = Organization(name=name, **facts)
    save_checked(organization)
    _set_kinds(organization, kinds)
    note(actor, "新增", organization, after=_snapshot(organization))
    return organization


@transaction.atomic
def edit_organization(
    *, actor: User, organization: Organization, name: str, kinds: Iterable[str], **facts: Any
) -> Organization:
    """Change an organization and the capacities in which it acts."""
    must_edit(actor)
    organization = locked(organization)
    must_be_current(organization)
    before = _snapshot(organization)
    for field, value in {"name": name, **facts}.items():
        setattr(organization, field, value)
    save_checked(organization)
    _set_kinds(organization, kinds)
    note(actor, "修改", organization, before=before, after=_snapshot(organization))
    return organization


@transaction.atomic
def suspend_signing(*, actor: User, organization: Organization, reason: str) -> Organization:
    """Stop an enterprise from signing contracts of sale until further notice."""
    must(actor, SUSPEND_SIGNING.permission)
    organization = locked(organization)
    must_be_current(organization)
    if since := organization.signing_suspended_on:
        raise ServiceError(f"“{organization}”已于 {since} 暂停网签，不必再次暂停。")
    _must_explain(reason)
    return change(actor, SUSPEND_SIGNING.label, organization, reason=reason, signing_suspended_on=clock.today())


@transaction.atomic
def resume_signing(*, actor: User, organization: Organization, reason: str) -> Organization:
    """Let an enterprise sign contracts again."""
    must(actor, RESUME_SIGNING.permission)
    organization = locked(organization)
    if organization.signing_suspended_on is None:
        raise ServiceError(f"“{organization}”没有暂停网签，不必恢复。")
    _must_explain(reason)
    return change(actor, RESUME_SIGNING.label, organization, reason=reason, signing_suspended_on=None)


def _must_explain(reason: str) -> None:
    if not reason:
        raise ServiceError({"reason": "请填写说明，例如决定机关和文号。"})


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


def _snapshot(organization: Organization) -> dict[str, Any]:
    kinds = OrganizationRole.objects.filter(organization=organization).order_by("pk")
    return {**snapshot(organization), "机构类别": "、".join(map(str, kinds))}
