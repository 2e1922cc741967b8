"""Two persons at one desk: whoever lends his password lets another approve what that other has entered (A03)."""
from datetime import timedelta

from housing_portal.accounts.models import User
from housing_portal.journal import origin
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.registry import parameters
from presale.models import Refund, Release

# the steps that must each be another person's
SIGNATURES = frozenset({"accept", "verify", "check", "approve", "approve_top"})


def same_terminal(it: Release | Refund, actor: User, code: str) -> str:
    """Return who else has worked on ``it`` from this address shortly before the signature ``code``, or nothing."""
    address = origin.address.get()
    if address is None or code not in SIGNATURES:
        return ""
    since = clock.now() - timedelta(minutes=parameters.number("same_terminal_minutes"))
    others = Entry.objects.about(it).filter(address=address, at__gt=since).exclude(actor__in=actor.accounts)
    if (last := others.first()) is None:
        return ""
    at = f"{last.at.astimezone(clock.SHANGHAI):%H:%M}"
    return f"{last.actor_name} {at} 在同一终端（{address}）办理过“{last.action}”：录入与审批来自同一终端，请核实。"
