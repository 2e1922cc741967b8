"""违规线索: refused attempts that are worth an inspection."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import parameters
from transactions.models import SaleContract, SaleViolation
from transactions.services.holding import lock_room, note

UNPERMITTED = "未批先售"


@transaction.atomic
def record_violation(*, actor: User, contract: SaleContract, refusal: ServiceError) -> SaleViolation | None:
    """Keep an attempt to sell without permit, once per room and day; the county may have switched that off.

    Called after the refused signing has been rolled back, so that the record stays.
    """
    if not parameters.switched_on("record_unpermitted"):
        return None
    room, today = lock_room(contract.room), clock.today()
    known = SaleViolation.objects.filter(room=room, found_on=today, what=UNPERMITTED)
    if known.exists():
        return None
    violation = SaleViolation.objects.create(
        room=room, seller=room.building.estate.developer, found_on=today, what=UNPERMITTED,
        detail=refusal.messages[0][:200], recorded_by=actor, recorded_at=clock.now(),
    )
    note(actor, "登记违规线索", violation, reason=violation.detail)
    return violation
