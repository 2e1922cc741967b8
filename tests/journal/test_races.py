"""Numbers taken at the same time: none twice, none left out."""
import threading

import pytest
from django.db import connection

from housing_portal.journal.services import take_number


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_have_no_gap() -> None:
    taken: list[int] = []

    def take() -> None:
        try:
            taken.extend(take_number(prefix="云房办发", year=2026) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 21))
