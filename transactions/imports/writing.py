"""Writing very many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

Values are those of the columns, not of the fields: whole hundredths, moments in UTC without a zone, sealed bytes.
"""
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, models

BLOCK = 20_000


def write_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert ``rows`` into the table of ``model``; ``names`` are its fields, in the order of the values."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    target = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        for block in _blocks(rows):  # the driver's wrapper keeps what it has read until the call returns
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", block)  # noqa: S608 - names of our own


def reserve(model: type[models.Model], count: int) -> Sequence[int]:
    """Return ``count`` free primary keys, rising. The caller is in a transaction, which on SQLite holds the lock."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    start = last[0] + 1 if last else 1
    return range(start, start + count)


@contextmanager
def without_indexes(*written: type[models.Model]) -> Iterator[None]:
    """Take the indexes of these tables away while very much is written, and build them afresh: half the time.

    For a database that nobody else uses: until the end of the transaction the tables are locked.
    """
    indexes = [(model, index) for model in written for index in model._meta.indexes]
    with connection.cursor() as cursor:
        for _, index in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(index.name)}")
    yield
    connection.check_constraints()  # PostgreSQL builds no index while it has still something to check
    with connection.cursor() as cursor:
        for model, index in indexes:
            cursor.execute(str(index.create_sql(model, connection.schema_editor())))


def analyse() -> None:
    """Let the database look at what has been written: without figures of its own it reads whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def stored(moment: datetime) -> datetime:
    """Return a moment as both databases take it: in UTC, without its zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _blocks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    source = iter(rows)
    while block := list(islice(source, BLOCK)):
        yield block
