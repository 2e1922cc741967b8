"""What the tables refuse by themselves, on both databases: sixty statements of a hand in the database."""
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from presale import ledger
from presale.enums import EntryKind
from presale.models import (
    Anchor,
    ClosedMonth,
    Decision,
    EscrowAccount,
    LedgerEntry,
    Match,
    QuotaVersion,
    ReconciliationItem,
    Release,
)
from presale.services import anchors
from tests.presale import payments
from tests.presale.builders import OPENED, received
from transactions.models import SaleContract

KEPT = (LedgerEntry, QuotaVersion, Decision, Match, ClosedMonth, Anchor)
# what is changed in each table; everything else of the row stays
FIELDS = {
    LedgerEntry: ("seq", "kind", "amount", "balance_after", "booked_on", "bank_serial", "counterparty", "document",
                  "token", "recorded_at", "prev_hash", "hash"),
    QuotaVersion: ("amount", "version", "effective_on", "working", "reason"),
    Decision: ("step", "opinion", "digest", "at"),
    Match: ("kind", "reason"),
    ClosedMonth: ("first_day", "last_day"),
    Anchor: ("heads", "digest"),
}
UPDATES = [(model, name) for model, names in FIELDS.items() for name in names]
AMOUNTS = ("amount", "approved_amount", "payee_name", "payee_bank", "payee_account", "purpose", "digest")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def books(account: EscrowAccount, contract: SaleContract, clerk: User, chief: User, finance: User, deputy: User,
          director: User) -> Iterator[Release]:
    """One row in each table; a release that was paid and one on its way."""
    ledger.match(actor=clerk, entry=received(account, 900, by=clerk), contract=contract, kind=EntryKind.DOWN,
                 reason="收据")
    people = payments.People(clerk, chief, finance, deputy, director)
    payments.paid(payments.paying(account, 100, people), finance)
    ClosedMonth.objects.create(first_day="2023-01-01", last_day="2023-01-31", closed_by=finance,
                               closed_at=clock.now())
    anchors.anchor(clock.today())
    return payments.paying(account, 200, people)


def refused(statement: str, *values: object, match: str | None = None) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(("model", "field"), UPDATES, ids=[f"{m.__name__} {f}" for m, f in UPDATES])
def test_no_field_is_changed(model: type, field: str) -> None:
    table = model._meta.db_table
    refused(f"UPDATE {table} SET {field} = {field}", match="append-only")


@pytest.mark.parametrize("model", KEPT)
def test_no_row_is_deleted(model: type) -> None:
    refused(f"DELETE FROM {model._meta.db_table}", match="append-only")


@pytest.mark.parametrize("model", KEPT)
def test_no_row_is_replaced(model: type) -> None:
    """INSERT OR REPLACE would delete the row without a word on SQLite; its like on PostgreSQL is an update."""
    table, key = model._meta.db_table, model._meta.pk.column
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    same = f"SELECT {columns} FROM {table}"
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO {table} ({columns}) {same}", match="append-only|ledger")
    else:
        refused(f"INSERT INTO {table} ({columns}) {same} ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}",
                match="append-only|ledger")


@pytest.fixture
def taken_over() -> Iterator[str]:
    """The words by which a tool of its own would put a row over another: it has not asked for recursive triggers."""
    if connection.vendor != "sqlite":
        yield "INSERT"  # the like of replacing is an update, which is refused above
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        yield "INSERT OR REPLACE"
        cursor.execute("PRAGMA recursive_triggers=ON")


BY_KEY = [(model, True) for model in (*KEPT, Release)]
BY_NUMBER = [(model, False) for model in (LedgerEntry, QuotaVersion, ClosedMonth, Anchor, Release)]


@pytest.mark.parametrize(("model", "keyed"), BY_KEY + BY_NUMBER)
def test_no_row_takes_the_place_of_another(taken_over: str, model: type, *, keyed: bool) -> None:
    columns = ", ".join(field.column for field in model._meta.concrete_fields if keyed or not field.primary_key)
    table = model._meta.db_table
    refused(f"{taken_over} INTO {table} ({columns}) SELECT {columns} FROM {table}")


@pytest.mark.postgres
@pytest.mark.parametrize("model", [*KEPT, ReconciliationItem])
def test_no_table_is_emptied(model: type) -> None:
    connection.check_constraints()  # otherwise it is refused for what is pending
    refused(f"TRUNCATE {model._meta.db_table} CASCADE", match="append-only")


@pytest.mark.parametrize("field", AMOUNTS)
def test_what_was_approved_stays(books: Release, field: str) -> None:
    other = "1" if field in ("amount", "approved_amount") else "'wages'"
    refused(f"UPDATE presale_release SET {field} = {other} WHERE id = %s", books.pk, match="approved stays")


STATES = {
    "a release is not paid without an entry": "UPDATE presale_release SET status = 'paid' WHERE id = %s",
    "a paid release stays paid": "UPDATE presale_release SET status = 'failed' WHERE status = 'paid' AND id <> %s",
    "an approver is another person": "UPDATE presale_release SET approved_by_id = verified_by_id WHERE id = %s",
    "an approval has an approver": "UPDATE presale_release SET approved_by_id = NULL WHERE id = %s",
    "the amount approved is not taken away": "UPDATE presale_release SET approved_amount = NULL WHERE id = %s",
    "the inspector is nobody else": "UPDATE presale_release SET inspected_by_id = approved_by_id WHERE id = %s",
    "an approval is not taken back": "UPDATE presale_release SET status = 'returned' WHERE id = %s",
    "who approved stays": "UPDATE presale_release SET accepted_by_id = NULL WHERE id = %s",
    "the moment of the approval stays": "UPDATE presale_release SET approved_at = NULL WHERE id = %s",
    "an approved release is not deleted": "DELETE FROM presale_release WHERE id = %s",
}


@pytest.mark.parametrize("statement", STATES.values(), ids=STATES)
def test_states_that_cannot_be(books: Release, statement: str) -> None:
    refused(statement, books.pk)


def insert(**wrong: str) -> str:
    """Return a statement that adds an entry behind the last one, right but for what is ``wrong``."""
    right = {
        "seq": "seq + 1", "kind": "'other'", "amount": "5", "balance_after": "balance_after + 5", "prev_hash": "hash",
        "bank_serial": "'new'", "token": "'new'", "release_id": "NULL", "contract_id": "NULL", "hash": "'x'",
    } | wrong
    columns = payments.columns_of(LedgerEntry)
    chosen = ", ".join(right.get(name, name) for name in columns)
    return (f"INSERT INTO presale_ledgerentry ({', '.join(columns)}) SELECT {chosen} FROM presale_ledgerentry "
            "ORDER BY seq DESC LIMIT 1")


LESS = "balance_after - 5"
PAYING = "(SELECT r.id FROM presale_release r WHERE r.status = 'paying')"
WRONG = {
    "a gap": {"seq": "seq + 2"},
    "a number twice": {"seq": "seq"},
    "a balance that does not follow": {"balance_after": "balance_after + 6"},
    "a chain that does not follow": {"prev_hash": "'x'"},
    "a receipt that takes away": {"amount": "-5", "balance_after": LESS},
    "a deduction that brings": {"kind": "'deduction'", "document": "'x'"},
    "a deduction without a document": {"kind": "'deduction'", "amount": "-5", "balance_after": LESS,
                                       "document": "''"},
    "a release without an approval": {"kind": "'release'", "amount": "-5", "balance_after": LESS},
    "a release of another amount": {"kind": "'release'", "amount": "-5", "balance_after": LESS, "release_id": PAYING},
    "a release that was paid": {"kind": "'release'", "amount": "amount", "balance_after": "balance_after + amount",
                                "release_id": "release_id"},
    "a release of a receipt": {"release_id": PAYING},
    "a refund without an approval": {"kind": "'refund'", "amount": "-5", "balance_after": LESS},
    "a reversal of nothing": {"kind": "'reversal'"},
    "a reversal of another amount": {"kind": "'reversal'", "reversal_of_id": "id"},
    "a settlement beyond the balance": {"kind": "'settlement'", "amount": "-balance_after - 1",
                                        "balance_after": "-1"},
    "a closed month": {"booked_on": "'2023-01-15'"},
    "a serial twice": {"bank_serial": "bank_serial"},
    "a submission twice": {"token": "token"},
    "an account that is not there": {"account_id": "account_id + 1000", "seq": "1", "balance_after": "5",
                                     "prev_hash": "''"},
}


def test_the_right_entry_would_be_taken() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert())
        assert cursor.rowcount == 1
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", WRONG)
def test_an_entry_that_cannot_be(name: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert(**WRONG[name]))
        connection.check_constraints()


def test_the_account_goes_with_its_books(account: EscrowAccount) -> None:
    refused("UPDATE presale_escrowaccount SET reserved = -1 WHERE id = %s", account.pk)
    refused("UPDATE presale_escrowaccount SET status = 'closed', closed_on = %s WHERE id = %s", OPENED, account.pk)


def test_at_least_sixty_statements_are_refused() -> None:
    assert len(UPDATES) + 2 * len(KEPT) + len(AMOUNTS) + len(STATES) + len(WRONG) >= 60
