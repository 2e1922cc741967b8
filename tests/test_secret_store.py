"""Secrets: made once, read by their owner alone, and the same for two processes that start together."""
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from housing_portal import secret_store

ROOT = Path(__file__).resolve().parent.parent

RACER = "import sys; from pathlib import Path; from housing_portal import secret_store; sys.stdin.readline(); " \
    "print(secret_store.load(Path(sys.argv[1]))['chain_key'])"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "secrets.json"


def test_three_different_long_secrets(path: Path) -> None:
    made = secret_store.load(path)
    assert set(made) == {"secret_key", "encryption_key", "chain_key"}
    assert (len(set(made.values())), {len(value) for value in made.values()}) == (3, {64})


def test_second_start_reads_the_same(path: Path) -> None:
    assert secret_store.load(path) == secret_store.load(path) == json.loads(path.read_text())


def test_two_installations_differ(tmp_path: Path) -> None:
    first, second = (secret_store.load(tmp_path / name / "secrets.json") for name in "ab")
    assert set(first.values()) & set(second.values()) == set()


def test_readable_by_the_owner_alone_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        secret_store.load(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_loosened_mode_is_tightened_again(path: Path) -> None:
    secret_store.load(path)
    path.chmod(0o644)
    secret_store.load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_but_the_file_is_left_behind(path: Path) -> None:
    secret_store.load(path)
    assert [entry.name for entry in path.parent.iterdir()] == ["secrets.json"]


def test_a_slower_creator_reads_what_the_faster_one_wrote(path: Path) -> None:
    first = secret_store.load(path)
    secret_store._create(path)
    assert secret_store.load(path) == first


def test_eight_processes_at_once_agree(path: Path) -> None:
    command = [sys.executable, "-c", RACER, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    racers = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(8)]
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    seen = {racer.communicate()[0].strip() for racer in racers}
    assert seen == {secret_store.load(path)["chain_key"]}
