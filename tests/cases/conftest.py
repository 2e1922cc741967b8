"""The case as it comes: a folder with the facts and the two tables."""
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from reports.cases.loader import Loaded, load_case
from tests.cases import tables

HERE = Path(__file__).resolve().parent
OUR_APPS = ("accounts", "journal", "registry", "affordable", "reports")


def read_facts() -> dict[str, Any]:
    return json.loads((HERE / "supervision_2021" / "facts.json").read_text(encoding="utf-8"))


def write_facts(folder: Path, facts: Any) -> Path:
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return folder


def write_case(folder: Path, facts: dict[str, Any]) -> Path:
    """Write a case folder: the facts, and the tables that agree with them."""
    write_facts(folder, facts)
    (folder / tables.PROGRESS_NAME).write_bytes(tables.progress_table(facts))
    (folder / tables.AUDIT_NAME).write_bytes(tables.audit_table(facts))
    return folder


def rows() -> Counter[type[Model]]:
    """Return how many rows every table of ours has."""
    ours = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]
    return Counter({model: model._default_manager.count() for model in ours})


@pytest.fixture
def facts() -> dict[str, Any]:
    """Return the facts of the notice, for a test to change."""
    return read_facts()


@pytest.fixture(scope="session")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case as it came, which nobody changes."""
    return write_case(tmp_path_factory.mktemp("case"), read_facts())


@pytest.fixture
def folder(tmp_path: Path, case_folder: Path) -> Path:
    """A copy of the case, for a test to change."""
    return shutil.copytree(case_folder, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def loaded(kept: None, case_folder: Path) -> Loaded:
    """Load the case once for a module, all of whose tests start from it."""
    return load_case(case_folder)
