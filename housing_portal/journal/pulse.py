"""The heartbeat of a running export."""
from contextlib import suppress
from threading import Event, Thread
from typing import Self

from django.db import OperationalError, connection

from housing_portal.journal.enums import ExportState
from housing_portal.journal.models import Export
from housing_portal.kit import clock

SECONDS = 1


class Cancelled(Exception):
    """The export was cancelled while it was running."""


class Pulse(Thread):
    """Writes once a second how far an export has come, and hears whether it was cancelled.

    It has a thread, and so a connection, of its own: the one that reads the rows cannot write in between. On SQLite its
    view of the database is older than what others have written since, and a write from there would be refused.
    """

    def __init__(self, pk: int) -> None:
        super().__init__(daemon=True)
        self.pk, self.rows, self.cancelled = pk, 0, False
        self._end = Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self.join()

    def progress(self, rows: int) -> None:
        """Take note of the number of rows written; raises Cancelled when the export shall stop."""
        self.rows = rows
        if self.cancelled:
            raise Cancelled

    def beat(self) -> None:
        """Write the progress down, unless the export is not running any more."""
        running = Export.objects.filter(pk=self.pk, state=ExportState.RUNNING)
        self.cancelled = not running.update(rows_done=self.rows, heartbeat_at=clock.now())

    def run(self) -> None:
        while not self._end.wait(SECONDS):
            with suppress(OperationalError):  # busy for once: the next beat tells
                self.beat()
        connection.close()
