"""What the tests of the ledger share: figures that are not 0, and what a refused call says."""
from datetime import date

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import scope
from housing_portal.kit.errors import NeedsReason, ServiceError
from presale.delivery.measures import estates, work

DAY = date(2026, 5, 20)
MEASURES = (*estates.MEASURES, *work.MEASURES)


def figures(as_of: date = DAY, **also: object) -> dict[str, object]:
    """Return key → figure of those that are neither 0 nor empty."""
    now = scope.current(as_of, **also)
    found = {one.key: one.evaluate(now, None).total.value for one in MEASURES}
    return {key: value for key, value in found.items() if value}


def drilled(as_of: date = DAY) -> dict[str, object]:
    """Return the same, added up line by line from the records behind each figure."""
    now = scope.current(as_of)
    found = {}
    for one in MEASURES:
        lines = list(one.queryset(now))
        found[one.key] = sum(getattr(line, one.amount) or 0 for line in lines) if one.amount else len(lines)
    return {key: value for key, value in found.items() if value}


def said(call: object, **given: object) -> object:
    """Return what a refused call says."""
    with pytest.raises(ServiceError) as caught:
        call(**given)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def asked(call: object, **given: object) -> str:
    """Return the question that a call asks before it is done."""
    with pytest.raises(NeedsReason) as caught:
        call(**given)
    return caught.value.sentence


def also(user: User, role: str) -> User:
    """Return the person with one more role."""
    user.role_grants.get_or_create(role=role, defaults={"reason": "代理"})
    return User.objects.get(pk=user.pk)
