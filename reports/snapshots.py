"""Locking a month: all indicators of its last day are stored, unrounded, each snapshot chained to the one before."""
import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.db import transaction

from affordable.services.checks import lock_units
from housing_portal.accounts.models import Unit, User
from housing_portal.kit.indicators import Figure
from housing_portal.kit.periods import month_end
from housing_portal.kit.saving import save_checked
from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import is_signature, signature
from housing_portal.registry.services.months import enter_lock
from reports.evaluate import IndicatorSet
from reports.models import MonthSnapshot
from reports.moments import settled

CHAIN = "month snapshots"
Number = int | Decimal | None


@transaction.atomic
def lock_month(*, actor: User, year: int, month: int, reason: str = "") -> MonthSnapshot:
    """Lock a past month and keep every figure of its last day; again is a further revision, with its reason.

    The cut-off gives what is stored: entries of units wait for it, what else is under way is of a later time.
    Raises ServiceError, and NeedsReason while the month before is open.
    """
    lock_units(Unit.objects.all())
    lock = enter_lock(actor=actor, year=year, month=month, cutoff=settled(), reason=reason)
    figures = kept(IndicatorSet(Scope(month_end(year, month), lock.cutoff)))
    last = MonthSnapshot.objects.order_by("number").last()
    snapshot = MonthSnapshot(
        lock=lock, number=last.number + 1 if last else 1, figures=figures, sha256=digest(figures),
        prev_hash=last.hash if last else "",
    )
    snapshot.hash = signature(CHAIN, content(snapshot))
    save_checked(snapshot)
    return snapshot


def frozen(scope: Scope) -> MonthSnapshot | None:
    """Return the snapshot from which ``scope`` is read, if its month was locked by its cut-off."""
    return MonthSnapshot.objects.frozen(scope)


# -- figures as text and back -------------------------------------------------------------------------------


def kept(figures: IndicatorSet) -> dict[str, dict[str, Any]]:
    """Return all figures as JSON keeps them without loss: whole numbers as such, decimals as their text."""
    return {
        indicator.key: {
            "label": indicator.label, "unit": indicator.unit, "total": _written(values.total),
            "by_unit": {str(unit): _written(figure) for unit, figure in values.by_unit.items()},
        }
        for indicator, values in figures
    }


def _written(figure: Figure) -> list[int | str | None]:
    return [*map(_text, (figure.value, figure.numerator, figure.denominator)), figure.records]


def _text(value: Number) -> int | str | None:
    return str(value) if isinstance(value, Decimal) else value


# -- the chain ----------------------------------------------------------------------------------------------


def digest(figures: dict[str, Any]) -> str:
    """Return the SHA-256 of the figures in one order of their keys: PostgreSQL keeps them in another."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content(snapshot: MonthSnapshot) -> bytes:
    """Return what the chain protects: the lock, the digest of the figures, and the link to the one before."""
    lock = snapshot.lock
    facts = [snapshot.number, lock.year, lock.month, lock.revision, lock.cutoff.astimezone(UTC).isoformat(),
             lock.reason, lock.locked_by_id, snapshot.sha256, snapshot.prev_hash]
    return json.dumps(facts, ensure_ascii=False).encode()


def broken(snapshots: Iterable[MonthSnapshot]) -> list[str]:
    """Return a sentence for everything that is not as it was written; ``snapshots`` come in their order."""
    found, before = [], None
    for one in snapshots:
        if digest(one.figures) != one.sha256:
            found.append(f"{one}：指标与登记的 SHA-256 不符，内容被改动")
        follows = (one.number - 1, one.prev_hash) == ((before.number, before.hash) if before else (0, ""))
        if not follows or not is_signature(CHAIN, content(one), one.hash):
            found.append(f"{one}：与校验链不符")
        before = one
    return found
