"""Bring database and static files up to date, and then serve: one process, and quick when nothing changed.

``--demo`` fills a database that has no users yet with the demonstration county, and prints its accounts.
``--serve`` goes on as gunicorn. The modules are imported once, which halves the time of a start.
"""
import argparse
import hashlib
import os
import sys
from pathlib import Path

import django
from dj_database_url import UnknownSchemeError
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, SystemCheckError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.wsgiapp import run

ROOT = Path(__file__).resolve().parent.parent
# the fonts are for PDF only: no browser asks for them
NOT_SERVED = ["fonts"]


def static_digest() -> str:
    """Return a digest over names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list(NOT_SERVED), key=lambda found: found[0]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Collect static files when one of them changed."""
    stamp, digest = Path(settings.STATIC_ROOT) / ".digest", static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", ignore_patterns=NOT_SERVED, interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def migrate() -> None:
    """Apply what is missing, then check the whole, the append-only triggers among it."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    BaseCommand().check(databases=["default"])


def demo() -> None:
    """Fill a database without users; name the accounts again at every start, as long as the records are invented."""
    # lazy: models exist only after django.setup()
    from housing_portal.accounts.models import User
    from housing_portal.registry import demo_mark

    accounts = settings.VAR_DIR / "demo-accounts.txt"
    if not User.objects.exists():
        call_command("demo")
    elif not User.objects.able_to_sign_in().exists():
        print("没有能登录的账号，请运行：manage.py found_office --name 单位 --username 账号 --person 姓名", flush=True)
    elif demo_mark.is_set() and accounts.exists():
        # the password itself is printed once, when it is made
        sheet = accounts.read_text(encoding="utf-8").splitlines()
        told = [line if not line.startswith("口令：") else f"口令：见 {accounts}" for line in sheet]
        print("\n".join(told), flush=True)


def prepare(*, with_demo: bool) -> None:
    """Do all of it, or end with one line that says what to do."""
    try:
        django.setup()
        migrate()
        collect_static()
        if with_demo:
            demo()
    except (DatabaseError, UnknownSchemeError) as problem:
        sys.exit(f"数据库不能使用，请核对 DATABASE_URL：{' '.join(str(problem).split())}")
    except (CommandError, SystemCheckError) as problem:
        sys.exit(str(problem))


def serve() -> None:
    """Become gunicorn. Its processes must not inherit a connection to the database."""
    connections.close_all()
    sys.argv = ["gunicorn", "--config", str(ROOT / "deploy/gunicorn.conf.py"), "housing_portal.wsgi"]
    run()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    # database, secrets and uploads are for their owner alone
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "housing_portal.settings")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    prepare(with_demo=options.demo)
    if options.serve:
        serve()
