"""The project's own source, for the tests that read it."""
import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ("kit", "accounts", "journal", "registry")
AREAS = ("presale", "affordable", "transactions", "inspections", "reports")
PACKAGES = ("housing_portal", *AREAS)


def product() -> list[Path]:
    """Return every Python file of the product, migrations apart: relative paths, in order."""
    found = (path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def under(*folders: str) -> list[Path]:
    """Return the product's files below ``folders``."""
    return [path for path in product() if any(path.is_relative_to(folder) for folder in folders)]


def rooms(*names: str) -> list[Path]:
    """Return the files that stand in a room of that name: ``services.py`` or ``services/….py``."""
    return [path for path in product() if {path.stem, path.parent.name} & set(names)]


def texts(*folders: str, suffixes: tuple[str, ...]) -> list[Path]:
    """Return the files with these endings below ``folders``, third parties' files apart."""
    found = (path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*"))
    return sorted(path for path in found if path.suffix in suffixes and "vendor" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def lines(path: Path) -> list[str]:
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(node: ast.AST) -> list[str]:
    """Return the dotted names that one import statement reaches for, a leading dot for the same folder."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        start = "." * node.level + (node.module or "")
        return [f"{start}.{alias.name}" for alias in node.names]
    return []


def lines_of_code(path: Path) -> int:
    """Count the lines that do something: no blanks, no comments, no docstrings."""
    nodes = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    words = {
        line
        for node in nodes
        if ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)
    }
    written = (n for n, line in enumerate(lines(path), 1) if line.strip() and not line.strip().startswith("#"))
    return sum(n not in words for n in written)
