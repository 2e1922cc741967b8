"""Two people with the same statement: its lines are taken over once, and booked once."""
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from housing_portal.accounts.models import User
from presale.models import EscrowAccount, LedgerEntry, StatementFile
from presale.services import lines
from tests.concurrency.conftest import Meeting
from tests.presale import builders
from tests.presale.statements import laid_out, movements, taken
from tests.races import at_once
from tests.transactions import builders as market

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = movements(600, 50, 70)
LATER = {"to_on": date(2024, 4, 30)}  # another file with the same movements


@pytest.fixture
def held(clerk: User, chief: User) -> EscrowAccount:
    account = builders.account(market.building(market.estate()), by=clerk, other=chief)
    return laid_out(account, chief)


@pytest.fixture
def keepers(person: Callable[..., User]) -> list[User]:
    return [person("finance"), person("finance")]


def test_one_file_at_once_is_one_file(held: EscrowAccount, keepers: list[User], meeting: Meeting) -> None:
    meeting(StatementFile)
    assert at_once(*(partial(taken, held, by, ROWS) for by in keepers)) == ["", ""]
    assert (StatementFile.objects.count(), held.lines.count()) == (1, 3)


def test_of_two_files_one_brings_the_lines(held: EscrowAccount, keepers: list[User], meeting: Meeting) -> None:
    meeting(StatementFile)
    one, other = keepers
    assert at_once(partial(taken, held, one, ROWS), partial(taken, held, other, ROWS, **LATER)) == ["", ""]
    assert sorted(StatementFile.objects.values_list("lines_new", "lines_known")) == [(0, 3), (3, 0)]
    assert held.lines.count() == 3


@pytest.mark.postgres
def test_without_locks_both_files_would_bring_them(
    held: EscrowAccount, keepers: list[User], meeting: Meeting, no_locks: None
) -> None:
    meeting(StatementFile)
    one, other = keepers
    answers = at_once(partial(taken, held, one, ROWS), partial(taken, held, other, ROWS, **LATER))
    assert answers == ["", "IntegrityError"]


def test_lines_are_booked_once(held: EscrowAccount, keepers: list[User], meeting: Meeting) -> None:
    file = taken(held, keepers[0], ROWS)
    meeting(LedgerEntry)
    assert at_once(*(partial(lines.book_file, actor=by, file=file) for by in keepers)) == ["", ""]
    assert list(held.entries.order_by("seq").values_list("bank_serial", flat=True)) == ["B1", "B2", "B3"]
