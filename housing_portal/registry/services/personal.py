"""Personal data in plain text: shown once, to one person, for a reason that is written down."""
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import must
from housing_portal.journal.services import record
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.people import Person

PERMISSION = "personal.reveal"


@dataclass(frozen=True)
class Revealed:
    """A person in plain text; printed by accident it shows nothing."""

    name: str = field(repr=False)
    document: str
    identity: str = field(repr=False)
    phone: str = field(repr=False)


@transaction.atomic
def reveal(*, actor: User, persons: Sequence[Person], reason: str, obj: models.Model) -> list[Revealed]:
    """Return ``persons`` of the record ``obj`` in plain text; the diary keeps who was shown, to whom, and why."""
    must(actor, PERMISSION)
    if not persons:
        raise ServiceError("这条记录没有可查看的个人信息。")
    if not (words := text.clean(reason)):
        raise ServiceError({"reason": "请写明查看完整证件号码的理由。"})
    shown = [
        Revealed(
            person.name, person.get_identity_kind_display(), person.identity.reveal(),
            person.phone.reveal() if person.phone else "",
        )
        for person in persons
    ]
    lines = {f"第 {place} 人": f"{person} {person.identity.trace}" for place, person in enumerate(persons, start=1)}
    record(actor=actor, action="查看个人信息", label=f"查看个人信息：{obj}", obj=obj, after=lines, reason=words)
    return shown
