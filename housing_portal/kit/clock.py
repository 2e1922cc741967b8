"""The one clock. Business dates are dates in Asia/Shanghai, wherever the server stands."""
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return this moment, aware, in Asia/Shanghai."""
    return timezone.now().astimezone(SHANGHAI)


def today() -> date:
    """Return today's business date: 23:30 in Shanghai is still today, whatever UTC says."""
    return now().date()


def end_of(day: date) -> datetime:
    """Return the last moment of ``day`` in Shanghai, the natural data cut-off of that day."""
    return datetime.combine(day, time.max, SHANGHAI)
