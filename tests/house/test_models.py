"""What is true of every model, every migration and every append-only table."""
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from housing_portal.journal.happening import Happening
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import triggers
from tests import strict
from tests.house import source

OWN_APPS = [app for app in apps.get_app_configs() if app.name.split(".")[0] in source.PACKAGES]
MODELS = [model for app in OWN_APPS for model in app.get_models()]
# a label is Chinese, or the proper name of a standard
HAN = re.compile(r"[\u4e00-\u9fff]|^SHA-256$")
# the sentences that Django uses when a constraint brings none of its own
GENERIC = {str(models.BaseConstraint.default_violation_error_message)}


def test_no_decimal_and_no_float_columns() -> None:
    inexact = models.DecimalField | models.FloatField
    assert [str(field) for model in MODELS for field in model._meta.local_fields if isinstance(field, inexact)] == []


def test_every_model_has_a_chinese_name() -> None:
    assert [model._meta.label for model in MODELS if not HAN.search(str(model._meta.verbose_name))] == []


def test_every_field_has_a_chinese_label() -> None:
    fields = [field for model in MODELS for field in model._meta.local_fields if not field.auto_created]
    assert [str(field) for field in fields if not HAN.search(str(field.verbose_name))] == []


def test_every_constraint_brings_its_sentence() -> None:
    bound = [(model, constraint) for model in MODELS for constraint in model._meta.constraints]
    assert [f"{m._meta.label}.{c.name}" for m, c in bound if str(c.violation_error_message) in GENERIC] == []


def test_every_model_can_be_shown_as_a_word() -> None:
    assert [model._meta.label for model in MODELS if model.__str__ is models.Model.__str__] == []


def test_money_and_area_are_never_plain_numbers() -> None:
    words = re.compile(r"（元）|㎡|金额|投资|面积")
    numbers = models.IntegerField
    fields = [field for model in MODELS for field in model._meta.local_fields if isinstance(field, numbers)]
    assert [str(field) for field in fields if words.search(str(field.verbose_name))] == []


def test_a_step_is_indexed_with_its_record_and_something_else() -> None:
    # by the unique index of ``undoes`` SQLite would look through all the rows that undo nothing, once per record
    steps = [model for model in MODELS if issubclass(model, Happening)]
    shared = {field.name for field in Happening._meta.local_fields}
    owners = {m: next(f for f in m._meta.local_fields if f.many_to_one and f.name not in shared) for m in steps}
    led = {model: {i.fields[0] for i in model._meta.indexes if len(i.fields) > 1} for model in steps}
    assert [str(owner) for model, owner in owners.items() if owner.db_index or owner.name not in led[model]] == []
    assert len(steps) == 41


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_one_last_migration_per_app() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    with_models = {app.label for app in OWN_APPS if list(app.get_models())}
    assert with_models - {label for label, _name in loader.graph.leaf_nodes()} == set()


def definitions() -> dict[str, str]:
    """Return each append-only table's triggers as the database holds them, the table's name blanked out."""
    queries = {
        "postgresql": "SELECT c.relname, pg_get_triggerdef(t.oid) || t.tgenabled::text FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgname ~ '_no_(update|delete|truncate)$' "
        "ORDER BY 1, 2",
        "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger' "
        "AND (name LIKE '%_no_update' OR name LIKE '%_no_delete') ORDER BY 1, 2",
    }
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        rows = cursor.fetchall()
    found: dict[str, str] = {}
    for table, text in rows:
        found[table] = found.get(table, "") + text.replace(table, "…")
    return found


@pytest.mark.django_db
def test_every_append_only_table_refuses_in_the_words_of_the_diary() -> None:
    # the diary's refusal itself is tried with rows and raw SQL in tests/kit/test_triggers.py
    found = definitions()
    model_tables = [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]
    assert {table: found.get(table) for table in model_tables} == dict.fromkeys(
        model_tables, found[Entry._meta.db_table]
    )


@pytest.mark.django_db
def test_a_dropped_trigger_stops_the_system_check() -> None:
    assert triggers.check_triggers(["default"]) == []
    strict.drop_triggers()
    expected = [name for model in triggers.guarded_models() for name in triggers.wanted(model, connection.vendor)]
    assert len(triggers.check_triggers(["default"])) == len(expected)


def test_whatever_has_a_page_has_a_scope() -> None:
    # an attachment has no scope of its own: it is seen by whoever sees the record it belongs to
    with_page = [model for model in MODELS if hasattr(model, "get_absolute_url") and model is not Attachment]
    assert [model._meta.label for model in with_page if not hasattr(model.objects.all(), "visible_to")] == []
