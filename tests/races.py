"""Deeds done at the same time, each in a thread with a connection of its own."""
import threading
from collections.abc import Callable

from django.db import DatabaseError, connection

from housing_portal.kit.errors import NeedsReason, ServiceError

Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[str]:
    """Do all ``deeds`` at the same time; return for each "", what refused it, or the database's error, sorted."""
    answers: list[str] = []
    start = threading.Barrier(len(deeds))

    def do(deed: Deed) -> None:
        start.wait()
        try:
            deed()
            answers.append("")
        except (ServiceError, NeedsReason) as refusal:
            answers.append(refusal.sentence)
        except DatabaseError as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)
