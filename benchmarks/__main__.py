"""Measure every page of the menu, the official table and the bulletin on the demonstration county."""
import contextlib
import io
import os
import statistics
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.timing import milliseconds  # noqa: E402
from housing_portal import navigation  # noqa: E402
from housing_portal.accounts.models import User  # noqa: E402
from housing_portal.kit import clock  # noqa: E402

REPEATS = 20


def quietly(*words: str, **options: object) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        call_command(*words, **options)


def report(label: str, taken: list[int], queries: int | str = "") -> None:
    print(f"{statistics.median(taken):>8.0f} ms {taken[-1]:>6} ms {queries!s:>5}  {label}")


def reader_of(permission: str) -> User:
    """Return somebody who may open a page, the bureau's people first."""
    users = sorted(User.objects.order_by("pk"), key=lambda user: not user.sees_everything)
    return next(user for user in users if not permission or user.can(permission))


def measure_page(label: str, name: str, permission: str) -> None:
    client, address = Client(SERVER_NAME="localhost"), reverse(name)
    client.force_login(reader_of(permission), "django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
        queries = len(captured)
    report(f"{label}  {address}", milliseconds(lambda: client.get(address), REPEATS), queries)


def measure_papers() -> None:
    today = clock.today().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        table, paper = (str(Path(folder) / name) for name in ("table.xlsx", "paper.pdf"))
        for words in (["indicators", "--json"], ["export_workbook", "progress", "--out", table],
                      ["render_document", "bulletin", "--out", paper]):
            report(" ".join(words[:2]), milliseconds(lambda w=words: quietly(*w, "--as-of", today), 3))


def main() -> None:
    print(f"{'median':>11} {'worst':>9} {'SQL':>5}")
    report("migrate", milliseconds(lambda: quietly("migrate", verbosity=0)))
    report("demo", milliseconds(lambda: quietly("demo")))
    for _desk, _icon, pages in navigation.DESKS:
        for page in filter(navigation.GROUP.__ne__, pages):
            measure_page(*page)
    measure_papers()


if __name__ == "__main__":
    main()
