"""kill -9 in the middle of many releases over HTTP: nothing acknowledged is lost, nothing is half done.

A real server on the session's own database. The listening socket belongs to the test, so that browsers wait while the
server is dead, and no time is spent asking whether it lives.
"""
import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from presale.enums import EntryKind
from presale.models import EscrowAccount, LedgerEntry, Release
from reports.rules.escrow import ESCROW_RULES
from tests.presale import builders, payments
from tests.presale.builders import received, yuan
from tests.presale.sums import breaches
from tests.transactions import builders as market

# `make proof` tries the whole number; every run of the suite a tenth of it
RELEASES, KILLS = (200, 8) if "PROOF" in os.environ else (20, 2)
BROWSERS = 4
FOUND = 302
CSRF = "k" * 32

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """gunicorn on a socket that outlives it."""

    def __init__(self) -> None:
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.start()

    def start(self) -> None:
        bind = f"fd://{self.listener.fileno()}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "housing_portal.wsgi", "--bind", bind, "--workers", "2",
             "--threads", "2", "--preload", "--log-level", "critical"],
            cwd=settings.BASE_DIR, pass_fds=[self.listener.fileno()], start_new_session=True, env=self.environment(),
        )

    @staticmethod
    def environment() -> dict[str, str]:
        name = str(connection.settings_dict["NAME"])
        url = f"sqlite:///{name}"
        if connection.vendor == "postgresql":
            url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
        return {**os.environ, "DJANGO_SETTINGS_MODULE": "housing_portal.settings", "DATABASE_URL": url,
                "PORTAL_VAR": str(settings.VAR_DIR)}

    def kill_worker(self) -> None:
        """Kill one worker; the master makes another."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children:
            os.kill(int(children[0]), signal.SIGKILL)

    def kill_all(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.kill_all()
        self.listener.close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


def forms(releases: list[Release]) -> list[tuple[str, str]]:
    """Return address and body of each receipt, with the token that its form was opened with."""
    today = clock.today()
    return [
        (reverse("presale:release_pay", args=[one.pk]), urlencode({
            "revision": one.revision, "amount": str(one.approved_amount), "booked_on": str(today),
            "bank_serial": f"K{number:06}", "token": f"token-{number:06}",
        }))
        for number, one in enumerate(releases)
    ]


class Browsers:
    """Several people at once; what was answered with the result page is acknowledged."""

    def __init__(self, port: int, client: Client) -> None:
        self.port, self.acknowledged, self.lock = port, [], threading.Condition()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CSRF,
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
        }

    def send(self, form: tuple[str, str]) -> int:
        """Return the status of the answer; 0 when the server died over it."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("POST", form[0], form[1], self.headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()

    def work(self, waiting: "queue.SimpleQueue[tuple[str, str]]") -> None:
        while True:
            try:
                form = waiting.get_nowait()
            except queue.Empty:
                return
            status = self.send(form)
            with self.lock:
                if status == FOUND:
                    self.acknowledged.append(form)
                self.lock.notify_all()


def test_kill_in_the_middle_of_many_releases(
    server: Server, clerk: User, chief: User, finance: User, deputy: User, director: User,
    client_of: Callable[[User], Client],
) -> None:
    people = payments.People(clerk, chief, finance, deputy, director)
    account = builders.account(market.building(market.estate()), by=clerk, other=director, quota="0.01")
    received(account, RELEASES * 2, by=clerk, kind=EntryKind.DOWN)
    wanted = forms([payments.paying(account, 1, people) for _one in range(RELEASES)])
    browsers, waiting = Browsers(server.port, client_of(finance)), queue.SimpleQueue()
    for form in wanted:
        waiting.put(form)
    threads = [threading.Thread(target=browsers.work, args=[waiting]) for _one in range(BROWSERS)]
    for thread in threads:
        thread.start()

    rng = Random(20)
    for number in range(KILLS):
        target = (number + 1) * RELEASES // (KILLS + 3) + rng.randrange(5)
        with browsers.lock:
            browsers.lock.wait_for(lambda at=target: len(browsers.acknowledged) >= at or waiting.empty(), timeout=60)
        if number % 2:
            server.kill_worker()
        else:
            server.kill_all()
            server.start()
    for thread in threads:
        thread.join()

    first = set(browsers.acknowledged)
    booked = set(LedgerEntry.objects.exclude(release=None).values_list("token", flat=True))
    assert {form[1].rpartition("token=")[2] for form in first} - booked == set()
    assert breaches(connection) == {}

    assert [browsers.send(form) for form in wanted] == [FOUND] * RELEASES
    account = EscrowAccount.objects.get(pk=account.pk)
    assert (account.balance, account.reserved, account.released) == (yuan(RELEASES), yuan(0), yuan(RELEASES))
    assert (account.last_seq, Release.objects.paid().count()) == (RELEASES + 1, RELEASES)
    assert (breaches(connection), [said for ask in ESCROW_RULES.values() for said in ask()]) == ({}, [])
