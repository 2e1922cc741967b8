"""What makes the test session stricter than production."""
import ipaddress
import re
import socket
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.test import Client, TransactionTestCase

from housing_portal.kit import triggers

TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""", re.DOTALL)
ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# attributes of all other tags are of no interest
TELLING = re.compile(r"\bon|\bstyle\b|None|\{[{%]")
READ = frozenset({"nav", "form", "input", "script"})


class Page:
    """Reads one full page and notes what every page must have; a parser of the library takes four times as long."""

    def __init__(self, text: str) -> None:
        self.open: list[str] = []
        self.title, self.heads, self.faults = "", 0, []
        self.posting = self.guarded = self.program = self.in_trail = False
        self.trail: list[str] = []
        place = 0
        while tag := TAG.search(text, place):
            self._read_words(text[place:tag.start()])
            place = tag.end()
            ends, name, rest = tag.groups("")
            if ends:
                self._end(name.lower())
            elif name:
                self._start(name.lower(), rest)
            if name in ("script", "style") and not ends:  # no markup until its end
                begin, place = place, text.find(f"</{name}", place)
                self._read_words(text[begin:place])
        self._read_words(text[place:])

    def _start(self, tag: str, rest: str) -> None:
        self.open.append(tag)
        self.heads += tag == "h1"
        if tag in READ or TELLING.search(rest):
            self._read_attributes(tag, rest)
        if rest.endswith("/"):
            self._end(tag)

    def _read_attributes(self, tag: str, rest: str) -> None:
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(rest)}
        if tag == "nav":
            self.in_trail = values.get("class") == "crumb"
        if tag == "form":
            self.posting, self.guarded = (values.get("method") or "get").lower() == "post", False
        if tag == "input" and values.get("name") == "csrfmiddlewaretoken":
            self.guarded = True
        if tag == "script":
            self.program = values.get("type") != "application/json"
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self.faults.append(f"<{tag} {name}=…> is refused by the content policy")
            self._leftover(value, ("None",), f"<{tag} {name}>")

    def _end(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag == "form" and self.posting and not self.guarded:
            self.faults.append("a POST form without csrf token")

    def _read_words(self, words: str) -> None:
        if not words or words.isspace():
            return
        inside = self.open[-1] if self.open else ""
        if self.in_trail and inside == "a" and "nav" in self.open:
            self.trail.append(unescape(words.strip()))
        if inside == "title" and "svg" not in self.open:
            self.title += words.strip()
        if inside == "style" or (inside == "script" and self.program):
            self.faults.append(f"inline <{inside}> is refused by the content policy")
        self._leftover(words, ("None", "True", "False", "nan"), f"<{inside}>")

    def _leftover(self, text: str, words: tuple[str, ...], where: str) -> None:
        if "{{" in text or "{%" in text or text.strip() in words:
            self.faults.append(f"{text.strip()[:60]!r} in {where}")


def page_faults(text: str) -> list[str]:
    """Return what is wrong with a full page."""
    page = Page(text)
    faults = page.faults
    if not page.title:
        faults.append("no title")
    if page.heads != 1:
        faults.append(f"{page.heads} h1 instead of one")
    if len(page.trail) != len(set(page.trail)):
        faults.append(f"a place stands twice on the way here: {page.trail}")
    return faults


def check_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check every full page that the test client receives."""
    original = Client.request

    def request(self: Client, **data: Any) -> HttpResponse:
        response = original(self, **data)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            text = response.content.decode()
            if "<html" in text:
                faults = page_faults(text)
                assert faults == [], f"{data['PATH_INFO']}: {faults}"
        return response

    monkeypatch.setattr(Client, "request", request)


def turn_unordered_querysets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let querysets without an order come back the other way round, as a database may any day."""
    original = QuerySet._fetch_all

    def fetch(self: QuerySet) -> None:
        fresh = self._result_cache is None
        original(self)
        if fresh and not self.ordered and not self.query.is_sliced:
            self._result_cache.reverse()

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch)


def block_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to connect to anything but this machine."""
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
                raise AssertionError(f"a test connects to {address}")
            return original(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def drop_triggers() -> None:
    """Take all triggers away, as a careless table rebuild would."""
    for model in triggers.guarded_models():
        _drop_triggers(model)


def _drop_triggers(model: type[Model]) -> None:
    quote = connection.ops.quote_name
    on = f" ON {quote(model._meta.db_table)}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in triggers.wanted(model, connection.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}{on}")


def empty_what_was_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests with real transactions empty the tables they have filled, also the append-only ones.

    Django's flush truncates every table there is and makes every permission anew, which takes longer than the tests.
    """
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: _empty_tables())


def _empty_tables() -> None:
    filled = _filled_tables()
    guarded = [model for model in triggers.guarded_models() if model._meta.db_table in filled]
    for model in guarded:
        _drop_triggers(model)
    # references are checked when the transaction ends, so the order is of no matter
    with transaction.atomic(), connection.cursor() as cursor:
        for table in filled:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    missing = set(triggers.missing(connection))
    for model in triggers.guarded_models():
        if missing & triggers.wanted(model, connection.vendor).keys():
            triggers.install(connection, model)


def _filled_tables() -> set[str]:
    """Return the tables with rows; what every migrate would make again stays."""
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = set(known) - {model._meta.db_table for model in (ContentType, Permission)}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables
        ))
        return {row[0] for row in cursor.fetchall()}
