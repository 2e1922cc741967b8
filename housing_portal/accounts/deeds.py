"""What was done to accounts and units, told aloud.

The diary stands above this package and must not be imported here, so it listens. ``send`` hands on what a listener
raises: when a deed cannot be written down, it is not done.
"""
from typing import Any

from django.db.models import Model
from django.dispatch import Signal

done = Signal()


def tell(
    *,
    actor: Model,
    action: str,
    obj: Model,
    before: Model | dict[str, Any] | None = None,
    after: Model | dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Tell that ``actor`` did ``action`` to ``obj``; ``before`` and ``after`` are records or labelled values."""
    done.send(sender=type(obj), actor=actor, action=action, obj=obj, before=before, after=after, reason=reason)
