"""A refused deed with money leaves a trace as well: who tried what, and why it was refused."""
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit.errors import ServiceError


@contextmanager
def noted(actor: User, action: str, obj: models.Model) -> Iterator[None]:
    """Run a deed of its own transaction; when it is refused, write that into the diary and pass the refusal on."""
    try:
        with transaction.atomic():
            yield
    except ServiceError as refusal:
        record(actor=actor, action=f"{action}被拒", label=f"{action}被拒：{obj}", obj=obj, reason=refusal.sentence)
        raise
