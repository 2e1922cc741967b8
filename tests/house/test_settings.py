"""Settings that correctness rests on, as they act and not only as they are written."""
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client

from housing_portal import settings as portal


@pytest.fixture
def sqlite(tmp_path: Path) -> DatabaseWrapper:
    """Return a new SQLite connection with the portal's options, whichever database the suite runs on."""
    wrapper = DatabaseWrapper(
        {**connection.settings_dict, "NAME": str(tmp_path / "x.sqlite3"), "OPTIONS": portal.SQLITE_OPTIONS}, "probe"
    )
    wrapper.inc_thread_sharing()
    yield wrapper
    wrapper.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1)],
)
@pytest.mark.django_db
def test_sqlite_pragmas_are_on_in_a_connection(sqlite: DatabaseWrapper, pragma: str, value: str | int) -> None:
    with sqlite.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db
def test_sqlite_takes_the_write_lock_when_a_transaction_begins(sqlite: DatabaseWrapper) -> None:
    sqlite.ensure_connection()
    statements: list[str] = []
    sqlite.connection.set_trace_callback(statements.append)
    sqlite.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    sqlite.rollback()
    assert statements[0] == "BEGIN IMMEDIATE"


@pytest.mark.django_db
def test_the_suite_itself_runs_with_them() -> None:
    # in memory there would be no write-ahead log, and the concurrency tests would prove nothing
    queries = {"sqlite": ("PRAGMA journal_mode", "wal"), "postgresql": ("SHOW server_encoding", "UTF8")}
    question, answer = queries[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == (answer,)


def test_transactions_are_the_services_business() -> None:
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


def test_one_time_zone_and_language() -> None:
    assert (settings.TIME_ZONE, settings.USE_TZ, settings.LANGUAGE_CODE) == ("Asia/Shanghai", True, "zh-hans")


def test_debug_is_off_and_hosts_are_named() -> None:
    assert (portal.DEBUG, "*" in portal.ALLOWED_HOSTS) == (False, False)


def test_test_settings_stay_out_of_the_real_folder() -> None:
    assert settings.VAR_DIR != portal.BASE_DIR / "var"
    assert Path(settings.MEDIA_ROOT).is_relative_to(settings.VAR_DIR)


def test_content_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    allowed = {word for words in settings.SECURE_CSP.values() for word in words}
    assert allowed == {"'self'", "'none'", "data:"}
    assert settings.SECURE_CSP["script-src"] == settings.SECURE_CSP["style-src"] == ["'self'"]


@pytest.mark.django_db
def test_every_answer_brings_the_policy() -> None:
    answer = Client().get("/nowhere/at/all")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self';" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_system_checks_are_clean() -> None:
    # E002: the session's own guard against undefined variables is not a plain string
    assert [message for message in run_checks(databases=["default"]) if message.id != "templates.E002"] == []


def test_dengbao_is_stricter_than_the_standard_in_every_point() -> None:
    standard, strict = (settings.PASSWORD_PROFILES[name] for name in ("standard", "dengbao"))
    assert strict == {"min_length": 10, "kinds": 3, "max_age_days": 90, "history": 5}
    assert [strict[key] > standard[key] for key in standard] == [True] * 4
