"""How the code is written: sums in their rooms, no floats, one clock, typed, short files, nothing left to do."""
import ast
import re
from pathlib import Path

import pytest

from tests.house import source

ADDING_UP = {"Sum", "Count", "Avg", "aggregate"}
SUM_ROOMS = source.rooms("querysets", "indicators", "ledger")
# lengths on paper and on the screen are real numbers; money, areas and rates never enter these
LENGTHS = source.under("housing_portal/kit/gongwen", "housing_portal/kit/charts", "housing_portal/kit/excel")
FIGURES = source.rooms("services", "ledger", "indicators", "models", "querysets")
EXACT = sorted({*source.under("housing_portal/kit"), *FIGURES} - set(LENGTHS))
TYPED = sorted({*source.under("housing_portal/kit"), *source.rooms("services", "ledger", "indicators", "commands")})
CLOCK = Path("housing_portal/kit/clock.py")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|待补充|待实现")


def sums(module: ast.Module) -> list[int]:
    """Return the lines that add records up."""
    names = (n for n in ast.walk(module) if isinstance(n, ast.Name | ast.Attribute))
    return sorted(n.lineno for n in names if (n.id if isinstance(n, ast.Name) else n.attr) in ADDING_UP)


def floats(module: ast.Module) -> list[int]:
    """Return the lines with a call of float() or a float annotation; ``isinstance(x, float)`` only refuses one."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            found.append(node.lineno)
        notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts = (part for note in notes if note for part in ast.walk(note))
        found += [part.lineno for part in parts if getattr(part, "id", "") == "float"]
    return sorted(found)


def own_clocks(module: ast.Module) -> list[int]:
    """Return the lines that ask the machine for the time instead of ``clock``."""
    asks = {("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"), ("date", "today"),
            ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}
    calls = (n.func for n in ast.walk(module) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    return [f.lineno for f in calls if (getattr(f.value, "id", getattr(f.value, "attr", "")), f.attr) in asks]


def bare_amounts(module: ast.Module) -> list[int]:
    """Return the lines that add a bare value to a column.

    The database would take it for 分, and nothing would complain: ``F("paid") + Value(amount, MoneyField())`` is right.
    """
    def terms(node: ast.AST) -> set[str]:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            return terms(node.left) | terms(node.right)
        return {getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""}

    added = ((n.lineno, terms(n)) for n in ast.walk(module) if isinstance(n, ast.BinOp))
    return [line for line, names in added if "F" in names and not names <= {"F", "Value", "Coalesce", "Sum"}]


def untyped(path: Path) -> list[str]:
    """Return the functions of ``path`` that leave an argument or their result untyped."""
    found = []
    for function in source.functions(path):
        given = function.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        named = [a for a in arguments if a is not None and a.arg not in ("self", "cls")]
        if function.returns is None or any(a.annotation is None for a in named):
            found.append(f"{path}:{function.lineno} {function.name}")
    return found


def places(paths: list[Path], find: object) -> list[str]:
    return [f"{path}:{line}" for path in paths for line in find(source.tree(path))]


def test_sums_stand_in_their_rooms() -> None:
    assert places([path for path in source.product() if path not in SUM_ROOMS], sums) == []


def test_no_floats_where_figures_are() -> None:
    assert places(EXACT, floats) == []


def test_one_clock() -> None:
    assert places([path for path in source.product() if path != CLOCK], own_clocks) == []


def test_no_bare_amount_is_added_to_a_column() -> None:
    assert places(source.product(), bare_amounts) == []


@pytest.mark.parametrize(
    ("find", "code", "found"),
    [
        (sums, "from django.db.models import Sum\nq.annotate(x=Sum('a'))\nq.aggregate(x=1)\nsum(x)", [2, 3]),
        (sums, "models.Count('a')", [1]),
        (floats, "def f(a: float | None) -> 'x': ...\nfloat('1')\nisinstance(x, float)", [1, 2]),
        (floats, "def f() -> list[float]: ...", [1]),
        (own_clocks, "timezone.now()\ndatetime.date.today()\nclock.now()\ndatetime.now(UTC)", [1, 2, 4]),
        (bare_amounts, "F('a') + amount\nF('a') + F('b') - F('c')\nF('a') - Value(x, Money())\n1 + F('n')", [1, 4]),
    ],
)
def test_each_search_finds_what_it_is_for(find: object, code: str, found: list[int]) -> None:
    assert find(ast.parse(code)) == found


def test_public_rooms_are_typed() -> None:
    assert [name for path in TYPED for name in untyped(path)] == []


def test_no_file_is_longer_than_400_lines() -> None:
    tests = sorted(path.relative_to(source.ROOT) for path in (source.ROOT / "tests").rglob("*.py"))
    long = {str(path): len(source.lines(path)) for path in [*source.product(), *tests] if len(source.lines(path)) > 400}
    assert long == {}


def test_kit_stays_small() -> None:
    """1,500 lines of code; what explains them (docstrings, comments) and blank lines are not what makes a kit heavy.

    Not counted are its engines, each with one narrow door: papers (gongwen), workbooks (excel), pictures (charts), and
    tables, which draw, page and export a million rows behind the ``Table`` and the columns that the apps use.
    """
    engines = source.under(*(f"housing_portal/kit/{name}" for name in ("gongwen", "excel", "charts", "tables")))
    size = sum(source.lines_of_code(path) for path in source.under("housing_portal/kit") if path not in engines)
    assert size <= 1500, f"kit has {size} lines of code without its engines"


def test_nothing_is_left_to_do() -> None:
    own = [*source.product(), *source.texts("templates", "static", suffixes=(".html", ".css", ".js"))]
    found = [f"{path}:{n}" for path in own for n, line in enumerate(source.lines(path), 1) if UNFINISHED.search(line)]
    assert found == []


def test_nothing_prints_but_commands() -> None:
    rest = [path for path in source.product() if "commands" not in path.parts]
    calls = [(path, n) for path in rest for n in ast.walk(source.tree(path)) if isinstance(n, ast.Call)]
    assert [f"{path}:{n.lineno}" for path, n in calls if getattr(n.func, "id", "") == "print"] == []
