"""How many rows there are: exact as long as that is cheap, counted on request beyond."""
import hashlib

from django.core.cache import cache
from django.db.models import QuerySet

CAP = 2_000  # rows that are counted for every page
KEPT = 60  # seconds; only totals above the cap are kept, so that no short list is ever out of date


def total_of(queryset: QuerySet, *, exact: bool) -> int | None:
    """Return the number of rows; None when there are more than CAP and nobody counted them in the last minute."""
    bare = queryset.order_by().values("pk")
    found = bare[: CAP + 1].count()
    if found <= CAP:
        return found
    if exact and (told := _told(queryset)) is not None:
        return told
    key = _key(bare)
    total = cache.get(key)
    if total is None and exact:
        total = bare.count()
        cache.set(key, total, KEPT)
    return total


def _told(queryset: QuerySet) -> int | None:
    """Return the number of rows where the queryset knows it without counting: by a method ``known_total``."""
    known_total = getattr(queryset, "known_total", None)
    return None if known_total is None else known_total()


def _key(queryset: QuerySet) -> str:
    question = queryset.query.get_compiler(queryset.db).as_sql()
    return f"total-{hashlib.sha256(repr((queryset.db, question)).encode()).hexdigest()}"
