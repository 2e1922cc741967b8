"""What tables refuse by themselves, on both databases: changes of facts, and rows that break a condition.

A model asks for the first with ``append_only = True`` (UPDATE, DELETE, on PostgreSQL also TRUNCATE), for the second
with ``guards``. Django rebuilds SQLite tables and silently drops their triggers when a migration alters them, so the
set is installed after every migrate and compared at every start. Before every migrate it is taken down there: SQLite
puts no rebuilt table in its place as long as a trigger of another one speaks of it.
"""
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.signals import post_migrate, pre_migrate
from django.db.utils import OperationalError, ProgrammingError

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP; END $$
"""


@dataclass(frozen=True)
class Guard:
    """A condition in standard SQL over NEW (and OLD) that must not hold when a row is written.

    ``event`` is INSERT, UPDATE or DELETE, ``sentence`` what the database answers; services check first and speak
    Chinese.
    """

    name: str
    event: str
    condition: str
    sentence: str


def guarded_models() -> list[type[Model]]:
    """Return the models whose tables refuse something by themselves."""
    return [model for model in apps.get_models() if wanted(model, "postgresql")]


def wanted(model: type[Model], vendor: str) -> dict[str, str]:
    """Return trigger name → the statement that makes it."""
    table, make = model._meta.db_table, {"postgresql": _postgresql, "sqlite": _sqlite}[vendor]
    found = {}
    if getattr(model, "append_only", False):
        actions = ("UPDATE", "DELETE", "TRUNCATE") if vendor == "postgresql" else ("UPDATE", "DELETE")
        names = {action: f"{table}_no_{action.lower()}" for action in actions}
        found = {name: make(table, name, action, None) for action, name in names.items()}
    guards = list(getattr(model, "guards", ()))
    if vendor == "sqlite" and (found or guards):
        guards.append(Guard("no_replace", "INSERT", _taken(model), f"append-only table {table}: REPLACE refused"))
    for guard in guards:
        found[f"{table}_{guard.name}"] = make(table, f"{table}_{guard.name}", guard.event, guard)
    return found


def _taken(model: type[Model]) -> str:
    """Return the condition that a new row would take the place of an old one, as OR REPLACE lets it on SQLite.

    The old one is then deleted unheard, unless the connection has asked for recursive triggers; other tools do not.
    """
    alone = [f'o."{field.column}" = NEW."{field.column}"' for field in model._meta.concrete_fields if field.unique]
    # one of several columns holds for those that are empty as well: the quota of a whole project has no building
    several = [map(model._meta.get_field, rule.fields) for rule in model._meta.total_unique_constraints]
    same = alone + [" AND ".join(f'o."{one.column}" IS NEW."{one.column}"' for one in fields) for fields in several]
    return " OR ".join(f'EXISTS (SELECT * FROM "{model._meta.db_table}" o WHERE {one})' for one in same)  # noqa: S608


def _postgresql(table: str, name: str, action: str, guard: Guard | None) -> str:
    each = "STATEMENT" if action == "TRUNCATE" else "ROW"
    start = f'CREATE TRIGGER "{name}" BEFORE {action} ON "{table}" FOR EACH {each}'
    if guard is None:
        return f"{start} EXECUTE FUNCTION portal_append_only()"
    return f"""
        CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {guard.condition} THEN RAISE EXCEPTION '{guard.sentence}' USING ERRCODE = '23514'; END IF;
            RETURN COALESCE(NEW, OLD);
        END $$;
        {start} EXECUTE FUNCTION "{name}"()
    """


def _sqlite(table: str, name: str, action: str, guard: Guard | None) -> str:
    refusal = f"append-only table {table}: {action} refused" if guard is None else guard.sentence
    where = f" WHERE {guard.condition}" if guard else ""
    deed = f"SELECT RAISE(ABORT, '{refusal}'){where}"
    return f'CREATE TRIGGER "{name}" BEFORE {action} ON "{table}" BEGIN {deed}; END'


def install(connection: Any, model: type[Model]) -> None:
    """Install the triggers of ``model``, replacing older versions."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(APPEND_ONLY)
        for name, statement in wanted(model, connection.vendor).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {connection.ops.quote_name(name)}{on}")
            cursor.execute(statement)


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
    expected = {name for model in _present(connection) for name in wanted(model, connection.vendor)}
    return sorted(expected - installed(connection))


def _present(connection: Any) -> list[type[Model]]:
    tables = set(connection.introspection.table_names())
    return [model for model in guarded_models() if model._meta.db_table in tables]


def _take_down(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    if (connection := connections[using]).vendor == "sqlite":
        for name in installed(connection):
            connection.cursor().execute(f'DROP TRIGGER "{name}"')


def _install_app(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    for model in filter(lambda one: one._meta.app_config is app_config, _present(connections[using])):
        install(connections[using], model)


def check_triggers(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: every append-only table still has its triggers."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        try:
            names = missing(connections[alias])
        except (OperationalError, ProgrammingError) as problem:
            found.append(Error(f"数据库 {alias} 无法读取：{problem}", id="kit.E002"))
            continue
        hint = "运行 python manage.py migrate --skip-checks 重新安装。"
        found += [Error(f"缺少触发器 {name}", hint=hint, id="kit.E001") for name in names]
    return found


def connect() -> None:
    """Install after migrate, compare at start."""
    pre_migrate.connect(_take_down, dispatch_uid="kit.triggers")
    post_migrate.connect(_install_app, dispatch_uid="kit.triggers")
    register(check_triggers, Tags.database)
