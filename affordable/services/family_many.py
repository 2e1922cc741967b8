"""Steps of many families at once, for those that come over from former years: all are taken, or none."""
from collections.abc import Callable, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.enums import FamilyStatus
from affordable.models import Family
from affordable.services.checks import lock_units
from affordable.services.families import queue_family, take_over_family
from affordable.workflow import FAMILY
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import must
from housing_portal.kit.errors import ServiceError


@transaction.atomic
def take_over_families(*, actor: User, families: Iterable[Family], note: str = "") -> int:
    """Confirm the approvals of former days, each with its own day, and return how many."""
    must(actor, FAMILY.steps["take_over"].permission)
    return _each(families, lambda family: take_over_family(actor=actor, family=family, note=note))


@transaction.atomic
def queue_families(*, actor: User, families: Iterable[Family], on: date | None = None, note: str = "") -> int:
    """Put approved families in the queue; without a day, each since it was approved."""
    must(actor, FAMILY.steps["queue"].permission)
    return _each(
        families, lambda family: queue_family(actor=actor, family=family, on=on or _approved_on(family), note=note)
    )


def _each(families: Iterable[Family], take: Callable[[Family], Family]) -> int:
    """Take a step with each family; refusals stand at its box, ``pick_<family>``."""
    families = sorted(families, key=lambda family: (family.unit_id, family.pk))
    if not families:
        raise ServiceError("请至少勾选一个家庭。")
    lock_units(Unit.objects.filter(pk__in={family.unit_id for family in families}))
    faults: dict[str, list[str]] = {}
    for family in families:
        try:
            take(family)
        except ValidationError as error:
            faults[f"pick_{family.pk}"] = error.messages
    if faults:
        raise ServiceError(faults)
    return len(families)


def _approved_on(family: Family) -> date:
    steps = family.steps.standing().filter(code=FamilyStatus.APPROVED)
    return steps.order_by("-pk").values_list("on", flat=True)[0]
