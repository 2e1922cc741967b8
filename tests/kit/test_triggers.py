"""Append-only tables: refused by the database itself, noticed when the refusal is gone."""
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import triggers
from tests import strict

TABLE = Entry._meta.db_table


@pytest.fixture
def entry(clerk: User) -> Entry:
    return Entry.objects.create(actor=clerk, actor_name=clerk.name, unit=clerk.unit, action="test", label="登记")


def deeds(model: type[Model]) -> dict[str, Callable[[], object]]:
    """Return the ways in which a row might be changed, from polite to raw."""
    table = connection.ops.quote_name(model._meta.db_table)

    def raw(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return {
        "save": lambda: model.objects.get().save(),
        "update": lambda: model.objects.update(id=99),
        "delete": lambda: model.objects.get().delete(),
        "delete all": lambda: model.objects.all().delete(),
        "raw update": lambda: raw(f"UPDATE {table} SET id = id"),
        "raw delete": lambda: raw(f"DELETE FROM {table}"),
    }


@pytest.mark.parametrize("name", deeds(Entry))
def test_refused(entry: Entry, name: str) -> None:
    with pytest.raises(DatabaseError, match="append-only table journal_entry"), transaction.atomic():
        deeds(Entry)[name]()
    assert list(Entry.objects.values_list("pk", "label")) == [(entry.pk, "登记")]


def test_without_the_trigger_the_same_statement_works(entry: Entry) -> None:
    strict.drop_triggers()
    deeds(Entry)["raw delete"]()
    assert Entry.objects.count() == 0


def test_replace_does_not_slip_through(entry: Entry) -> None:
    if connection.vendor == "postgresql":
        statement = f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (id) DO UPDATE SET label = 'x'"
    else:
        statement = f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_nothing_is_missing_after_migrate() -> None:
    assert triggers.missing(connection) == []


@pytest.mark.django_db
def test_check_names_each_missing_trigger() -> None:
    strict.drop_triggers()
    expected = sorted(
        f"缺少触发器 {name}"
        for model in triggers.guarded_models()
        for name in triggers.wanted(model, connection.vendor)
    )
    found = triggers.check_triggers(["default"])
    assert [message.msg for message in found] == expected
    assert {(message.id, message.hint) for message in found} == {
        ("kit.E001", "运行 python manage.py migrate --skip-checks 重新安装。")
    }


@pytest.mark.django_db
def test_check_is_silent_without_a_database_to_look_at() -> None:
    strict.drop_triggers()
    assert triggers.check_triggers(None) == []


@pytest.mark.django_db
def test_migrate_brings_them_back() -> None:
    strict.drop_triggers()
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


@pytest.mark.django_db
def test_sqlite_has_none_while_tables_are_rebuilt() -> None:
    """PostgreSQL alters its tables in place and keeps all of them."""
    before = triggers.installed(connection)
    emit_pre_migrate_signal(0, False, "default")
    assert triggers.installed(connection) == (set() if connection.vendor == "sqlite" else before)
    emit_post_migrate_signal(0, False, "default")
    assert (triggers.missing(connection), triggers.installed(connection)) == ([], before)


def test_install_twice_is_once(entry: Entry) -> None:
    before = triggers.installed(connection)
    triggers.install(connection, Entry)
    assert triggers.installed(connection) == before


def test_diary_and_attachments_are_append_only() -> None:
    assert (Entry.append_only, Attachment.append_only) == (True, True)
