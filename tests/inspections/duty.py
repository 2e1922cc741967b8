"""Who acts in these tests, and what is said when it is refused."""
from collections.abc import Callable
from typing import Any

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError


def said(deed: Callable[..., Any], *args: Any, **facts: Any) -> Any:
    """Return the refusal of a deed: sentences by field, or sentences."""
    with pytest.raises(ServiceError) as refusal:
        deed(*args, **facts)
    error = refusal.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def with_role(user: User, role: str) -> User:
    """Return the same person with one more duty."""
    user.role_grants.create(role=role, reason="代理")
    return User.objects.get(pk=user.pk)
