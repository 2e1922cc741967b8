"""At which moment the figures of a paper are read: now, at the lock of its month, at its capture, or live."""
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection

from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import lock_of, scope_at
from reports.evaluate import IndicatorSet, evaluate
from reports.models import Capture, Document

# age of the oldest transaction of others that has written, or is so young that it may still be about to
OLDEST = """
    SELECT max(clock_timestamp() - xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - interval '1 minute')
"""
LONGEST = timedelta(minutes=1)  # what others have entered since would be left out
UNDER_WAY = (
    "另有一项办理（例如导入）已进行 {minutes} 分钟还没有结束，此刻取数会漏掉其后的录入。"
    "请等它结束后再办理；一直不结束的，请联系管理员。"
)


def settled() -> datetime:
    """Return the last moment up to which all that people have entered can be read: a cut-off that stays true.

    A record takes its time before it is stored. Whatever is stored after this is of a transaction that is under way
    now, so its records are of a later time than the beginning of the oldest one. On SQLite writers follow each other.
    Raises ServiceError while one takes longer than ``LONGEST``.
    """
    now = clock.now()
    if connection.vendor != "postgresql":
        return now
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(OLDEST)
        age = cursor.fetchone()[0] or timedelta()
    if age > LONGEST:
        raise ServiceError(UNDER_WAY.format(minutes=age // LONGEST))
    return now - age


def figures_to_keep(document: Document) -> IndicatorSet:
    """Return the figures that a capture keeps: as ``figures_for``, of a cut-off that gives them again for good."""
    scope = scope_at(document.as_of)
    return evaluate(scope if lock_of(scope) else replace(scope, cutoff=settled()))


def figures_for(document: Document) -> IndicatorSet:
    """Return the figures that a paper would be captured with now; those of a locked month are the locked ones."""
    return evaluate(scope_at(document.as_of))


def captured_figures(capture: Capture) -> IndicatorSet:
    """Return the figures of a capture again, as of its cut-off."""
    return evaluate(Scope(capture.as_of, capture.data_cutoff))


def live_figures(document: Document) -> IndicatorSet:
    """Return what the records say today about the as-of date of a paper, whether or not its month is locked."""
    return IndicatorSet(Scope(document.as_of, clock.now()))
