"""The case as it comes: a folder with the facts and the two tables."""
import json
from pathlib import Path
from typing import Any

import pytest

from reports.cases.loader import Loaded, load_case
from tests.cases import tables

HERE = Path(__file__).resolve().parent


@pytest.fixture
def facts() -> dict[str, Any]:
    """Return the facts of the notice, for a test to change."""
    return json.loads((HERE / "supervision_2021" / "facts.json").read_text(encoding="utf-8"))


def write_case(folder: Path, facts: dict[str, Any]) -> Path:
    """Write a case folder: the facts, and the tables that agree with them."""
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    (folder / tables.PROGRESS_NAME).write_bytes(tables.progress_table(facts))
    (folder / tables.AUDIT_NAME).write_bytes(tables.audit_table(facts))
    return folder


@pytest.fixture
def folder(tmp_path: Path, facts: dict[str, Any]) -> Path:
    return write_case(tmp_path, facts)


@pytest.fixture
def loaded(db: None, folder: Path) -> Loaded:
    return load_case(folder)
