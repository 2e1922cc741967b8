"""The session's strictness, and the office in which the tests work.

People are fixtures named by role (``clerk``, ``chief``, …); ``person(role, unit)`` makes more of them and
``client_of(user)`` gives a browser in which that person has logged in.
"""
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.crypto import get_random_string
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.kit import clock
from tests import material, strict
from tests.pages.records import Writers

CHROMIUM = Path("/usr/bin/chromium")
# what every database starts with: the migration that enters it, and the function there
SEEDS = (
    ("affordable.migrations.0002_audit_categories", "add_categories"),
    ("inspections.migrations.0002_dictionaries", "fill"),
    ("presale.migrations.0002_rule_templates", "load"),
)
PASSWORD = "Yunling-2026"
# how long an example takes says something about the machine, nothing about the portal
examples.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("untimed")


# -- what is left out, and that CI leaves out nothing ---------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs Chromium where there is none; tests of PostgreSQL belong to the run on PostgreSQL."""
    if not CHROMIUM.exists():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"needs {CHROMIUM} (apt-get install chromium)"))
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
        items[:] = [item for item in items if item not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep the collector of garbage from walking again and again through modules and tests that never go away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what migrations had entered and the emptying of all tables has taken: any test may come next."""
    yield
    mark = item.get_closest_marker("django_db")
    if nextitem and mark and mark.kwargs.get("transaction"):  # after the last one the database is gone
        with item.config.stash[blocking_manager_key].unblock():
            for migration, enter in SEEDS:
                getattr(import_module(migration), enter)(apps, None)


def _left_out(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI_STRICT") or reporter is None:
        return 0
    return sum(len(reporter.stats.get(name, [])) for name in ("skipped", "xfailed", "xpassed"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.exitstatus == pytest.ExitCode.OK and _left_out(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = _left_out(terminalreporter.config)
    if left_out:
        terminalreporter.section(f"CI_STRICT: {left_out} left out, so this run fails", red=True)


# -- stricter than production ---------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _strict() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        strict.check_pages(patch)
        strict.turn_unordered_querysets(patch)
        strict.block_sockets(patch)
        strict.empty_what_was_filled(patch)
        yield


# -- what a module shares --------------------------------------------------------------------------------


@contextmanager
def taken_back(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the tests inside find what was written before them, each undoing its own; afterwards it was never there."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let what a fixture of a module writes stay until the module ends."""
    with taken_back(django_db_blocker):
        yield


# -- the office -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Office:
    """The units of an invented county; the townships are its responsible units, in the order of the form."""

    whole: Unit
    bureau: Unit
    housing: Unit
    planning: Unit
    townships: list[Unit]
    undertaker: Unit


def _unit(order: int, name: str, kind: UnitKind, **fields: object) -> Unit:
    return Unit.objects.create(name=name, kind=kind, order=order, **fields)


def found_office() -> Office:
    bureau = _unit(1, "云岭县住房和城乡建设局", UnitKind.BUREAU, short_name="县住建局")
    names = ["城关镇", "东屏镇", "南麓乡", "清溪镇"]
    return Office(
        whole=_unit(0, "云岭县全域", UnitKind.WHOLE),
        bureau=bureau,
        housing=_unit(2, "住房保障股", UnitKind.SECTION, parent=bureau),
        planning=_unit(3, "计划财务股", UnitKind.SECTION, parent=bureau),
        townships=[_unit(n, name, UnitKind.TOWNSHIP, is_responsible=True) for n, name in enumerate(names, 10)],
        undertaker=_unit(20, "云岭县城乡建设开发有限公司", UnitKind.UNDERTAKER, short_name="县开发公司"),
    )


def hire(role: str, unit: Unit, *, name: str = "", username: str = "") -> User:
    number = User.objects.count() + 1
    user = User(
        username=username or f"{role}.{number}", name=name or f"{role} {number}", unit=unit,
        must_change_password=False, password_changed_at=clock.now(),
    )
    user.set_password(PASSWORD)
    user.save()
    RoleGrant.objects.create(user=user, role=role, reason="测试授权")
    return user


@pytest.fixture
def office(db: None) -> Office:
    return found_office()


@pytest.fixture
def person(office: Office) -> Callable[..., User]:
    """Return a maker of people: ``person("clerk", unit, name="…")``."""

    def make(role: str, unit: Unit = office.housing, **facts: str) -> User:
        return hire(role, unit, **facts)

    return make


@pytest.fixture
def clerk(person: Callable[..., User]) -> User:
    return person("clerk", name="李经办")


@pytest.fixture
def chief(person: Callable[..., User]) -> User:
    return person("chief", name="王股长")


@pytest.fixture
def deputy(person: Callable[..., User], office: Office) -> User:
    return person("deputy", office.bureau, name="赵副局")


@pytest.fixture
def director(person: Callable[..., User], office: Office) -> User:
    return person("director", office.bureau, name="钱局长")


@pytest.fixture
def finance(person: Callable[..., User], office: Office) -> User:
    return person("finance", office.planning, name="孙财务")


@pytest.fixture
def auditor(person: Callable[..., User], office: Office) -> User:
    return person("auditor", office.planning, name="周审计")


@pytest.fixture
def sysadmin(person: Callable[..., User], office: Office) -> User:
    return person("sysadmin", office.bureau, name="吴管理")


@pytest.fixture
def township_clerk(person: Callable[..., User], office: Office) -> User:
    """A clerk of the first township, who sees nothing of the others."""
    return person("clerk", office.townships[0], name="郑镇办")


@pytest.fixture
def undertaker(person: Callable[..., User], office: Office) -> User:
    return person("undertaker", office.undertaker, name="冯承建")


class Window(Client):
    """A browser with somebody before it who knows his password."""

    def sign(self, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        """Send a form that asks for the own password."""
        return self.post(path, {**(data or {}), "password": PASSWORD})


def window_of(user: User) -> Window:
    """Return a browser with the session that a login leaves, written at once: logging in has tests of its own."""
    store, now, key = SessionStore(), int(clock.now().timestamp()), get_random_string(32)
    data = store.encode({
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(), "signed_in_at": now, "seen_at": now,
    })
    Session.objects.create(session_key=key, session_data=data, expire_date=store.get_expiry_date())
    window = Window()
    window.cookies[settings.SESSION_COOKIE_NAME] = key
    return window


@pytest.fixture
def client_of() -> Callable[[User], Window]:
    return window_of


@pytest.fixture
def evidence() -> Callable[..., object]:
    """Return the maker of uploads: ``evidence("开工令.pdf")``."""
    return material.evidence


# -- the desk in May: who records and confirms, two towns ------------------------------------------------


@pytest.fixture
def may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(may_20: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def town2(office: Office) -> Unit:
    return office.townships[1]


@pytest.fixture
def pen(by: Writers, client_of: Callable[[User], Client]) -> Client:
    """The browser of the clerk who records."""
    return client_of(by.clerk)


@pytest.fixture
def seal(by: Writers, client_of: Callable[[User], Client]) -> Client:
    """The browser of the chief who confirms."""
    return client_of(by.chief)
