"""Benchmarks run by hand and rarely: what they take from the portal must still be there."""
import ast
from importlib import import_module

from tests.house import source


def test_benchmarks_find_what_they_import() -> None:
    missing = [
        f"{path.name}: {node.module}.{alias.name}"
        for path in sorted((source.ROOT / "benchmarks").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and not node.module.startswith("benchmarks")
        for alias in node.names if alias.name != "*" and not _is_there(node.module, alias.name)
    ]
    assert missing == []


def test_a_missing_name_is_seen() -> None:
    assert (_is_there("presale.enums", "EntryKind"), _is_there("presale.enums", "Nothing")) == (True, False)


def _is_there(module: str, name: str) -> bool:
    return hasattr(import_module(module), name) or _is_module(f"{module}.{name}")


def _is_module(path: str) -> bool:
    try:
        import_module(path)
    except ModuleNotFoundError:
        return False
    return True
