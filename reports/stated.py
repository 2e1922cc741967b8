"""Figures as a paper prints them: written down once, compared with the records ever after."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import services as journal
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from reports.models import StatedFigure


@transaction.atomic
def record_stated(
    *, actor: User, as_of: date, source: str, indicator: str, label: str, unit: str, value: str, subject: str = ""
) -> StatedFigure:
    """Write down a printed figure; the same one twice is the same record."""
    if not actor.can("reports.draft") or not actor.sees_everything:
        raise ServiceError("您没有登记来文数字的权限，请联系起草公文的同事。")
    known = StatedFigure.objects.filter(
        as_of=as_of, source=source, indicator=indicator, subject=subject, value=value
    ).first()
    if known:
        return known
    row = StatedFigure(
        as_of=as_of, source=source, indicator=indicator, subject=subject, label=label, unit=unit, value=value,
        recorded_by=actor, recorded_at=clock.now(),
    )
    row.full_clean()
    row.save()
    journal.record(actor=actor, action="stated.record", label=f"登记来文数字：{row}（{source}）", obj=row,
                   after=journal.snapshot(row))
    return row
