"""The county's six digits, with which its numbers begin; and the verbs of storing, from the journal.

Locks, in this order everywhere: estate, building, room, contract, fund, number sequence.
"""
from housing_portal.journal.entry import (
    Evidence,
    change,
    enter,
    keep,
    lock,
    must,
    not_before,
    not_in_future,
)
from housing_portal.registry.models import District

__all__ = ["Evidence", "change", "county", "enter", "keep", "lock", "must", "not_before", "not_in_future"]
NO_COUNTY = "000000"


def county() -> str:
    """Return the six digits with which the county's numbers begin; the city above it (…00) gives way."""
    codes = District.objects.values_list("code", flat=True)
    return min(codes, key=lambda code: (len(code), code.endswith("00"), code), default=NO_COUNTY)[:6]
