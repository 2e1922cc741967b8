"""Append-only tables: triggers that refuse UPDATE and DELETE on both databases.

A model asks for it with ``append_only = True``. Django rebuilds SQLite tables and silently drops their triggers when a
migration alters them, so the set is installed after every migrate and compared at every start.
"""
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.signals import post_migrate
from django.db.utils import OperationalError, ProgrammingError

FUNCTION = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP; END $$
"""


def append_only_models() -> list[type[Model]]:
    """Return the models whose rows are facts that nobody may change."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _names(table: str) -> dict[str, str]:
    return {action: f"{table}_no_{action.lower()}" for action in ("UPDATE", "DELETE")}


def install(connection: Any, table: str) -> None:
    """Install both triggers on ``table``, replacing older versions."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for action, name in _names(table).items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)} ON {quote(table)}")
                cursor.execute(
                    f"CREATE TRIGGER {quote(name)} BEFORE {action} ON {quote(table)} "
                    "FOR EACH ROW EXECUTE FUNCTION portal_append_only()"
                )
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}")
                cursor.execute(
                    f"CREATE TRIGGER {quote(name)} BEFORE {action} ON {quote(table)} BEGIN "
                    f"SELECT RAISE(ABORT, 'append-only table {table}: {action} refused'); END"
                )


def installed(connection: Any) -> set[str]:
    """Return the names of all triggers in the database."""
    queries = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return {row[0] for row in cursor.fetchall()}


def missing(connection: Any) -> list[str]:
    """Return the triggers that should be there and are not; tables not migrated yet do not count."""
    tables = set(connection.introspection.table_names())
    wanted = {
        name
        for model in append_only_models()
        if model._meta.db_table in tables
        for name in _names(model._meta.db_table).values()
    }
    return sorted(wanted - installed(connection))


def _install_app(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for model in append_only_models():
        if model._meta.app_config is app_config and model._meta.db_table in tables:
            install(connection, model._meta.db_table)


def check_triggers(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: every append-only table still has its triggers."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        try:
            names = missing(connections[alias])
        except (OperationalError, ProgrammingError) as problem:
            found.append(Error(f"数据库 {alias} 无法读取：{problem}", id="kit.E002"))
            continue
        found += [
            Error(f"缺少只增触发器 {name}", hint="运行 python manage.py migrate 重新安装。", id="kit.E001")
            for name in names
        ]
    return found


def connect() -> None:
    """Install after migrate, compare at start."""
    post_migrate.connect(_install_app, dispatch_uid="kit.triggers")
    register(check_triggers, Tags.database)
