"""A refused deed with money leaves a trace as well: who tried what, and why it was refused."""
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

NO_RIGHT = "没有办理这一步的权限。"


@contextmanager
def noted(actor: User, action: str, obj: models.Model) -> Iterator[None]:
    """Run a deed of its own transaction; when it is refused, write that into the diary and pass the refusal on."""
    try:
        with transaction.atomic():
            yield
    except ServiceError as refusal:
        record(actor=actor, action=f"{action}被拒", label=f"{action}被拒：{obj}", obj=obj, reason=refusal.sentence)
        raise


def denied(actor: User, action: str, obj: models.Model | None) -> None:
    """Write down that ``actor`` tried a deed that is not his; once a day for each deed and record."""
    midnight = datetime.combine(clock.today(), time.min, clock.SHANGHAI)
    known = Entry.objects.filter(actor=actor, action=f"{action}被拒", reason=NO_RIGHT, at__gte=midnight)
    if not known.filter(object_id=obj and obj.pk, object_type=obj._meta.label_lower if obj else "").exists():
        label = f"{action}被拒：{obj}" if obj else f"{action}被拒"
        record(actor=actor, action=f"{action}被拒", label=label, obj=obj, reason=NO_RIGHT)
