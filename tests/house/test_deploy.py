"""Set-up and deployment: what runs before the portal does, and the backup that must be whole."""
import hashlib
import importlib.util
import os
import re
import socket
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import get_commands

from tests.house import source

DEPLOY = source.ROOT / "deploy"
SHELL = [DEPLOY / "backup", source.ROOT / ".ci/run"]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(name).stem.partition(".")[0], DEPLOY / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_scripts_may_run_and_parse(script: Path) -> None:
    parsed = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (os.access(script, os.X_OK), parsed.returncode, parsed.stderr) == (True, 0, "")


def test_missing_library_is_noticed_and_a_present_one_is_not() -> None:
    packages = load("packages.py")
    assert (packages.loads("libc.so.6"), packages.loads("libnowhere.so.0")) == (True, False)


def test_packages_for_pdf_are_the_same_everywhere() -> None:
    wanted = set(load("packages.py").LIBRARIES.values())
    for place in (".ci/run", "deploy/README.md"):
        assert wanted - set(re.split(r"[\s()]+", (source.ROOT / place).read_text(encoding="utf-8"))) == set(), place


def test_the_proxy_logs_pages_without_what_was_looked_for() -> None:
    """Parameters of a list may be document numbers; $request and the referrer would hold them."""
    lines = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").splitlines()
    log = [line.strip() for line in lines if line.strip().startswith(("log_format", "access_log"))]
    assert [re.findall(r"\$(\w+)", line) for line in log] == [
        ["remote_addr", "time_local", "request_method", "uri", "status", "body_bytes_sent"], []
    ]


def test_taken_port_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit) as end:
            load("gunicorn.conf.py").on_starting(None)
    assert end.value.code == (
        f"端口 {port} 不能使用（Address already in use）：请停止占用它的程序，或换端口：PORT=8001 make run"
    )


def test_free_port_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    assert load("gunicorn.conf.py").on_starting(None) is None


def test_example_environment_is_what_the_settings_read() -> None:
    read = set(re.findall(r"environ\.get\(\"([A-Z_]+)\"", (source.ROOT / "housing_portal/settings.py").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "portal.env.example").read_text(), re.MULTILINE))
    assert given - {"PORT", "NIGHTLY_USER"} == read | {"DATABASE_URL"}


def test_units_name_files_that_exist() -> None:
    units = "".join(path.read_text() for path in DEPLOY.glob("housing-portal*"))
    named = set(re.findall(r"(?<![\w/])deploy/[\w.]+|(?<=/srv/housing-portal/)deploy/[\w.]+", units))
    assert named == {"deploy/prepare.py", "deploy/backup"}
    assert [name for name in sorted(named) if not (source.ROOT / name).exists()] == []


def test_units_run_commands_that_exist() -> None:
    on_time = {"anchor_ledger", "escrow_alerts", "rent_bills"}
    units = "".join(path.read_text() for path in DEPLOY.glob("*.service"))
    assert set(re.findall(r"manage\.py (\w+)", units)) == on_time & set(get_commands())


def test_every_timer_has_its_unit_and_is_enabled() -> None:
    timers = {path.stem for path in DEPLOY.glob("*.timer")}
    enabled = re.search(r"systemctl enable --now (.*)", (DEPLOY / "README.md").read_text(encoding="utf-8"))[1]
    assert {path.stem for path in DEPLOY.glob("*.service")} - timers == {"housing-portal"}
    assert set(enabled.split()) == {"housing-portal", *(f"{timer}.timer" for timer in timers)}


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """Return a var folder with a database in use, secrets, one upload and one anchor."""
    var = tmp_path / "var"
    (var / "uploads/attachments/ab").mkdir(parents=True)
    (var / "uploads/attachments/ab/abcd").write_bytes(b"evidence")
    (var / "anchors").mkdir()
    (var / "anchors/2026-05-20.json").write_bytes(b"{}")
    (var / "secrets.json").write_text("{}")
    with closing(sqlite3.connect(var / "portal.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (n INTEGER)")
        database.execute("BEGIN")
        database.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(1000)])
        database.execute("COMMIT")
    return var


def counted(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT count(*), sum(n) FROM t").fetchone()


def back_up(var: Path, target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [DEPLOY / "backup", target], env={**plain, "PORTAL_VAR": str(var), **environment},
        capture_output=True, text=True, check=False,
    )


def test_backup_holds_everything_with_digests(installation: Path, tmp_path: Path) -> None:
    done = back_up(installation, tmp_path / "backups")
    [folder] = (tmp_path / "backups").iterdir()
    assert (done.stdout, done.stderr) == (f"已备份到 {folder}\n", "")
    digests = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert digests == {name: found[name] for name in ("anchors.tar", "portal.sqlite3", "secrets.json", "uploads.tar")}
    assert counted(folder / "portal.sqlite3") == (1000, 499500)
    with tarfile.open(folder / "anchors.tar") as anchors:
        assert anchors.getnames() == ["anchors", "anchors/2026-05-20.json"]


def test_backup_includes_what_is_still_in_the_write_ahead_log(installation: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(installation / "portal.sqlite3", isolation_level=None)) as writer:
        writer.execute("INSERT INTO t VALUES (7)")
        back_up(installation, tmp_path / "backups")
    [folder] = (tmp_path / "backups").iterdir()
    assert counted(folder / "portal.sqlite3") == (1001, 499507)


def test_backup_is_for_its_owner_alone(installation: Path, tmp_path: Path) -> None:
    back_up(installation, tmp_path / "backups")
    [folder] = (tmp_path / "backups").iterdir()
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.iterdir()]} == {0}


def test_failed_backup_leaves_nothing(installation: Path, tmp_path: Path) -> None:
    (installation / "secrets.json").unlink()
    assert back_up(installation, tmp_path / "backups").returncode == 1
    assert list((tmp_path / "backups").iterdir()) == []


def test_backup_of_a_missing_database_fails_and_makes_none(installation: Path, tmp_path: Path) -> None:
    done = back_up(installation, tmp_path / "backups", DATABASE_URL=f"sqlite:///{tmp_path}/nowhere.sqlite3")
    assert (done.returncode, list((tmp_path / "backups").iterdir())) == (1, [])
    assert not (tmp_path / "nowhere.sqlite3").exists()


def test_unknown_database_is_refused(installation: Path, tmp_path: Path) -> None:
    done = back_up(installation, tmp_path / "backups", DATABASE_URL="mysql://x")
    assert (done.returncode, done.stderr) == (1, "不支持的 DATABASE_URL：mysql://x\n")


def test_only_the_newest_thirty_are_kept(installation: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    for day in range(1, 32):
        (target / f"portal-202001{day:02}-023000").mkdir(parents=True)
    back_up(installation, target)
    kept = sorted(path.name for path in target.iterdir())
    assert (len(kept), kept[0]) == (30, "portal-20200103-023000")
