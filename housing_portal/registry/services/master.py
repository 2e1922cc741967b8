"""Verbs of policy documents and districts."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import District, PolicyDoc
from housing_portal.registry.services.steps import edit, register


@transaction.atomic
def register_policy(*, actor: User, number: str, issuer: str, **facts: Any) -> PolicyDoc:
    """Register a document that targets, rules and official papers refer to."""
    return register(actor, PolicyDoc(number=number, issuer=issuer, **facts))


@transaction.atomic
def edit_policy(*, actor: User, policy: PolicyDoc, number: str, issuer: str, **facts: Any) -> PolicyDoc:
    """Correct a policy document."""
    return edit(actor, policy, number=number, issuer=issuer, **facts)


@transaction.atomic
def register_district(
    *, actor: User, code: str, name: str, parent: District | None = None, valid_to: date | None = None
) -> District:
    """Register an administrative district."""
    _must_lie_below(code, parent)
    return register(actor, District(code=code, name=name, parent=parent, valid_to=valid_to))


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
    return edit(actor, district, code=code, name=name, parent=parent, valid_to=valid_to)


def _must_lie_below(code: str, parent: District | None) -> None:
    """GB/T 2260 codes carry their superiors, so a circle cannot arise once each code lies below its parent's."""
    if parent is None:
        return
    if parent.code == code or len(parent.code) > len(code) or not code.startswith(parent.code.rstrip("0")):
        raise ServiceError({"parent": f"上级区划“{parent.name}”的代码 {parent.code} 与本代码 {code} 不成上下级。"})
