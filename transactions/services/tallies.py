"""Adding up events once and for all, so that no page has to add up a million of them."""
from django.db import OperationalError, connection, transaction

from transactions.models import ContractEvent, EventTally

LEAST = 5_000  # events; fewer than that every page adds up by itself
PATIENCE = 2_000  # milliseconds to wait for those who write; meanwhile others wait as well


def refresh() -> int:
    """Add up the events since the last tally once they are many; return how many tallies that made.

    Figures are exact with and without: this only keeps them fast. Call it after a transaction, never within one: who
    held other locks meanwhile could wait for somebody who waits for this one.
    """
    if _newest() - EventTally.objects.last_event() < LEAST:
        return 0
    try:
        with transaction.atomic():
            _keep_writers_out()
            return _add_up()
    except OperationalError:  # somebody is writing, or adding up: it is left for the next time
        return 0


def _keep_writers_out() -> None:
    """Make sure that no event is under way with a key below the newest one; on SQLite nobody else writes anyway."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(ContractEvent._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE:d}")
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _add_up() -> int:
    last, newest = EventTally.objects.last_event(), _newest()
    events = ContractEvent.objects.filter(pk__gt=last, pk__lte=newest)
    return len(EventTally.objects.bulk_create(EventTally.objects.made_of(events, newest)))


def _newest() -> int:
    return ContractEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
